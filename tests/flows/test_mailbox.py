"""A mailbox all the way: a real IMAP server, the inbox, a real SMTP server, and what comes back."""

import threading
from dataclasses import dataclass
from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from changlai.channels import actions as channels
from changlai.channels import outbound
from changlai.channels.adapters.email.tests.desk import SETTINGS, mail
from changlai.channels.adapters.email.tests.test_bounces import bounce
from changlai.channels.contracts import IdentityClaim
from changlai.channels.enums import ContentKind
from changlai.channels.models import Account, Outbox
from changlai.compliance import queries as gate
from changlai.customers import actions as customers
from changlai.customers.actions import NowhereTold
from changlai.customers.models import Customer, Identity
from changlai.inbox import actions
from changlai.inbox.actions import Given
from changlai.inbox.errors import CannotRecall, MayNotSend
from changlai.inbox.models import Conversation, Message
from changlai.kernel import db
from changlai.kernel.jobs import ENDING
from changlai.kernel.jobs.runner import Crew, Runner
from changlai.kernel.tenancy import scope
from sandbox.mail.certificates import certificates
from tests.support.house import Firm, deliver, found_firm, later, message, settle, work
from tests.support.mail import Dovecot, Office, dovecot, smtp_server
from tests.support.told import listening


@dataclass
class Shop:
    """A firm with a mailbox."""

    firm: Firm
    account: Account
    imap: Dovecot
    smtp: Office

    def arrive(self, *mails: bytes) -> None:
        """Mails come in, and all that follows."""
        self.imap.put(*mails, user=self.account.settings["address"])
        with scope(self.firm.id):
            channels.follow_feeds(self.account)
        work(["jobs"])
        settle()
        work(["jobs"])
        settle()

    def send(self) -> None:
        settle()
        work(["outbox"])
        settle()

    def talk(self, **fields: object) -> Conversation:
        with scope(self.firm.id):
            return Conversation.objects.select_related("account").get(account=self.account, **fields)


@pytest.fixture
def shop(transactional_db, settings, tmp_path, monkeypatch):
    settings.FILES_DIR = tmp_path / "files"
    made = certificates(tmp_path)
    made.certificate.chmod(0o644)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
    firm = found_firm()
    with dovecot(made) as imap, smtp_server(made) as smtp:
        settings.OUTBOUND_ALLOW = [f"localhost:{imap.tls_port}", f"localhost:{smtp.port}"]
        known = {name: value for name, value in SETTINGS.items() if name != "account_id"}
        with scope(firm.id):
            account = channels.connect(
                channel="email", name="客服邮箱", settings=known | imap.settings() | smtp.settings(), by=firm.admin
            )
        yield Shop(firm, account, imap, smtp)


def letter_with_a_page() -> bytes:
    made = EmailMessage()
    for name, value in {
        "From": "王小姐 <wang@example.cn>",
        "To": "service@hemu.example",
        "Cc": "li@example.cn",
        "Subject": "沙发尺寸",
        "Message-ID": "<a1@example.cn>",
    }.items():
        made[name] = value
    made.set_content("请看附件。\n\n> 旧的话")
    made.add_alternative("<p>请看附件。</p>", subtype="html")
    made.add_attachment("尺寸,宽\n1,2\n".encode(), maintype="text", subtype="csv", filename="尺寸.csv")
    return made.as_bytes()


def test_letter_lands_with_its_customer_its_page_and_its_files(shop):
    deliver(shop.firm, message("u1", "在官网问过", email="wang@example.cn"))
    settle()

    shop.arrive(letter_with_a_page())

    with scope(shop.firm.id):
        assert Customer.objects.count() == 1
        written = Message.objects.get(conversation__account=shop.account)
    assert (written.text, written.content["title"]) == ("请看附件。", "沙发尺寸")
    assert written.content["letter"]["quoted"] == "> 旧的话"
    roles = [(one.get("role", ""), one["name"], bool(one["file_id"])) for one in written.content["attachments"]]
    assert roles == [("original", "沙发尺寸.eml", True), ("page", "2.html", True), ("", "尺寸.csv", True)]


def test_answer_goes_to_everybody_in_its_thread_as_one_mail(shop):
    shop.arrive(letter_with_a_page())
    upload = SimpleUploadedFile("报价单.csv", b"a,b\n", content_type="text/csv")
    with scope(shop.firm.id):
        given = Given("宽 2.1 米。", [upload])
        [answer] = actions.give(conversation=shop.talk(), given=given, by=shop.firm.admin, now=later(5))

    shop.send()

    sent = shop.smtp.post.mails[0]
    assert sent.rcpt_tos == ["wang@example.cn", "li@example.cn"]
    assert isinstance(sent.content, bytes)
    assert b"In-Reply-To: <a1@example.cn>" in sent.content
    with scope(shop.firm.id):
        answer.refresh_from_db()
    assert (answer.state, answer.content["letter"]["cc"]) == ("sent", ["li@example.cn"])


def test_mail_that_comes_back_fails_and_its_address_leads_nowhere_until_it_writes_again(shop):
    shop.arrive(mail())
    with scope(shop.firm.id):
        [answer] = actions.give(conversation=shop.talk(), given=Given("在"), by=shop.firm.admin, now=later(5))
    shop.send()
    with scope(shop.firm.id):
        key = Outbox.objects.get().key

    shop.arrive(bounce(key, account=shop.account.pk).replace(b"gone@example.cn", b"wang@example.cn"))

    with scope(shop.firm.id):
        answer.refresh_from_db()
        reached = Identity.objects.get(kind="email", value="wang@example.cn")
        assert Customer.objects.count() == 1
    assert (answer.state, answer.reason.rpartition(": ")[2]) == ("failed", "550 5.1.1 - User unknown")
    assert reached.undeliverable_at is not None
    with scope(shop.firm.id), pytest.raises(MayNotSend) as refused:
        actions.give(conversation=shop.talk(), given=Given("还在吗"), by=shop.firm.admin, now=later(6))
    assert refused.value.rule == "undeliverable"
    assert "User unknown" in str(refused.value.sentence)

    shop.arrive(mail("我又能收信了", Message_ID="<a9@example.cn>"))

    with scope(shop.firm.id):
        assert Identity.objects.get(pk=reached.pk).undeliverable_at is None
        actions.give(conversation=shop.talk(), given=Given("收到"), by=shop.firm.admin, now=later(7))


def test_address_that_is_refused_at_once_leads_nowhere_and_the_open_talk_hears_of_it(shop):
    shop.arrive(mail())
    shop.smtp.post.answers = {"RCPT": ["550 5.1.1 no such user"]}
    with scope(shop.firm.id):
        [answer] = actions.give(conversation=shop.talk(), given=Given("在"), by=shop.firm.admin, now=later(5))
    room = f"{shop.firm.id}:conversation:{shop.talk().pk}"

    settle()
    work(["outbox"])
    settle(["inbox.deliveries"])  # the message failed; whether anything arrives there is not known yet
    with listening() as told:
        settle()

        assert (room, "state") in told()
    with scope(shop.firm.id):
        answer.refresh_from_db()
        identity = Identity.objects.get(kind="email", value="wang@example.cn")
        shut = gate.may_contact(actions.send_request(shop.talk(), kind=ContentKind.TEXT, now=later(6)))
    assert (answer.state, answer.can_retry) == ("failed", False)
    assert answer.reason.endswith("out of Cc: wang@example.cn 550 5.1.1 no such user")
    assert (identity.undeliverable_at is not None, identity.undeliverable_reason) == (True, answer.reason)
    assert (shut.allowed, shut.rule) == (False, "undeliverable")

    with listening() as told:
        with scope(shop.firm.id):
            customers.mark_reachable(identity=identity, by=shop.firm.admin)
        settle()

        assert (room, "state") in told()


def test_address_that_a_colleague_marks_as_good_is_written_to_again(shop):
    shop.arrive(mail())
    with scope(shop.firm.id):
        identity = Identity.objects.get(kind="email")
        customers.keep_reach(
            [NowhereTold(shop.firm.id, IdentityClaim("email", "", identity.value), later(1), "550 5.1.1 gone")], []
        )
        identity.refresh_from_db()
        with pytest.raises(MayNotSend):
            actions.give(conversation=shop.talk(), given=Given("在"), by=shop.firm.admin, now=later(2))

        customers.mark_reachable(identity=identity, by=shop.firm.admin)

        [answer] = actions.give(conversation=shop.talk(), given=Given("在"), by=shop.firm.admin, now=later(3))
    assert answer.state == "queued"
    shop.send()
    with scope(shop.firm.id), pytest.raises(CannotRecall):
        actions.recall(message=answer, by=shop.firm.admin, now=later(3))  # a mail is out for good


def test_machines_are_shown_and_open_no_work(shop):
    shop.arrive(mail("本周特价", From="news@shop.example", List_Id="<n.shop.example>", Message_ID="<n1@x>"))

    news = shop.talk()
    assert (news.state, news.waiting_since, news.unread_count) == ("closed", None, 0)
    with scope(shop.firm.id):
        assert [one.text for one in Message.objects.filter(conversation=news)] == ["本周特价"]

    shop.arrive(mail(), mail("我在休假", Subject="自动回复: 休假", Message_ID="<a2@example.cn>"))

    open_talk = shop.talk(state="open")
    with scope(shop.firm.id):
        texts = list(Message.objects.filter(conversation=open_talk).order_by("id").values_list("text", flat=True))
        assert db.value("select count(*) from event_log where kind = 'inbox.MessageReceived'") == 1
    assert (texts, open_talk.unread_count) == (["您好，想问一下沙发的尺寸。", "我在休假"], 1)


def test_answer_whose_fate_is_unknown_is_never_sent_again_by_itself(shop):
    shop.arrive(mail())
    shop.smtp.post.hangs_up = True
    with scope(shop.firm.id):
        [answer] = actions.give(conversation=shop.talk(), given=Given("在"), by=shop.firm.admin, now=later(5))

    shop.send()
    shop.smtp.post.hangs_up = False
    shop.send()

    with scope(shop.firm.id):
        answer.refresh_from_db()
        assert answer.state == "unknown"
        first = shop.smtp.post.mails[0].content
        outbound.send_again(reference=f"inbox.message:{answer.pk}")
    shop.send()

    assert isinstance(first, bytes)
    again = shop.smtp.post.mails[1].content
    assert isinstance(again, bytes)
    ids = [[line for line in one.splitlines() if line.startswith(b"Message-ID")] for one in (first, again)]
    assert len(shop.smtp.post.mails) == 2
    assert ids[0] == ids[1] != []


def test_mail_is_in_the_inbox_as_soon_as_it_arrives(shop):
    work(["jobs"])
    runner = Runner("listen", holder="test", crew=Crew(1))

    def run() -> None:
        runner.run_once()
        connection.close()

    listening = threading.Thread(target=run)
    try:
        listening.start()
        listening.join(60)
        shop.imap.put(mail())
        for _ in range(200):
            work(["jobs"])
            settle()
            with scope(shop.firm.id):
                if Message.objects.exists():
                    break
    finally:
        ENDING.set()
        runner.close()
        ENDING.clear()

    with scope(shop.firm.id):
        assert Message.objects.get().text == "您好，想问一下沙发的尺寸。"
