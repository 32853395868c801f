"""Ports of what records have in common: a module declares its kind once, and lists, filters, deeds, sheets serve it.

``<module>/records.py``     ``KINDS``       the kinds of record a module holds
``<module>/attributes.py``  ``ATTRIBUTES``  what records are filtered, sorted, shown, exported by; of kinds below, too
``<module>/deeds.py``       ``DEEDS``       what can be done with many records at once
``<module>/sheets.py``      ``PARTS``       what a row of an imported table may hold
``<module>/findable.py``    ``FINDABLES``   the words a record is found by
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db.models import QuerySet

from changlai.accounts.contracts import Text
from changlai.accounts.models import Member
from changlai.records.enums import AttributeKind, Operator


@dataclass(frozen=True, slots=True)
class Face:
    """How one record stands in a list or a result: its name, a second line, and what its avatar is drawn from."""

    title: str
    detail: str = ""
    avatar: str = ""  # an address of this site; empty: the first letter
    icon: str = ""  # instead of an avatar: a name of the sprite
    mark: Any = None  # at the avatar's corner, as ui.mark takes it: css, icon and label


@dataclass(frozen=True, slots=True)
class HouseView:
    """A view of a list that is there before anybody saves one. ``filter`` is a tree of the filter language."""

    slug: str
    label: Text
    filter: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record. In every SQL text about it the record's row is ``r``.

    ``visible(member)`` and ``editable(member)`` are what ``visible_to`` of the module says; ``faces(ids)`` draws
    records of the organisation in scope, one or two statements whatever their number. ``page`` is the address of one
    record (its name and argument), ``place`` that of the list.
    """

    slug: str
    label: Text  # one of them
    plural: Text
    table: str
    permission: str
    edit_permission: str
    visible: Callable[[Member], "QuerySet[Any]"]
    editable: Callable[[Member], "QuerySet[Any]"]
    faces: Callable[[Sequence[int]], Mapping[int, Face]]
    page: tuple[str, str]  # the name of its address, and its argument
    place: str  # the name of the address of the list
    icon: str
    columns: tuple[str, ...]  # paths shown before anybody chooses
    order: str  # path of the attribute a list is sorted by at first; with "-" in front the largest on top
    quick: tuple[str, ...] = ()  # paths offered as quick filters above the list
    views: tuple[HouseView, ...] = ()  # the first tabs; the first of them shows everything
    export_permission: str = ""  # what it takes to export its lists; empty: nobody does
    unseen: "Callable[[Member], QuerySet[Any] | None] | None" = None  # of who sees all but a few: those few
    find: str = ""  # path of the attribute the search field of the list asks; empty: there is none
    title: str = ""  # path of the attribute a face is titled by: the first column is sorted and changed by it


@dataclass(frozen=True, slots=True)
class Sql:
    """A boolean expression over ``r`` and its values, each under its own name: ``r.city = any(%(x)b::text[])``.
    ``%(organisation)s`` is there in every statement. ``text`` is ours; whatever came from outside is a value."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    rows: str = ""  # where it is cheaper to find them alone: selects the ``id`` of exactly those it holds for
    ids: Any = None  # the same where they are known already: an int64 array of numpy
    some: Any = None  # ids of some, where it is known to hold for very many: a list walks, and counts these first
    others: tuple[str, ...] = ()  # expressions with the same values: for everybody else exactly one of them holds
    sift: str = ""  # then selects the ``id`` of those it holds for, of many at once: ``{ids}`` stands for their array


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose from."""

    value: str
    label: Text
    group: Text = ""
    tone: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A comparison to be compiled: ``name`` makes the names of its values unique within the whole statement.

    ``values`` are read already: numbers, dates and ids, never text that a person typed for a number. Of days they are
    the bounds the operator means: of a day the first and the last, of a moment the first and the one after the last; of
    BEFORE and AFTER only one. ``member`` is who asks (None: the machine); ``now`` decides what is relative to today.
    """

    name: str
    operator: Operator
    values: Sequence[Any]
    member: Member | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing about records of a kind. ``path`` is its name in filters, views, tables and the API, for good: a dotted
    one leads over a relation (``company.industry``); an own field's is ``field-12``, so that renaming it harms nothing.
    ``test`` compiles a comparison; without it the attribute is only shown. ``values(ids)`` reads it of many records in
    one statement (missing: empty); what comes back is drawn by ``kind``, and ``told(member, ids)`` are the records of
    which a member may hear it (without it, all). ``order`` is an expression over ``r`` that an index on (organisation,
    expression, id) serves; without it nobody sorts by it. ``masked`` is a MaskedField that hides it from some roles:
    they neither filter nor sort by it. ``write(member, ids, raw, now)`` sets it on many records at once, or on one in
    its row: ``raw`` is what was typed or chosen, the answer why it was not for some, by record id; what cannot be read
    raises before anything is written. ``is_single``: never set on many.
    """

    path: str
    label: Text
    kind: AttributeKind
    group: Text
    test: Callable[[Asked], Sql] | None = None
    values: Callable[[Sequence[int]], Mapping[int, Any]] | None = None
    options: Callable[[], Sequence[Option]] | None = None
    order: str = ""
    masked: str = ""
    write: Callable[[Member, Sequence[int], Any, datetime], Mapping[int, str]] | None = None
    is_own: bool = False  # the organisation made it
    operators: tuple[Operator, ...] = ()  # what it can be compared by; empty: all its kind knows
    is_single: bool = False
    told: Callable[[Member, Sequence[int]], Collection[int]] | None = None


@dataclass(frozen=True, slots=True)
class AttributeSource:
    """Attributes of one kind from one module: asked once a request, in the scope; two statements at most."""

    kind: str
    attributes: Callable[[], Sequence[Attribute]]


@dataclass(frozen=True, slots=True)
class Argument:
    """What a deed asks for before it begins; its input follows from ``kind`` and ``options``."""

    name: str
    label: Text
    kind: AttributeKind
    options: Callable[[], Sequence[Option]] | None = None
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done with many records, in batches, each in one transaction.

    ``run(member, ids, arguments, now)`` does it set-wise, publishes its events, and answers why it did not for some:
    record id to reason in words. Doing it again changes nothing. Records the member may not change never reach it.
    """

    slug: str  # "customers.assign"
    kind: str
    label: Text
    icon: str
    permission: str
    run: Callable[[Member, Sequence[int], Mapping[str, Any], datetime], Mapping[int, str]]
    arguments: Callable[[], Sequence[Argument]] | None = None
    is_grave: bool = False  # asked about twice, in red
    order: int = 50
    batch: int = 500  # records of one transaction; more of what takes a few quick statements


@dataclass(frozen=True, slots=True)
class Column:
    """What a column may be. ``headers`` are words it is known by, Chinese and English, in lower case."""

    path: str  # "name", "field-12", "company.name", "order.number", "note.text"
    label: Text
    kind: AttributeKind
    group: Text
    headers: tuple[str, ...] = ()
    example: str = ""
    is_required: bool = False
    is_key: bool = False  # a row is known again by it


@dataclass(frozen=True, slots=True)
class Twin:
    """A record that a row may mean, and why; id 0 and no name: the member may not see it, and can only skip the row."""

    record_id: int
    label: str
    reason: str
    may_change: bool = True
    is_likely: bool = False  # only looks alike: new unless somebody decides otherwise


@dataclass(frozen=True, slots=True)
class Checked:
    """What a part says of a row: values (fit for JSON), what is wrong in words, by path, whom it may mean."""

    values: Mapping[str, Any]
    errors: Mapping[str, str] = field(default_factory=dict)
    twins: Sequence[Twin] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """One row to be written: what ``check`` read, the record it belongs to (None: to be made), what to do with filled
    fields; ``is_twin``: one of its own is wanted beside the one that is there.
    """

    row: int
    values: Mapping[str, Any]
    record_id: int | None
    overwrites: bool
    is_twin: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a row: the record, or why it was refused after all; with a record, what was left out of it."""

    row: int
    record_id: int | None
    is_new: bool = False
    refusal: str = ""


class Part(Protocol):
    """One module's share of a row of an imported table. The main part makes or finds the record a row is about; others
    hang theirs on it (``order.number``). All calls are set-wise; ``check`` writes nothing, the preview shows it.
    """

    kind: str  # of the record the table is about: "customer"
    slug: str  # "customer" for the main part; else "company", "order", "note"
    is_in_order: bool  # a row may lean on those above it: no two batches of a table are written at once

    def columns(self) -> Sequence[Column]:
        """What columns may be; two statements at most."""

    def check(self, member: Member, rows: Sequence[Mapping[str, str]]) -> list[Checked]:
        """Read rows (path to text as typed), with the rules by which they will be written."""

    def write(self, member: Member, rows: Sequence[Order], *, source: str, now: datetime) -> list[Written]:
        """Write checked rows in the caller's transaction. ``source`` names the import, for where it came from."""

    def take_back(self, member: Member, record_ids: Sequence[int], now: datetime) -> Mapping[int, str]:
        """Remove what an import made; record id to the reason why not, for those that were used since."""


@dataclass(frozen=True, slots=True)
class Word:
    """A text a record is found by. ``field``, what it is (``name``, ``remark`` ...), is shown beside a hit and ranked;
    ``is_masked``: a hit by it is told without showing it to who sees it masked.
    """

    field: str
    text: str
    weight: int = 50
    is_masked: bool = False


@dataclass(frozen=True, slots=True)
class Findable:
    """Words of one kind's records: ``words(ids)`` reads them set-wise. Who is gone has none. Several modules may have
    some of the same kind: an order gives its customer the number.

    ``tables`` names what they are read from: table, column with the record's id (``id`` for its own), and the columns
    whose change has it read again. ``labels`` are the fields in words, shown beside a hit ("WeCom remark"), ``masked``
    those whose words are masked. These words are looked into only for members with ``permission``, if one is named.
    ``sees(member, field)``: whether a member sees the words of a masked field in full; without it nobody does.
    ``parts(member, field)``: whether one may look for parts of them, who does not see them but may have them shown.
    ``moment``, of the kind's own module only: the column of its table that says when a record was last met, with an
    index on (organisation_id, it, id) of those of ``present`` ("binned_at is null"). ``names(fields)``: what fields are
    called that nobody declared, such as ``field-12``.
    Phone numbers are in E.164. A word that names its record weighs 70 or more: it is found by its beginning too, and as
    ``name`` or ``remark`` by how it is said.
    """

    kind: str
    words: Callable[[Sequence[int]], Mapping[int, Sequence[Word]]]
    tables: tuple[tuple[str, str, tuple[str, ...]], ...]
    labels: Mapping[str, Text] = field(default_factory=dict)
    masked: tuple[str, ...] = ()
    permission: str = ""
    sees: Callable[[Member, str], bool] | None = None
    parts: Callable[[Member, str], bool] | None = None
    moment: str = ""
    present: str = ""
    names: Callable[[Sequence[str]], Mapping[str, Text]] | None = None
