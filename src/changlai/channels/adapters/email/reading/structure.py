"""Taking a mail's structure apart, in bounded time, with what it calls its parts."""

from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32

from changlai.channels.adapters.email.reading.headers import LONGEST_FIELD

MOST_PARTS = 200
MOST_BOUNDARIES = 40  # a mail forwarded many times over has some; more are made to keep a reader busy
MOST_STEPS = 5_000_000  # lines times boundaries: what the reader of the standard library may look at
HEAD_BYTES = 256 * 1024  # of a mail that is made to keep a reader busy, only so much is taken apart
# What that reader lets out over broken input; each of them was seen.
BROKEN = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


class _Bounded(Compat32):
    """Cuts fields: the library looks for parameters in time that grows with the square of a field's length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_FIELD]


_parser = BytesParser(policy=_Bounded())


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part that holds no others. ``within`` is the type of what it lies in ("" for the whole mail)."""

    message: "Message[str, str]"
    media_type: str
    within: str


def message_of(raw: bytes) -> "Message[str, str] | None":
    """The mail taken apart; None when that cannot be done at all."""
    try:
        return _parser.parsebytes(_bounded(raw))
    except BROKEN:
        return None


def _bounded(raw: bytes) -> bytes:
    boundaries = raw.lower().count(b"boundary")
    is_busy = boundaries > MOST_BOUNDARIES or raw.count(b"\n") * (boundaries + 1) > MOST_STEPS
    return _few_boundaries(raw[:HEAD_BYTES]) if is_busy else raw


def _few_boundaries(raw: bytes) -> bytes:
    """The beginning up to the boundary that is one too many."""
    at, lower = -1, raw.lower()
    for _ in range(MOST_BOUNDARIES):
        at = lower.find(b"boundary", at + 1)
        if at < 0:
            return raw
    return raw[:at]


def leaves(message: "Message[str, str]") -> list[Leaf]:
    """The parts in their order; a mail within the mail is one part, whatever it holds. At most MOST_PARTS."""
    found: list[Leaf] = []
    waiting = [(message, "")]
    while waiting and len(found) < MOST_PARTS:
        part, within = waiting.pop(0)
        media_type = type_of(part)
        if media_type.startswith("multipart/") and part.is_multipart():
            waiting = [(one, media_type) for one in inner_of(part)] + waiting
        else:
            found.append(Leaf(part, media_type, within))
    return found


def inner_of(part: "Message[str, str]") -> "list[Message[str, str]]":
    """The parts or mails that a part holds."""
    return [one for one in part.get_payload() if isinstance(one, Message)] if part.is_multipart() else []


def type_of(part: "Message[str, str]") -> str:
    """``text/plain`` and the like, in lower case; the library's own guess when it is missing or nonsense."""
    try:
        return part.get_content_type()
    except BROKEN:
        return "text/plain"


def raw_field(part: "Message[str, str]", name: str) -> str:
    """A field as it came, all of the same name joined by commas; "" when there is none."""
    values = [value for key, value in part.raw_items() if key.lower() == name.lower()]
    return ", ".join(str(value) for value in values[:20])[:LONGEST_FIELD]


def parameter(part: "Message[str, str]", name: str, *, field: str = "content-type") -> str:
    """A parameter of a field, raw; "" when there is none or it cannot be read."""
    try:
        value = part.get_param(name, "", header=field)
    except BROKEN:
        return ""
    if isinstance(value, tuple):  # RFC 2231: character set, language, text
        return str(value[2]).encode("latin-1", "replace").decode(value[0] or "utf-8", "replace") if value[2] else ""
    return str(value)


def body_of(part: "Message[str, str]") -> bytes:
    """The bytes of a part, unpacked from base64 or quoted-printable as far as it goes."""
    try:
        data = part.get_payload(decode=True)
    except BROKEN:
        data = None
    if isinstance(data, bytes):
        return data
    try:
        return b"\n".join(one.as_bytes() for one in inner_of(part))
    except BROKEN:
        return b""
