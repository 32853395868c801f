"""Channels that keep tags of customers too: what they tell of them, and what they can be asked to do."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec

from changlai.channels.contracts.desk import Desk


class PlatformTag(msgspec.Struct, frozen=True):
    """A tag as the platform knows it."""

    external_id: str
    name: str


class PlatformTagGroup(msgspec.Struct, frozen=True):
    """A group with its tags, in the platform's order."""

    external_id: str
    name: str
    tags: tuple[PlatformTag, ...]


class TagList(msgspec.Struct, frozen=True):
    """Exactly these groups and tags an account has. ``asked_at`` is the moment before the platform was asked, so that
    what was changed here later stands.
    """

    groups: tuple[PlatformTagGroup, ...]
    asked_at: datetime


class TagListKeeper(Protocol):
    """A module that keeps tags: ``KEEPER`` in its ``tag_lists.py``. Called in the transaction of the page."""

    def keep(self, organisation_id: int, account_id: int, listed: TagList) -> None:
        """Adopt what has changed there; what is not listed is gone there."""


class TagPort(Protocol):
    """What a channel that keeps tags can be asked to do. Every call raises CallFailed."""

    def whose(self, settings: Mapping[str, Any]) -> tuple[str, str]:
        """Kind and scope of the identity by which the platform names a customer."""

    def create(self, desk: Desk, *, group_id: str, group: str, name: str, place: int) -> tuple[str, str]:
        """Make a tag in the group with this id, or of this name; the ids of group and tag. One that is there already
        is answered with its ids.
        """

    def change(self, desk: Desk, external_id: str, *, name: str, place: int) -> None:
        """Name and place (1 is the first) of a tag or a group."""

    def delete(self, desk: Desk, external_ids: Sequence[str]) -> None:
        """Delete tags; what is gone already is no failure."""

    def mark(self, desk: Desk, *, member: str, customer: str, add: Sequence[str], remove: Sequence[str]) -> None:
        """Put tags on one colleague's relation with a customer, and take others off."""
