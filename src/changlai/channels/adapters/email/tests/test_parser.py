"""What mails mean."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from changlai.channels.adapters.email import marks
from changlai.channels.adapters.email.deliveries import INBOX, SENT, delivery_of
from changlai.channels.adapters.email.parser import MailParser
from changlai.channels.adapters.email.tests.desk import SETTINGS, mail
from changlai.channels.contracts import IdentityClaim, Inbound, Letter, Profile, Skipped
from changlai.channels.enums import InboundKind, Role

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def meaning(raw: bytes, *, folder: str = INBOX, **settings: str) -> Inbound | Skipped:
    known = SETTINGS | settings
    told = delivery_of(raw, folder=folder, received=NOW, account_id=7, size=len(raw))
    found = MailParser().parse(told.kind, told.payload, told.context, known)
    return found if isinstance(found, Skipped) else found[0]


def message(raw: bytes, **settings: str) -> Inbound:
    found = meaning(raw, **settings)
    assert isinstance(found, Inbound), found
    return found


def letter(raw: bytes) -> Letter:
    content = message(raw).content
    assert content is not None
    assert content.letter is not None
    return content.letter


def text(raw: bytes) -> str:
    content = message(raw).content
    assert content is not None
    return content.text


def test_writer_words_and_thread():
    found = message(
        mail(Cc="Li <li@example.cn>, service@hemu.example", References="<r1@x> <r2@x>", In_Reply_To="<r2@x>")
    )

    assert found.kind == InboundKind.MESSAGE
    assert found.identities == (IdentityClaim("email", "", "wang@example.cn", exclusive=False),)
    assert found.profile == Profile(name="王小姐")
    assert found.occurred_at == NOW
    assert found.address == {
        "to": "wang@example.cn",
        "cc": "li@example.cn",
        "subject": "沙发尺寸",
        "message_id": "a1@example.cn",
        "references": "r1@x r2@x a1@example.cn",
    }
    assert not found.is_automatic
    assert found.content is not None
    assert (found.content.title, found.content.text) == ("沙发尺寸", "您好，想问一下沙发的尺寸。")
    assert [one.role for one in found.content.attachments] == [Role.ORIGINAL]


def test_reply_goes_where_the_writer_wants_it_unless_their_domain_disowns_the_mail():
    wanted = mail(Reply_To="office@example.cn")
    forged = b"Authentication-Results: mx.hemu.example; dmarc=fail\n" + mail(
        Reply_To="thief@evil.example", Cc="x@evil.example"
    )

    assert message(wanted).address["to"] == "office@example.cn"
    assert (message(forged).address["to"], message(forged).address["cc"]) == ("wang@example.cn", "")
    assert letter(forged).doubt == "forged"


def test_only_the_finding_of_our_own_server_counts():
    raw = b"Authentication-Results: mx.hemu.example; dmarc=pass\nAuthentication-Results: evil; dmarc=fail\n" + mail()

    assert letter(raw).doubt == ""


def test_form_of_a_web_site_is_from_its_visitor():
    raw = mail(From="service@hemu.example", Reply_To="小满 <man@example.cn>")

    assert message(raw).identities[0].value == "man@example.cn"
    assert message(raw).address["to"] == "man@example.cn"


@pytest.mark.parametrize("sender", ["service@hemu.example", "Sales <sales@HEMU.example>"])
def test_our_own_mail_is_not_a_customers(sender):
    assert meaning(mail(From=sender)) == Skipped("own_message")


def test_mail_from_nobody_is_kept_without_effect():
    assert meaning(mail(From="")) == Skipped("no_customer")
    assert meaning(mail(From="no address at all")) == Skipped("no_customer")


def test_colleagues_answer_from_a_mail_program_is_told_and_ours_is_not_doubled():
    theirs = mail(From="service@hemu.example", To="王小姐 <wang@example.cn>")
    own_id = f"<{marks.local_part('k1', 7)}@hemu.example>"
    ours = mail(From="service@hemu.example", To="wang@example.cn", Message_ID=own_id)

    found = meaning(theirs, folder=SENT, sent_folder="Sent")
    assert isinstance(found, Inbound)
    assert (found.kind, found.identities[0].value) == (InboundKind.COLLEAGUE_MESSAGE, "wang@example.cn")
    assert meaning(ours, folder=SENT, sent_folder="Sent") == Skipped("own_message")


@pytest.mark.parametrize(
    ("fields", "machine"),
    [
        ({"Auto-Submitted": "auto-replied"}, "reply"),
        ({"Auto_Submitted": "no"}, ""),
        ({"X_Autoreply": "yes"}, "reply"),
        ({"Subject": "自动回复: 外出"}, "reply"),
        ({"Subject": "Automatic reply: away"}, "reply"),
        ({"Precedence": "bulk"}, "bulk"),
        ({"List_Id": "<news.example.cn>"}, "list"),
        ({"List_Unsubscribe": "<mailto:x@example.cn>"}, "bulk"),
        ({"Auto_Submitted": "auto-generated"}, "notice"),
        ({}, ""),
    ],
)
def test_machines_are_told_apart_from_people(fields, machine):
    raw = mail(**fields)

    assert letter(raw).machine == machine
    assert message(raw).is_automatic == bool(machine)


@pytest.mark.parametrize(
    "quotation",
    [
        "On Fri, 20 Nov 2026 at 12:00, 禾木 <service@hemu.example> wrote:\n> 您好",
        "在 2026年11月20日，禾木 <service@hemu.example> 写道：\n您好",
        "------------------ 原始邮件 ------------------\n发件人: 禾木",
        "-----Original Message-----\nFrom: 禾木",
        "发件人: 禾木\n发送时间: 2026年11月20日\n收件人: 王\n主题: 沙发",
        "From: a@b.cn\nSent: Friday\nTo: c@d.cn\nSubject: x",
        "> 您好\n>> 再见",
    ],
)
def test_what_is_repeated_is_folded_away(quotation):
    raw = mail(f"好的，谢谢！\n\n{quotation}")

    assert text(raw) == "好的，谢谢！"
    assert letter(raw).quoted == quotation


def test_answers_between_the_lines_and_bare_quotations_stay():
    between, bare = "> 几点？\n\n三点。", "> 只有引用"

    assert text(mail(between)) == between
    assert text(mail(bare)) == bare


def _page(page: str, **more: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in ({"From": "wang@example.cn", "Message-ID": "<p@x>"} | more).items():
        made[name] = value
    made.set_content(page, subtype="html")
    return made


def test_words_of_a_page_without_words_of_its_own():
    page = "<style>p{x}</style><p>您好&nbsp;<b>沙发</b></p><ul><li>一</li><li>二</li></ul><blockquote>旧</blockquote>"
    raw = _page(page + "<script>x</script>").as_bytes()

    content = message(raw).content
    assert content is not None
    assert content.text == "您好 沙发\n- 一\n- 二"
    assert content.letter is not None
    assert content.letter.quoted == "> 旧"
    assert [one.role for one in content.attachments] == [Role.ORIGINAL, Role.PAGE]


def test_pictures_of_the_page_are_no_files_and_files_are():
    made = EmailMessage()
    made["From"], made["Message-ID"] = "wang@example.cn", "<p@x>"
    made.set_content("看图")
    made.add_alternative('<p>看图<img src="cid:pic1@x"></p>', subtype="html")
    page = made.get_body(("html",))
    assert page is not None
    page.add_related(b"\x89PNG", "image", "png", cid="<pic1@x>")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="报价单.pdf")

    content = message(made.as_bytes()).content

    assert content is not None
    found = [(one.role, one.name_within, one.media_type, one.name) for one in content.attachments[1:]]
    assert found == [
        (Role.PAGE, "", "text/html", "2.html"),
        (Role.WITHIN, "pic1@x", "image/png", "3.png"),
        (Role.FILE, "", "application/pdf", "报价单.pdf"),
    ]
    assert content.text == "看图"


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("gb2312", "gb18030"),
        ("GB18030", "gb18030"),
        ("utf-8", "gb18030"),  # a wrong label
        ("us-ascii", "gb18030"),
        ("iso-8859-1", "utf-8"),
        ("x-unknown", "utf-8"),
        ("big5", "big5"),
        ("zlib", "utf-8"),  # a codec that is no character set
    ],
)
def test_words_are_read_in_spite_of_their_label(label, encoding):
    words = "您好請問還有貨嗎" if encoding == "big5" else "您好，请问还有货吗？"
    head = (
        f"From: wang@example.cn\r\nContent-Type: text/plain; charset={label}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )

    assert text(head.encode() + words.encode(encoding)) == words


def test_subject_torn_in_the_middle_of_a_character():
    raw = mail(Subject="x").replace(b"Subject: x", b"Subject: =?utf-8?B?5rKZ5Y+R5bA=?=\n =?utf-8?B?uuWvuA==?=")
    plain = mail(Subject="x").replace(b"Subject: x", "Subject: 裸中文".encode("gb18030"))

    found = [message(one).content for one in (raw, plain)]

    assert [one.title for one in found if one] == ["沙发尺寸", "裸中文"]


def test_long_mail_is_read_whole_though_only_its_beginning_is_its_payload(monkeypatch):
    monkeypatch.setattr("changlai.channels.adapters.email.deliveries.PAYLOAD_BYTES", 600)
    made = EmailMessage()
    made["From"] = "wang@example.cn"
    made.set_content("看附件")
    made.add_attachment(b"x" * 5_000, maintype="application", subtype="pdf", filename="长.pdf")
    made.add_attachment(b"y", maintype="application", subtype="pdf", filename="后.pdf")

    content = message(made.as_bytes()).content

    assert content is not None
    assert [one.name for one in content.attachments[1:]] == ["长.pdf", "后.pdf"]


def test_subject_that_was_folded_between_two_words_has_no_gap():
    encoded = "=?utf-8?b?6KW/5rqq6LC35Lya5omA6L2v6KOF6YeH?=\r\n =?utf-8?b?6LSt6K+i5Lu3?="
    raw = mail(Subject="x").replace(b"\n", b"\r\n").replace(b"Subject: x", f"Subject: {encoded}".encode())

    content = message(raw).content

    assert content is not None
    assert content.title == "西溪谷会所软装采购询价"


def test_name_made_of_the_address_only_stands_in():
    assert message(mail(From="wang@example.cn")).profile == Profile(name="wang", is_stand_in=True)
