"""What goes to a platform and what comes back from it."""

from datetime import datetime
from typing import Protocol

import msgspec

from changlai.channels.contracts.hooks import Delivery
from changlai.channels.contracts.meanings import Content
from changlai.channels.contracts.tags import TagList


class Endpoint(msgspec.Struct, frozen=True):
    """A child account found on the platform (a 客服 account): conversations are held with it."""

    external_id: str
    product: str  # a slug of Channel.products
    name: str
    avatar_url: str = ""
    stream: str = ""  # the stream of its messages: pulled when its bell rings, and now and then in case one was lost


class PlatformMember(msgspec.Struct, frozen=True):
    """A colleague as the platform knows them."""

    external_id: str
    name: str
    avatar_url: str = ""
    email: str = ""
    phone: str = ""


class Roster(msgspec.Struct, frozen=True):
    """Exactly these are a colleague's contacts on the platform, and nobody else is.

    Who we think is one and is not among them has ended it unheard. ``values`` are of one kind and scope of identity;
    ``asked_at`` is the moment before the platform was asked, so that later news stand. Made of complete lists only.
    """

    member: str  # the platform's id of the colleague
    kind: str
    scope: str
    values: tuple[str, ...]
    asked_at: datetime


class RosterKeeper(Protocol):
    """A module that keeps relations: ``KEEPER`` in its ``rosters.py``. Called in the transaction of the page."""

    def keep(self, organisation_id: int, account_id: int, roster: Roster) -> None:
        """End what is not in the roster."""


class Pulled(msgspec.Struct, frozen=True):
    """A page of a stream. Stored together with ``cursor`` in one transaction; ``more`` asks for the next page; with
    the same ``cursor`` again it is asked for a little later.

    ``done`` of ``total`` is for the progress bar (0 of 0: unknown length). ``again``: after so many seconds the stream
    is asked for its news; 0 leaves it to the clock and to bells. ``authorised_until``: when the platform says that the
    authorisation ends; None when it was not asked.
    """

    deliveries: tuple[Delivery, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    has_all_endpoints: bool = False  # there are no others: what we know and is not among them is gone
    members: tuple[PlatformMember, ...] = ()
    rosters: tuple[Roster, ...] = ()
    tag_list: TagList | None = None
    cursor: str = ""
    more: bool = False
    done: int = 0
    total: int = 0
    again: float = 0.0
    authorised_until: datetime | None = None


class Outgoing(msgspec.Struct, frozen=True):
    """A message to be sent. ``key`` is ours, unique for ever, at most 32 characters of [0-9a-zA-Z_-].

    ``author`` is the name of the colleague who wrote it; empty when nobody did.
    """

    key: str
    address: dict[str, str]
    content: Content
    author: str = ""


class Sent(msgspec.Struct, frozen=True):
    """The platform took it. ``final`` is False when a failure may still be told later."""

    platform_id: str = ""
    final: bool = False
