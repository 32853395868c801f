"""Answers go out to a real server."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from changlai.channels.adapters.email import marks
from changlai.channels.adapters.email import sentences as say
from changlai.channels.adapters.email.permissions import test_outgoing as may_send
from changlai.channels.adapters.email.sender import MailSender
from changlai.channels.adapters.email.tests.desk import SETTINGS, MailDesk
from changlai.channels.contracts import Attachment, Content, FileContent, Outgoing
from changlai.channels.errors import CallFailed
from tests.support.mail import Office, smtp_server

ADDRESS = {
    "to": "wang@example.cn",
    "cc": "li@example.cn, 财务@bad, zhao@example.cn",
    "subject": "沙发尺寸",
    "message_id": "a2@example.cn",
    "references": "a1@example.cn a2@example.cn bad<id>",
}


def desk_of(smtp: Office, **settings: object) -> MailDesk:
    return MailDesk(SETTINGS | smtp.settings() | settings)


def outgoing(text: str = "宽 2.1 米。\n.一行以点开头\n\n谢谢 <b>", *files: Attachment, **address: str) -> Outgoing:
    return Outgoing("key-1", ADDRESS | address, Content(text=text, attachments=files))


def got(smtp: Office, number: int = 0) -> EmailMessage:
    content = smtp.post.mails[number].content
    assert isinstance(content, bytes)
    found = message_from_bytes(content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_answer_stands_in_its_thread_and_reaches_everybody(smtp):
    desk = desk_of(smtp, reply_to="help@hemu.example")

    sent = MailSender().send(desk, outgoing())

    mail = got(smtp)
    assert smtp.post.mails[0].rcpt_tos == ["wang@example.cn", "li@example.cn", "zhao@example.cn"]
    assert (mail["From"], mail["To"]) == ("禾木家居 <service@hemu.example>", "wang@example.cn")
    assert (mail["Cc"], mail["Reply-To"]) == ("li@example.cn, zhao@example.cn", "help@hemu.example")
    assert mail["Subject"] == "Re: 沙发尺寸"
    assert (mail["In-Reply-To"], mail["References"]) == ("<a2@example.cn>", "<a1@example.cn> <a2@example.cn>")
    assert mail["Message-ID"] == f"<{sent.platform_id}@hemu.example>"
    assert marks.key_in(mail["Message-ID"].encode(), 7) == "key-1"
    assert not sent.final
    assert desk.spent == [("send", 600)]


def test_text_and_page_say_the_same(smtp):
    MailSender().send(desk_of(smtp), outgoing())

    plain, page = got(smtp).get_body(("plain",)), got(smtp).get_body(("html",))
    assert plain is not None
    assert page is not None
    words = "宽 2.1 米。\n.一行以点开头\n\n谢谢 <b>\n\n-- \n禾木家居 客服部\n400 000 0000\n"
    assert plain.get_content().replace("\r\n", "\n") == words
    assert "<p>宽 2.1 米。<br>.一行以点开头</p><p>谢谢 &lt;b&gt;</p>" in page.get_content()


def test_files_travel_with_the_text(smtp):
    desk = desk_of(smtp)
    desk.files = {
        5: FileContent("报价单.pdf", "application/pdf", b"%PDF-1.7"),
        6: FileContent("a.png", "image/png", b"\x89PNG"),
    }
    files = [Attachment(kind="file", file_id=5), Attachment(kind="image", file_id=6)]

    MailSender().send(desk, outgoing("见附件", *files))

    found = [(one.get_filename(), one.get_content_type(), one.get_content()) for one in got(smtp).iter_attachments()]
    assert found == [("报价单.pdf", "application/pdf", b"%PDF-1.7"), ("a.png", "image/png", b"\x89PNG")]


@pytest.mark.parametrize(
    "address",
    [
        {"subject": "a\r\nBcc: victim@example.cn"},
        {"message_id": "x>\r\nBcc: victim@example.cn", "references": "y\nz"},
        {"cc": "li@example.cn\r\nBcc: victim@example.cn"},
    ],
)
def test_nobody_writes_into_the_head(smtp, address):
    MailSender().send(desk_of(smtp), outgoing(**address))

    assert got(smtp)["Bcc"] is None
    assert "victim@example.cn" not in smtp.post.mails[0].rcpt_tos


def test_same_message_has_the_same_id_every_time(smtp):
    ids = {MailSender().send(desk_of(smtp), outgoing(text)).platform_id for text in ("one", "one", "two")}

    assert len(ids) == 1
    assert len({got(smtp, number)["Message-ID"] for number in range(3)}) == 1


@pytest.mark.parametrize(
    ("answers", "code", "permanent"),
    [
        ({"RCPT": ["550 5.1.1 no such user"]}, "550", True),
        ({"RCPT": ["450 4.2.0 greylisted"]}, "450", False),
        ({"END": ["554 5.7.1 spam"]}, "554", True),
        ({"END": ["421 4.7.0 too fast"]}, "421", False),
        ({"RCPT": ["250 OK", "550 5.1.1 no such cc"]}, "550", True),
    ],
)
def test_refusals_are_for_good_or_for_now_by_their_code(smtp, answers, code, permanent):
    smtp.post.answers = answers

    with pytest.raises(CallFailed) as failure:
        MailSender().send(desk_of(smtp), outgoing())

    error = failure.value
    assert (error.code, error.permanent, error.uncertain) == (code, permanent, False)
    assert bool(error.wait) != permanent
    assert smtp.post.mails == []


@pytest.mark.parametrize(
    ("answers", "nobody"),
    [
        ({"RCPT": ["550 5.1.1 <wang@example.cn> rejected"]}, "wang@example.cn"),
        ({"RCPT": ["550 5.4.4 host not found"]}, "wang@example.cn"),
        ({"RCPT": ["550 Requested action not taken: mailbox unavailable"]}, "wang@example.cn"),
        ({"RCPT": ["551 User not local"]}, "wang@example.cn"),
        ({"RCPT": ["250 OK", "553 5.1.3 bad address"]}, "li@example.cn"),
        ({"RCPT": ["550 5.7.1 no such user: relaying denied"]}, ""),
        ({"RCPT": ["552 5.2.2 mailbox full"]}, ""),
        ({"RCPT": ["550 message rejected"]}, ""),
        ({"RCPT": ["450 4.1.1 no such user yet"]}, ""),
        ({"END": ["550 5.1.1 no such user"]}, ""),  # which of the readers?
    ],
)
def test_refusal_that_says_so_makes_the_address_lead_nowhere(smtp, answers, nobody):
    smtp.post.answers = answers

    with pytest.raises(CallFailed) as failure:
        MailSender().send(desk_of(smtp), outgoing())

    error = failure.value
    assert error.nowhere == (("email", "", nobody) if nobody else None)
    assert (say.NOBODY in error.sentence) is bool(nobody)
    assert nobody in error.sentence


def test_single_reader_who_is_refused_with_the_mail_is_nobody_too(smtp):
    smtp.post.answers = {"END": ["550 5.1.1 no such user"]}

    with pytest.raises(CallFailed) as failure:
        MailSender().send(desk_of(smtp), outgoing(cc=""))

    assert failure.value.nowhere == ("email", "", "wang@example.cn")


def test_connection_that_dies_after_the_mail_leaves_it_unknown(smtp):
    smtp.post.hangs_up = True

    with pytest.raises(CallFailed) as failure:
        MailSender().send(desk_of(smtp), outgoing())

    assert (failure.value.uncertain, failure.value.permanent) == (True, False)
    assert len(smtp.post.mails) == 1


def test_mail_that_is_too_long_is_refused_before_it_is_sent(certificates, trusted, settings):
    with smtp_server(certificates, size=2_000) as small:
        settings.OUTBOUND_ALLOW = [f"localhost:{small.port}"]
        with pytest.raises(CallFailed) as failure:
            MailSender().send(desk_of(small), outgoing("长" * 5_000))

    assert (failure.value.code, failure.value.permanent) == ("552", True)
    assert "links" in failure.value.sentence


def test_nobody_to_write_to(smtp):
    with pytest.raises(CallFailed) as failure:
        MailSender().send(desk_of(smtp), outgoing(to="", cc=""))

    assert (failure.value.code, failure.value.permanent) == ("no_recipient", True)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_working_server_passes_its_test(certificates, trusted, settings, security):
    with smtp_server(certificates, security=security) as office:
        settings.OUTBOUND_ALLOW = [f"localhost:{office.port}"]
        may_send(MailDesk(SETTINGS | office.settings(security=security)))

    assert office.post.mails == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"password": "guess"}, "535"),
        ({"password": "密码"}, "login"),
        ({"smtp_host": "nobody.invalid"}, "unknown_host"),
        ({"smtp_host": "10.1.2.3"}, "blocked"),
    ],
)
def test_wrong_setting_is_named(smtp, wrong, code):
    with pytest.raises(CallFailed) as failure:
        may_send(desk_of(smtp, **wrong))

    assert (failure.value.code, failure.value.permanent) == (code, True)
    assert failure.value.sentence.partition(": ")[2]


def test_server_that_cannot_be_asked_for_a_password_over_this_connection(certificates, trusted, settings):
    with smtp_server(certificates, security="starttls") as office:
        settings.OUTBOUND_ALLOW = [f"localhost:{office.port}"]
        with pytest.raises(CallFailed) as failure:
            may_send(MailDesk(SETTINGS | office.settings()))

    assert failure.value.code == "tls"
