"""A desk without a database, and mails to put into mailboxes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from changlai.channels.contracts import Content, FileContent, Http, Token

SETTINGS: dict[str, Any] = {
    "account_id": 7,
    "provider": "other",
    "address": "service@hemu.example",
    "password": "auth-code-1",
    "from_name": "禾木家居",
    "signature": "禾木家居 客服部\n400 000 0000",
    "reply_to": "",
    "aliases": "sales@hemu.example",
    "folder": "INBOX",
    "sent_folder": "",
    "since_days": "7",
    "user": "",
    "imap_host": "imap.hemu.example",
    "imap_port": 993,
    "imap_security": "tls",
    "smtp_host": "smtp.hemu.example",
    "smtp_port": 465,
    "smtp_security": "tls",
    "per_minute": 20,
}


@dataclass
class MailDesk:
    """What an adapter is lent, as far as a mailbox uses it."""

    settings: Mapping[str, Any]
    files: dict[int, FileContent] = field(default_factory=dict)
    originals: dict[str, bytes] = field(default_factory=dict)
    base_url: str = ""
    spent: list[tuple[str, int]] = field(default_factory=list)

    @property
    def http(self) -> Http:
        raise AssertionError("mail is not HTTP")

    def within(self, seconds: float) -> "MailDesk":
        return self

    def token(self, name: str, fetch: Callable[[], Token]) -> str:
        raise AssertionError(name)

    def drop_token(self, name: str, value: str) -> None:
        raise AssertionError(name)

    def spend_hourly(self, api: str, *, per_hour: int) -> None:
        assert per_hour > 0, api

    def spend(self, api: str, *, per_minute: int) -> None:
        self.spent.append((api, per_minute))

    def block(self, api: str, *, seconds: float) -> None:
        raise AssertionError(api)

    def show(self, thread: str, key: str, content: Content, *, author: str) -> None:
        raise AssertionError(thread)

    def read_original(self, handle: str) -> bytes:
        return self.originals[handle]

    def read_file(self, file_id: int) -> FileContent:
        return self.files[file_id]


def mail(text: str = "您好，想问一下沙发的尺寸。", **fields: str) -> bytes:
    """A plain mail; ``fields`` are its header fields, with "_" for "-"."""
    made = EmailMessage()
    told = {
        "From": "王小姐 <wang@example.cn>",
        "To": "service@hemu.example",
        "Subject": "沙发尺寸",
        "Message-ID": "<a1@example.cn>",
        "Date": "Fri, 20 Nov 2026 12:00:00 +0800",
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    for name, value in told.items():
        if value:
            made[name] = value
    made.set_content(text)
    return made.as_bytes()
