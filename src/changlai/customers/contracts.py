"""Ports of the customer room."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Kept:
    """What one module needs to put one old customer's part back when a merge is undone.

    ``place`` is the module's own word, beginning with the table; ``ids`` the rows that only changed hands; ``rows``
    those that changed otherwise or went, as they stood. They are stored sealed, and forgotten after UNDO_DAYS.
    """

    old_id: int
    place: str
    ids: Sequence[int] = ()
    rows: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Undo:
    """A merge to be undone: ``kept`` is what this module gave back from ``move``.

    ``owners`` says of every identity that ``into_id`` has now whose it is again: what came through an identity after
    the merge goes with it. What came through none stays with ``into_id``.
    """

    organisation_id: int
    into_id: int
    merged_ids: tuple[int, ...]
    merged_at: datetime
    owners: Mapping[int, int]
    kept: Sequence[Kept]


@dataclass(frozen=True, slots=True)
class Holding:
    """One line of a preview: how many rows of a kind each customer has."""

    label: Any
    counts: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of rows in the copy a person gets of their data; ``file_ids`` are stored files that belong to it."""

    name: str
    rows: Sequence[Mapping[str, Any]]
    file_ids: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Traces:
    """One person as the rest of the house may have met them: what erasing looks for.

    ``customer_ids`` holds the present id first, then every id that was merged into it.
    """

    organisation_id: int
    customer_ids: tuple[int, ...]
    identities: Sequence[tuple[str, str, str]]  # kind, scope, value


class Participant(Protocol):
    """A module that holds rows of customers: it takes part in merging, undoing, erasing and in the person's copy.

    Every module has one ``PARTICIPANT`` in its ``participants.py``. All calls come inside the one transaction of the
    deed; the customer room goes first in ``move`` and ``undo``, last in ``erase``. Nothing here calls out. For tables
    with a plain customer column, ``customers.participation.Rows`` does all of it from a declaration.
    """

    tables: tuple[str, ...]  # every table of the module with a customer's id in it: a test asks

    def holdings(self, customer_ids: Sequence[int]) -> list[Holding]:
        """What these customers have here, for the preview of a merge or an erasure; one statement a table."""

    def move(self, moves: Mapping[int, int]) -> list[Kept]:
        """Hand everything of each old customer id over to its new one; what ``undo`` will need."""

    def undo(self, undo: Undo) -> None:
        """Put everything back as it stood, keeping what happened since with whom it belongs to."""

    def erase(self, traces: Traces) -> list[tuple[str, int]]:
        """Remove everything of this person; (table, number of rows) for the proof."""

    def files_kept(self, file_ids: Collection[int]) -> set[int]:
        """Which of these stored files rows of this module refer to without a foreign key; asked before they go."""

    def export(self, traces: Traces) -> list[Section]:
        """Everything this module knows of the person, in words a stranger understands."""


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
