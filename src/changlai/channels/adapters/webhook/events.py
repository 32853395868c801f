"""The events a system posts to us: their documented form (README.md), and the strict border they pass."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from changlai.channels.contracts import HANDLE_BYTES
from changlai.channels.errors import BadPayload

LARGEST_BODY = 64 * 1024
MOST_EVENTS = 100
_DEEPEST = 32
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_END = r"(?!\n)$"  # of a pattern: "$" alone would let a line break follow

Id = Annotated[str, Meta(min_length=1, max_length=128, pattern=rf"^[^\x00-\x1f]+{_END}")]
Short = Annotated[str, Meta(max_length=200)]
Link = Annotated[str, Meta(max_length=2000, pattern=rf"^https?://\S+{_END}")]
Moment = Annotated[datetime, Meta(tz=True)]


class Person(msgspec.Struct, frozen=True):
    """Who did it. ``id`` is the sending system's own, unique and stable."""

    id: Id
    name: Short = ""
    avatar_url: Link | None = None
    phone: Short = ""
    email: Short = ""
    unionid: Short = ""


class File(msgspec.Struct, frozen=True):
    """A file of a message; we fetch it from ``url`` once."""

    url: Link
    name: Short = ""
    media_type: Short = ""


class Event(msgspec.Struct, frozen=True):
    """Something that happened in the sending system. ``id`` is what makes it one: sent twice, it counts once."""

    id: Id
    type: Annotated[str, Meta(pattern=rf"^[a-z][a-z0-9_.]{{0,59}}{_END}")]
    occurred_at: Moment
    person: Person = msgspec.field(name="from")
    text: Annotated[str, Meta(max_length=20_000)] = ""
    attachments: Annotated[tuple[File, ...], Meta(max_length=10)] = ()
    member: Short = ""  # of a follow: the colleague, as the sending system calls them
    state: Short = ""  # of a follow: what the code or link had written on it


class _Batch(msgspec.Struct, frozen=True):
    events: list[msgspec.Raw]


_decoder = msgspec.json.Decoder(Event)
_batch_decoder = msgspec.json.Decoder(_Batch)
_tree_decoder = msgspec.json.Decoder()
_bracket = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{\]}]')


def read_event(payload: bytes) -> Event:
    """One event. Raises BadPayload: ``bad_event``, ``bad_time``."""
    try:
        event = _decoder.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadPayload("bad_event") from None
    if any(len(file.url.encode()) > HANDLE_BYTES for file in event.attachments):
        raise BadPayload("bad_event")
    if event.occurred_at < _EARLIEST:
        raise BadPayload("bad_time")
    return event


def take_apart(body: bytes) -> list[tuple[bytes, Event]]:
    """Every event of a body with its own bytes: one event, or ``{"events": [...]}`` of at most 100.

    Raises BadPayload: ``too_large``, ``too_deep``, ``not_json``, ``unsafe_text``, ``too_many``, ``bad_event``,
    ``bad_time``.
    """
    tree = _checked(body)
    if "events" not in tree:
        return [(body, read_event(body))]
    try:
        raws = _batch_decoder.decode(body).events
    except msgspec.DecodeError:
        raise BadPayload("bad_event") from None
    if len(raws) > MOST_EVENTS:
        raise BadPayload("too_many")
    return [(bytes(raw), read_event(bytes(raw))) for raw in raws]


def _checked(body: bytes) -> dict[str, Any]:
    if len(body) > LARGEST_BODY:
        raise BadPayload("too_large")
    if _depth(body) > _DEEPEST:
        raise BadPayload("too_deep")
    try:
        tree = _tree_decoder.decode(body)  # refuses half characters, which cannot be stored
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadPayload("not_json") from None
    if not isinstance(tree, dict):
        raise BadPayload("not_json")
    if b"\\u0000" in body and _has_nul(tree):
        raise BadPayload("unsafe_text")
    return tree


def _depth(body: bytes) -> int:
    """How deep brackets are nested, those inside texts not counted."""
    if body.count(b"{") + body.count(b"[") <= _DEEPEST:
        return 0
    depth = deepest = 0
    for found in _bracket.finditer(body):
        mark = found[0]
        if mark in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in b"]}":
            depth -= 1
    return deepest


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, list):
        return any(map(_has_nul, value))
    if isinstance(value, dict):
        return any(_has_nul(item) for pair in value.items() for item in pair)
    return False
