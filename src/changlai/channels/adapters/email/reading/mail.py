"""A mail as it was written: who, to whom, about what, in which words, with which files."""

import mimetypes
from email.message import Message

import msgspec

from changlai.channels.adapters.email.reading import headers
from changlai.channels.adapters.email.reading.charsets import decoded
from changlai.channels.adapters.email.reading.headers import Mailbox
from changlai.channels.adapters.email.reading.pages import text_of_page
from changlai.channels.adapters.email.reading.structure import (
    Leaf,
    body_of,
    leaves,
    message_of,
    parameter,
    raw_field,
)

MOST_FILES = 100
LONGEST_TEXT = 200_000  # characters of a mail's words that are read at all
PAGE_BYTES = 2 * 1024 * 1024  # a longer page is a file like any other
_ALTERNATIVE = "multipart/alternative"


class Part(msgspec.Struct, frozen=True):
    """A file of a mail. ``number`` is its place among the parts; ``content_id`` is what the page calls it."""

    number: int
    name: str
    media_type: str
    size: int  # bytes
    content_id: str = ""
    is_page: bool = False  # the mail's own HTML


class Mail(msgspec.Struct, frozen=True):
    """What a mail says. ``message_id`` and ``references`` are without brackets; ``is_readable`` False: nothing could be
    read of it but perhaps its head.
    """

    sender: Mailbox | None
    reply_to: tuple[Mailbox, ...]
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    subject: str
    message_id: str
    references: tuple[str, ...]
    text: str
    files: tuple[Part, ...]
    is_readable: bool = True


EMPTY = Mail(None, (), (), (), "", "", (), "", (), is_readable=False)


def mail_of(message: "Message[str, str]") -> Mail:
    """What a mail that was taken apart says."""
    sender = headers.mailboxes(raw_field(message, "From"))
    parts = list(enumerate(leaves(message)))
    words = [(number, leaf) for number, leaf in parts if _is_words(leaf)]
    page = next((number for number, leaf in words if leaf.media_type == "text/html"), -1)
    plain = "\n".join(_text(leaf) for _, leaf in words if leaf.media_type != "text/html").strip("\n")
    page_text = _text(parts[page][1]) if page >= 0 else ""
    text = plain if plain.strip() or page < 0 else text_of_page(page_text)
    own = {number for number, leaf in words if leaf.media_type != "text/html"}
    return Mail(
        sender=sender[0] if sender else None,
        reply_to=headers.mailboxes(raw_field(message, "Reply-To")),
        to=headers.mailboxes(raw_field(message, "To")),
        cc=headers.mailboxes(raw_field(message, "Cc")),
        subject=headers.text_of(raw_field(message, "Subject"))[:500],
        message_id=next(iter(headers.ids(raw_field(message, "Message-ID"))), ""),
        references=_references(message),
        text=text[:LONGEST_TEXT],
        files=tuple(
            _part(number, leaf, page_text if number != page else None) for number, leaf in parts if number not in own
        )[:MOST_FILES],
    )


def _references(message: "Message[str, str]") -> tuple[str, ...]:
    """What it answers, the nearest last."""
    spoken = (*headers.ids(raw_field(message, "References")), *headers.ids(raw_field(message, "In-Reply-To")))
    return tuple(dict.fromkeys(reversed(spoken)))[::-1]


def _is_words(leaf: Leaf) -> bool:
    """Whether the part is what the writer says, not a file."""
    if leaf.media_type not in {"text/plain", "text/html"}:
        return False
    if raw_field(leaf.message, "Content-Disposition").strip().lower().startswith("attachment"):
        return False
    if _file_name(leaf.message) and leaf.within != _ALTERNATIVE:
        return False
    return leaf.media_type == "text/plain" or len(body_of(leaf.message)) <= PAGE_BYTES


def _text(leaf: Leaf) -> str:
    return decoded(body_of(leaf.message), parameter(leaf.message, "charset"))[: LONGEST_TEXT * 10]


def _part(number: int, leaf: Leaf, page_text: str | None = "") -> Part:
    """A part as a file. ``page_text`` is the page it may be shown in; None: it is the page."""
    extension = mimetypes.guess_extension(leaf.media_type) or (".eml" if leaf.media_type.startswith("message/") else "")
    content_id = next(iter(headers.ids(raw_field(leaf.message, "Content-ID"))), "")
    return Part(
        number=number,
        name=_file_name(leaf.message) or f"{number + 1}{extension}",
        media_type=leaf.media_type[:100],
        size=len(body_of(leaf.message)),
        content_id=content_id[:200] if content_id and f"cid:{content_id}" in (page_text or "") else "",
        is_page=page_text is None,
    )


def _file_name(part: "Message[str, str]") -> str:
    """How the sender calls the file; "" when they do not."""
    spelled = parameter(part, "filename", field="content-disposition") or parameter(part, "name")
    return headers.text_of(spelled)[:200]


def content_of(raw: bytes, number: int) -> tuple[Part, bytes] | None:
    """A part of a mail and its bytes; None when there is no such part."""
    message = message_of(raw)
    parts = leaves(message) if message is not None else []
    if number >= len(parts):
        return None
    return _part(number, parts[number]), body_of(parts[number].message)


def page_of(raw: bytes, number: int) -> str:
    """The words of a part, decoded; "" when there is no such part."""
    message = message_of(raw)
    parts = leaves(message) if message is not None else []
    return _text(parts[number]) if number < len(parts) else ""
