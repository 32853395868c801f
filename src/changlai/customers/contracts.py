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

    ``url_name`` takes ``organisation`` and ``customer_id``. ``only_on_page``: not beside a conversation. ``in_head``:
    on the page it is a strip below the name, for which ``?in=head`` is asked, and stands not among the boxes.
    """

    slug: str
    label: Any
    permission: str
    url_name: str
    order: int = 50
    only_on_page: bool = False
    in_head: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """A button other modules put into the head of the customer page, declared in ``panels.py`` as ``ACTIONS``.

    ``address(member, slug, customer_id)`` is where it leads within the organisation called ``slug``, empty when there
    is nothing to do with this customer now; one statement at most. ``is_main`` makes it the page's primary button.
    """

    slug: str
    label: Any
    icon: str
    permission: str
    address: Callable[[Any, str, int], str]
    is_main: bool = False
    order: int = 50


@dataclass(frozen=True, slots=True)
class TimelineText:
    """How entries of one kind read when they came through no channel: the mark's icon and class, and its name."""

    icon: str
    css: str
    label: Any
