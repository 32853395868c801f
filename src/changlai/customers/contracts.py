"""Ports of the customer room."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from changlai.accounts.models import Member


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
    """One line of a preview: how many rows of a kind each customer has.

    ``outcome`` says what a merge makes of them, where that is not plain; ``is_chosen``: the merge page shows them one
    by one, see MergeChoice.
    """

    label: Any
    counts: Mapping[int, int]
    outcome: Any = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Moving:
    """A line as pages of merges and undos tell it: how many rows each record has, in the order of the records."""

    label: Any
    counts: list[int]
    outcome: Any = ""


@dataclass(frozen=True, slots=True)
class MergeChoice:
    """Something a member decides about when customers merge.

    ``key`` is the module's own word and an id, unique over the house: ``field-7``. ``shown`` is what each customer has,
    in words the member may read; who is not in it has nothing. ``keeps_one``: the value of one customer stays;
    otherwise all of it does, unless the member leaves the key out. ``is_open``: there is something to decide.
    """

    key: str
    group: Any
    label: Any
    shown: Mapping[int, str]
    keeps_one: bool
    is_open: bool = True
    is_required: bool = False  # then nobody is chosen who has nothing
    tone: int = 0  # of a tag's dot


@dataclass(frozen=True, slots=True)
class Decided:
    """What a member decided about one merge: key of a MergeChoice to the customer whose value stays, and left out keys.

    ``customer_ids`` are all of them, who stays first.
    """

    organisation_id: int
    customer_ids: tuple[int, ...]
    stays: Mapping[str, int]
    left_out: frozenset[str]


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of rows in the copy a person gets of their data; ``file_ids`` are stored files that belong to it."""

    name: str
    rows: Sequence[Mapping[str, Any]]
    file_ids: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Traces:
    """One person as the rest of the house may have met them: what erasing looks for.

    ``customer_ids`` holds the present id first, then every id that was merged into it. ``is_taken_back``: no person is
    forgotten, an import is undone, and these are the many customers it made; what tells of the import may stay.
    """

    organisation_id: int
    customer_ids: tuple[int, ...]
    identities: Sequence[tuple[str, str, str]]  # kind, scope, value
    is_taken_back: bool = False


class Participant(Protocol):
    """A module that holds rows of customers: it takes part in merging, undoing, erasing and in the person's copy.

    Every module has one ``PARTICIPANT`` in its ``participants.py``. All calls come inside the one transaction of the
    deed; the customer room goes first in ``move`` and ``undo``, last in ``erase``. Nothing here calls out. For tables
    with a plain customer column, ``customers.participation.Rows`` does all of it from a declaration.
    """

    tables: tuple[str, ...]  # every table of the module with a customer's id in it: a test asks
    places: Mapping[str, Any]  # of Kept, in words: what the page of an undo counts

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


@runtime_checkable
class Chooser(Protocol):
    """A participant of whose rows a member may choose what a merge keeps. Optional; asked of merges by hand only."""

    def choices(self, member: Member, customer_ids: Sequence[int]) -> list[MergeChoice]:
        """What there is to decide among these customers, as the member may see it; a fixed number of statements."""

    def leave_out(self, decided: Decided) -> list[Kept]:
        """Remove what the member decided against, of who stays too, before ``move``; what ``undo`` will need."""

    def as_before(self, member: Member, into_id: int, kept: Sequence[Kept]) -> list[MergeChoice]:
        """What each one will have again once a merge into ``into_id`` is undone, in words the member may read; nothing
        of it is to decide. ``kept`` are images of all modules; a fixed number of statements.
        """


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
class Care:
    """A figure of records above customers on the page of data quality, declared in ``panels.py`` as ``CARE``.

    ``group`` names the records, ``slug`` is its own over the house. ``count`` answers how many of how many, asked by
    night. ``url_name`` takes ``organisation`` and leads to where they are mended; ``fix`` is the word on that button.
    """

    slug: str
    group: Any
    label: Any
    permission: str
    count: Callable[[], tuple[int, int]]
    url_name: str
    fix: Any


@dataclass(frozen=True, slots=True)
class TimelineText:
    """How entries of one kind read when they came through no channel: the mark's icon and class, and its name."""

    icon: str
    css: str
    label: Any


EXTERNAL_SCOPE = "import"
"""The scope of customer numbers that came in a table: of whatever system the organisation kept its customers in."""
