"""The post office: what lies in whose mailbox, what people write, and what comes back."""

import asyncio
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from email.utils import format_datetime, getaddresses, make_msgid, parseaddr

import msgspec

from sandbox import pictures
from sandbox.models import Mail, Mailbox
from sandbox.world import World

DOMAIN = "mail.sandbox.example"
GONE = ("gone", "nobody")  # how the addresses begin at which nobody is any more: their mails come back
REFUSED = "refused"  # ... and those that are turned away while the mail is handed over
LONGEST_SUBJECT = 200
MAILS = "mails"  # the topic that tells of news


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody writes, ``ago`` seconds before now. ``answers`` is the message id of what they answer.

    ``page`` is how it looks, in HTML; ``picture`` the file name of a picture that is attached.
    """

    sender: str
    to: str
    subject: str
    text: str
    page: str = ""
    picture: str = ""
    answers: str = ""
    headers: dict[str, str] = {}
    ago: float = 0.0


class Post:
    """Every mail of the sandbox. One event loop uses it, so nothing here locks."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.waiting: dict[str, set[asyncio.Event]] = {}  # who waits in IDLE, by address

    def open_mailbox(self, address: str, password: str, *, is_house: bool = False) -> Mailbox:
        """A mailbox that a program may sign in to; doing it again changes the password."""
        return self.world.mailboxes.put(Mailbox(address=address.lower(), password=password, is_house=is_house))

    def may_enter(self, address: str, password: str) -> bool:
        found = self.world.mailboxes.get(address.lower())
        return found is not None and found.password == password

    def mails(self, owner: str) -> list[Mail]:
        """What came for this address, the oldest first."""
        return [one for one in self.world.mails.by("owner", owner.lower()) if not one.is_sent]

    def every(self, owner: str) -> list[Mail]:
        """What came and what went, in the order of its time."""
        return sorted(self.world.mails.by("owner", owner.lower()), key=lambda one: (one.at, one.uid))

    def put(self, owner: str, raw: bytes, *, at: float = 0.0, is_sent: bool = False) -> Mail:
        """Lay a mail into a mailbox; whoever waits there is woken. ``at``: seconds since 1970, now without it."""
        owner = owner.lower()
        mail = Mail(
            owner=owner,
            uid=self.world.next_number(f"mail:{owner}"),
            at=at or self.world.clock.now(),
            raw=raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
            is_sent=is_sent,
        )
        self.world.mails.put(mail)
        for event in self.waiting.get(owner, set()):
            event.set()
        self.world.announce(MAILS)
        return mail

    def take(self, sender: str, recipients: list[str], raw: bytes) -> None:
        """A program handed a mail over: it lies in the mailboxes, or comes back from where nobody is."""
        for address in recipients:
            if address.partition("@")[0].lower().startswith(GONE):
                self.put(sender, bounce(sender, address, raw))
                continue
            self.put(address, raw)
            self._answer_by_itself(address, sender, raw)

    def write(self, letter: Letter) -> Mail:
        """Somebody writes; returns the copy among what they sent."""
        at = self.world.clock.now() - letter.ago
        raw = composed(letter, at)
        for _, address in getaddresses([letter.to]):
            self.put(address, raw, at=at)
        return self.put(parseaddr(letter.sender)[1], raw, at=at, is_sent=True)

    def be_away(self, address: str, text: str) -> None:
        """From now on this address answers every mail by itself; an empty text ends it."""
        box = self.world.mailboxes.get(address.lower()) or Mailbox(address=address.lower())
        box.away = text
        self.world.mailboxes.put(box)

    def _answer_by_itself(self, address: str, sender: str, raw: bytes) -> None:
        box = self.world.mailboxes.get(address.lower())
        if box is None or not box.away:
            return
        asked = read(raw)
        answer = Letter(
            sender=address,
            to=sender,
            subject=f"自动回复: {asked['Subject'] or ''}",
            text=box.away,
            answers=str(asked["Message-ID"] or ""),
            headers={"Auto-Submitted": "auto-replied"},
            ago=-1,  # moments are told in whole seconds: it stands after what it answers
        )
        self.write(answer)


def composed(letter: Letter, at: float) -> bytes:
    """A letter as the bytes of a mail."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = letter.sender, letter.to, letter.subject[:LONGEST_SUBJECT]
    made["Date"] = format_datetime(datetime.fromtimestamp(at, UTC))
    made["Message-ID"] = make_msgid(domain=DOMAIN)
    if letter.answers:
        made["In-Reply-To"] = made["References"] = letter.answers
    for name, value in letter.headers.items():
        made[name] = value
    made.set_content(letter.text + "\n")
    if letter.page:
        made.add_alternative(letter.page, subtype="html")
    if letter.picture:
        made.add_attachment(pictures.sample(), maintype="image", subtype="png", filename=letter.picture)
    return made.as_bytes()


def read(raw: bytes) -> EmailMessage:
    """A mail taken apart."""
    found = BytesParser(policy=SMTP).parsebytes(raw)
    assert isinstance(found, EmailMessage)  # noqa: S101 - so its policy makes it
    return found


def words(mail: EmailMessage) -> str:
    """What it says, in plain text."""
    body = mail.get_body(preferencelist=("plain", "html"))
    text = str(body.get_content()).replace("\r\n", "\n") if body is not None else ""
    return re.sub(r"<[^>]+>", "", text).strip() if body and body.get_content_subtype() == "html" else text.strip()


def bounce(sender: str, address: str, raw: bytes) -> bytes:
    """What a mail system writes when nobody is at an address (RFC 3464)."""
    asked = read(raw)
    lines = (
        f"From: Mail Delivery System <MAILER-DAEMON@{DOMAIN}>",
        f"To: {sender}",
        "Subject: Undelivered Mail Returned to Sender",
        f"Message-ID: {make_msgid(domain=DOMAIN)}",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_back"',
        "",
        "--=_back",
        "Content-Type: text/plain; charset=utf-8",
        "",
        f"Your mail could not be delivered to {address}: there is nobody of this name.",
        "",
        "--=_back",
        "Content-Type: message/delivery-status",
        "",
        f"Reporting-MTA: dns; {DOMAIN}",
        "",
        f"Final-Recipient: rfc822; {address}",
        "Action: failed",
        "Status: 5.1.1",
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown",
        "",
        "--=_back",
        "Content-Type: text/rfc822-headers",
        "",
        f"Message-ID: {asked['Message-ID']}",
        "",
        "--=_back--",
        "",
    )
    return "\r\n".join(lines).encode()
