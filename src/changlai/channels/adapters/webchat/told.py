"""What a visitor's page tells us, the strict border it passes, and how it is kept."""

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from changlai.channels.contracts import Attachment
from changlai.channels.errors import BadPayload

LARGEST_BODY = 64 * 1024
LONGEST_TEXT = 4_000  # characters
MOST = 20  # events of a request, pages of an event
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)

ClientId = Annotated[str, Meta(pattern=r"^[0-9a-zA-Z-]{8,40}(?!\n)$")]
Link = Annotated[str, Meta(max_length=2_000, pattern=r"^(https?://[^\s\x00-\x1f]+)?(?!\n)$")]
Short = Annotated[str, Meta(max_length=300)]


class Visit(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the visitor is: the page before their eyes, and what their browser says of place and language."""

    url: Link = ""
    title: Short = ""
    referrer: Link = ""
    zone: Annotated[str, Meta(max_length=60, pattern=r"^[A-Za-z0-9_/+-]*(?!\n)$")] = ""
    language: Annotated[str, Meta(max_length=20, pattern=r"^[A-Za-z0-9-]*(?!\n)$")] = ""
    browser: Annotated[str, Meta(max_length=60)] = ""


class Seen(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page the visitor looked at, so many seconds ago."""

    url: Link
    title: Short = ""
    referrer: Link = ""
    ago: Annotated[float, Meta(ge=0, le=86_400)] = 0.0


class Told(msgspec.Struct, frozen=True):
    """One event of the page. ``id`` is the browser's own: sent again, it is the same."""

    id: ClientId
    type: Annotated[str, Meta(pattern=r"^(message|pages|seen)(?!\n)$")]
    text: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""
    name: Annotated[str, Meta(max_length=60)] = ""
    file: Annotated[str, Meta(max_length=4_000)] = ""
    visit: Visit = Visit()
    pages: Annotated[tuple[Seen, ...], Meta(max_length=MOST)] = ()
    thread: Annotated[int, Meta(ge=0, le=1)] = 0
    number: Annotated[int, Meta(ge=0, le=2_000_000_000)] = 0
    key: Annotated[str, Meta(max_length=120)] = ""


class Looked(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page that was looked at, as it is kept."""

    url: str
    at: datetime
    title: str = ""
    referrer: str = ""


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """An event as it is stored: what the page told and, beside it, whose it is as our own token says."""

    id: str
    at: datetime
    device: str
    user: str = ""
    thread: str = ""
    text: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    unionid: str = ""
    avatar_url: str = ""
    company: str = ""
    file: Attachment | None = None
    visit: Visit = Visit()
    pages: tuple[Looked, ...] = ()
    number: int = 0
    key: str = ""


class _Body(msgspec.Struct, frozen=True):
    events: Annotated[tuple[Told, ...], Meta(min_length=1, max_length=MOST)]


_bodies = msgspec.json.Decoder(_Body)
_kept = msgspec.json.Decoder(Kept)


def read_body(body: bytes) -> tuple[Told, ...]:
    """The events of a request. Raises BadPayload: ``too_large``, ``bad_event``, ``unsafe_text``."""
    if len(body) > LARGEST_BODY:
        raise BadPayload("too_large")
    try:
        events = _bodies.decode(body).events
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadPayload("bad_event") from None
    if b"\\u0000" in body and _has_nul(msgspec.to_builtins(events)):
        raise BadPayload("unsafe_text")
    return events


def read_kept(payload: bytes) -> Kept:
    """A stored event. Raises BadPayload."""
    try:
        kept = _kept.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadPayload("bad_event") from None
    if kept.at.tzinfo is None or kept.at < _EARLIEST:
        raise BadPayload("bad_time")
    return kept


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(map(_has_nul, value.values()))
    return isinstance(value, list | tuple) and any(map(_has_nul, value))


def as_facts(visit: Visit) -> dict[str, Any]:
    """What a colleague is shown of a visit."""
    found: dict[str, Any] = msgspec.to_builtins(visit)
    return found
