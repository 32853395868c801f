"""A platform's request, before anything is known about it, and what was found in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec


@dataclass(frozen=True, slots=True)
class HookRequest:
    """A raw HTTP request to ``/hooks/<channel>/<account key>``. Header names are lower case; ``now`` is UTC.

    ``door`` names another door that it came through; see contracts.visits.
    """

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    now: datetime
    door: str = ""


class UrgentTask(msgspec.Struct, frozen=True):
    """Work with a deadline of seconds (a welcome code lives 20 s): it has a queue and a worker thread of its own."""

    kind: str
    body: dict[str, Any]
    seconds: float  # counted from our receipt; in the hand of the adapter that runs it: what is left of them


class Original(msgspec.Struct, frozen=True):
    """The thing itself, word for word, when it is worth keeping longer than a payload, or longer than one may be.

    ``handle`` is what attachments and ``Desk.read_original`` call it by: the adapter's own, unique for its account.
    """

    handle: str
    name: str
    media_type: str
    data: bytes


class Delivery(msgspec.Struct, frozen=True):
    """One thing a platform told us, verbatim.

    ``key`` is what makes it unique for its account (the platform's message id, or a digest of the decrypted bytes);
    a second delivery with the same key is a repetition and has no effect. ``kind`` is the adapter's own short name for
    it. ``thread`` names the person: deliveries of one thread are handled in the order they were stored. ``in_public``:
    it tells what somebody said to everybody, and is read by the channel's voice instead of its parser.
    """

    key: str
    kind: str
    payload: bytes
    thread: str
    occurred_at: datetime
    context: bytes = b""  # what we asked the platform about it (a profile), also verbatim
    urgent: UrgentTask | None = None
    original: Original | None = None  # of what we pulled: kept as a file in the same commit
    in_public: bool = False


class Bell(msgspec.Struct, frozen=True):
    """The platform says only "there is something": pull the stream ``key``; ``hint`` is handed to the puller.

    Bells of one stream are coalesced: however many ring, one pull follows.
    """

    key: str
    hint: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Reception:
    """The exact answer for the platform, and what its request contained."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    deliveries: Sequence[Delivery] = ()
    bells: Sequence[Bell] = ()
