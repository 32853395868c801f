"""Ports of the customer room."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class MergeParticipant(Protocol):
    """A module that holds rows of customers. Called in the transaction of the merge, after the customer room itself.

    Modules register by a ``PARTICIPANT`` in their ``participants.py``.
    """

    def move(self, moves: Mapping[int, int]) -> None:
        """Hand everything of each old customer id over to its new one."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A box other modules show on the customer page and beside a conversation: loaded by URL, never imported.

    ``url_name`` takes ``slug`` and ``customer_id``.
    """

    slug: str
    label: Any
    permission: str
    url_name: str
    order: int = 50


@dataclass(frozen=True, slots=True)
class TimelineText:
    """How an entry of a timeline reads: an icon, a channel class, a sentence and an optional quote."""

    icon: str
    css: str
    sentence: Callable[[Mapping[str, Any]], str]
