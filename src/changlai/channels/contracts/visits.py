"""A channel whose people come to a page of ours: the widget on somebody's site. What its adapter says of the door.

The door is public, so nothing here trusts a word of a request: whose it is stands in tokens an adapter signed itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from changlai.channels.contracts.hooks import Delivery, HookRequest
from changlai.channels.contracts.meanings import Attachment

DOOR = "visits"  # HookRequest.door of what came through the visitors' door, where throttles stand


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the page, the same for every account: its bytes, plain and compressed by gzip."""

    media_type: str
    data: bytes
    packed: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Page:
    """The page in the frame: its bytes, and the content security policy it is served with."""

    body: bytes
    policy: str


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether somebody answers now, and if not, when; None when nobody can say."""

    is_open: bool = True
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is at the door: the talks they may read (they write in the last of them), and what throttles count."""

    device: str
    threads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entrance:
    """Somebody came in: what their page is told beside its lines, and what is to be kept of it."""

    guest: Guest
    told: Mapping[str, Any] = field(default_factory=dict)
    deliveries: Sequence[Delivery] = ()


class Visits(Protocol):
    """The door of such a channel. Pure: no database, no network, no clock but the request's."""

    lines: frozenset[str]  # kinds of deliveries that are lines of a talk, or tell how far it was read
    file_bytes: int  # the largest file a visitor may send

    def asset(self, name: str) -> Asset | None:
        """A file of the page; None when there is none of this name."""

    def page(self, settings: Mapping[str, Any], *, key: str, origin: str) -> Page:
        """The page in the frame of the account with this key; ``origin`` is our own address."""

    def keeps_firm_hours(self, settings: Mapping[str, Any]) -> bool:
        """Whether somebody answers when the organisation is open, instead of hours of its own."""

    def enter(self, request: HookRequest, settings: Mapping[str, Any], firm: Opening) -> Entrance:
        """Somebody opens the page; ``firm`` says whether the organisation is open, where it keeps those hours.

        Raises BadSignature (a forged or old identity, a foreign site), BadPayload.
        """

    def guest(self, request: HookRequest, settings: Mapping[str, Any]) -> Guest:
        """Who sends this request. Raises BadSignature."""

    def threads_of(self, kind: str, scope: str, value: str, settings: Mapping[str, Any]) -> Sequence[str]:
        """The talks of an account that belong to this identity: what is erased with a person."""

    def ticket(self, guest: Guest, file: Attachment, settings: Mapping[str, Any]) -> str:
        """What the page names a kept file by, in the message it belongs to."""
