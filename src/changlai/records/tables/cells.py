"""Cells: what a record has of an attribute, as it is drawn. Reads are set-wise: one statement for most columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.records import expressions
from changlai.records.contracts import Attribute, Face, Kind, Option
from changlai.records.enums import AttributeKind as K
from changlai.records.filters import is_hidden
from changlai.records.filters.reading import options_of
from changlai.records.fingerprints import fingerprint
from changlai.ui.numbers import email, phone

SCALE = 10_000
Options = Callable[[Attribute], Mapping[str, Option]]
_WORDS = {K.CHOICE, K.CHOICES, K.TAGS}
_FIGURES = {K.NUMBER, K.MONEY, K.DATE, K.MOMENT}  # drawn from the value itself


@dataclass(frozen=True, slots=True)
class Piece:
    """One word of a cell: of a tag with its tone, of a member with the id."""

    text: str
    tone: int = 0
    id: int = 0
    face: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell. ``value`` is what is drawn, ``kept`` all there is."""

    path: str
    kind: K
    pieces: tuple[Piece, ...] = ()
    value: Any = None
    can_edit: bool = False
    kept: Any = None

    @property
    def look(self) -> tuple[object, ...]:
        """Cells of one page that are the same in this look the same: they are drawn once."""
        value = self.value if self.kind in _FIGURES else self.value is not None
        return self.path, self.pieces, value, self.can_edit

    @property
    def seen(self) -> str:
        """The value's fingerprint, for whoever changes it; a list has hundreds of cells and asks for none."""
        return fingerprint(self.kept) if self.can_edit else ""


@dataclass(frozen=True, slots=True)
class Column:
    """A head of the table. ``attribute`` is None when it is gone."""

    path: str
    label: str
    attribute: Attribute | None
    css: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A record in the list."""

    id: int
    face: Face
    cells: Sequence[Cell] = field(default_factory=tuple)
    can_edit: bool = False
    can_rename: bool = False


_WIDTHS = {
    K.TEXT: "cl-w-160",
    K.NUMBER: "cl-w-112 num",
    K.MONEY: "cl-w-128 num",
    K.DATE: "cl-w-128",
    K.MOMENT: "cl-w-128",
    K.TAGS: "cl-w-200",
    K.CHOICES: "cl-w-160",
    K.YES_NO: "cl-w-96",
    K.MEMBER: "cl-w-128",
}


def columns(attributes: Mapping[str, Attribute], paths: Sequence[str]) -> tuple[list[Column], list[str]]:
    """The heads of these paths, and the paths that are nothing any more."""
    found = [
        Column(one, str(attributes[one].label), attributes[one], _WIDTHS.get(attributes[one].kind, "cl-w-160"))
        for one in paths
        if one in attributes and attributes[one].values is not None
    ]
    return found, [one for one in paths if one not in attributes]


def rows(
    kind: Kind,
    member: Member,
    heads: Sequence[Column],
    ids: Sequence[int],
    *,
    title: Attribute | None = None,
    options: Options = options_of,
) -> list[Row]:
    """These records in their order; a few statements for most columns together. ``title`` is the attribute they are
    called by, where it is to be changed; ``options`` are a Reader's where the page has asked for some already.
    """
    faces = kind.faces(ids)
    editable = _editable(kind, member, ids)
    attributes = [head.attribute for head in heads if head.attribute]
    read = expressions.read(attributes, ids, member)
    drawn = [(one, _Drawing(one, member, read.get(one.path, {}), options)) for one in attributes]
    return [
        Row(
            one,
            faces[one],
            [_cell(attribute, column, one, is_mine=one in editable) for attribute, column in drawn],
            one in editable,
            can_rename=one in editable and title is not None and title.write is not None,
        )
        for one in ids
        if one in faces
    ]


def _editable(kind: Kind, member: Member, ids: Sequence[int]) -> set[int]:
    if not member.can(kind.edit_permission) or not ids:
        return set()
    return set(kind.editable(member).filter(pk__in=list(ids)).values_list("pk", flat=True))


class _Drawing:
    """The values of a column, and how they read."""

    def __init__(self, attribute: Attribute, member: Member, values: Mapping[int, Any], options: Options) -> None:
        self.attribute, self.values = attribute, values
        self.is_hidden = is_hidden(attribute, member)
        self.options = options(attribute) if attribute.kind in _WORDS else {}
        is_of_members = attribute.kind == K.MEMBER
        self.people = _people({one for value in values.values() for one in _each(value)}) if is_of_members else {}

    def pieces(self, value: Any) -> tuple[Piece, ...]:  # noqa: ANN401 - whatever the attribute holds
        if self.attribute.kind == K.MEMBER:
            return tuple(self.people[one] for one in _each(value) if one in self.people)
        return tuple(_pieces(self.attribute, value, self.options, hidden=self.is_hidden))


def _people(ids: set[Any]) -> dict[int, Piece]:
    found = Member.objects.filter(pk__in=[one for one in ids if isinstance(one, int)])
    return {one.pk: Piece(one.name, one.avatar_tone or 0, one.pk, one.portrait) for one in found} if ids else {}


def _each(value: Any) -> list[Any]:  # noqa: ANN401 - whatever the attribute holds
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


def _pieces(attribute: Attribute, value: Any, options: Mapping[str, Option], *, hidden: bool) -> list[Piece]:  # noqa: ANN401 - as above
    """The words of a value; nothing for figures and moments, which are drawn from the value itself."""
    if attribute.kind in _WORDS and attribute.options is not None:
        found = [options[str(one)] for one in _each(value) if str(one) in options]
        return [Piece(str(one.label), one.tone) for one in found]
    if attribute.kind in _FIGURES:
        return []
    match attribute.kind:
        case K.YES_NO:
            return [Piece(_("Yes") if value else _("No"))] if value is not None else []
        case K.PHONE:
            return [Piece(phone(str(one), masked=hidden)) for one in _each(value)]
        case K.EMAIL:
            return [Piece(email(str(one)) if hidden else str(one)) for one in _each(value)]
        case _:
            return [Piece("****" if hidden else str(one)) for one in _each(value)]


def _cell(attribute: Attribute, column: _Drawing, record_id: int, *, is_mine: bool) -> Cell:
    value = column.values.get(record_id)
    can_edit = is_mine and attribute.write is not None and not (value and column.is_hidden)
    shown = value[0] if isinstance(value, list) and value and attribute.kind in {K.DATE, K.MOMENT} else value
    pieces = () if value is None else column.pieces(value)
    return Cell(attribute.path, attribute.kind, pieces, shown, can_edit, value)


def one_cell(kind: Kind, member: Member, attribute: Attribute, record_id: int) -> Cell:
    """The cell of one record, drawn anew."""
    head = Column(attribute.path, str(attribute.label), attribute)
    (row,) = rows(kind, member, [head], [record_id]) or (Row(record_id, Face("")),)
    return row.cells[0] if row.cells else Cell(attribute.path, attribute.kind)


def named(kind: Kind, member: Member, title: Attribute, record_id: int) -> Row:
    """The row of one record without its cells, drawn anew."""
    found = rows(kind, member, [], [record_id], title=title)
    return found[0] if found else Row(record_id, Face("-"))
