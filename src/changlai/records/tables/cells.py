"""Cells: what a record has of an attribute, as it is drawn. Reads are set-wise: one statement a column."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.records.contracts import Attribute, Face, Kind, Option
from changlai.records.enums import AttributeKind as K
from changlai.records.filters import is_hidden
from changlai.records.filters.reading import options_of
from changlai.records.fingerprints import fingerprint
from changlai.ui.numbers import email, phone

SCALE = 10_000
Options = Callable[[Attribute], Mapping[str, Option]]
_WORDS = {K.CHOICE, K.CHOICES, K.TAGS}


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
    pieces: Sequence[Piece] = ()
    value: Any = None
    can_edit: bool = False
    kept: Any = None

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
    """These records in their order; as many statements as there are columns, and a few. ``title`` is the attribute they
    are called by, where it is to be changed; ``options`` are a Reader's where the page has asked for some already.
    """
    faces = kind.faces(ids)
    editable = _editable(kind, member, ids)
    read = {head.path: _column(head.attribute, member, ids, options) for head in heads if head.attribute}
    return [
        Row(
            one,
            faces[one],
            [_cell(head, read[head.path].get(one), member, one in editable) for head in heads if head.attribute],
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


def _column(
    attribute: Attribute, member: Member, ids: Sequence[int], options: Options
) -> Mapping[int, tuple[Any, Sequence[Piece]]]:
    """Of each record the value, and how it reads."""
    if not ids or attribute.values is None:
        return {}
    values = attribute.values(ids)
    if attribute.kind == K.MEMBER:
        people = _people({one for value in values.values() for one in _each(value)})
        return {one: (value, [people[i] for i in _each(value) if i in people]) for one, value in values.items()}
    known = options(attribute) if attribute.kind in _WORDS else {}
    hidden = is_hidden(attribute, member)
    return {one: (value, _pieces(attribute, value, known, hidden=hidden)) for one, value in values.items()}


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
    match attribute.kind:
        case K.NUMBER | K.MONEY | K.DATE | K.MOMENT:
            return []
        case K.YES_NO:
            return [Piece(_("Yes") if value else _("No"))] if value is not None else []
        case K.PHONE:
            return [Piece(phone(str(one), masked=hidden)) for one in _each(value)]
        case K.EMAIL:
            return [Piece(email(str(one)) if hidden else str(one)) for one in _each(value)]
        case _:
            return [Piece("****" if hidden else str(one)) for one in _each(value)]


def _cell(head: Column, read: tuple[Any, Sequence[Piece]] | None, member: Member, is_mine: bool) -> Cell:  # noqa: FBT001 - of a row
    attribute = head.attribute
    assert attribute is not None  # noqa: S101 - heads without one have no cells
    value, pieces = read or (None, ())
    can_edit = is_mine and attribute.write is not None and not (value and is_hidden(attribute, member))
    shown = value[0] if isinstance(value, list) and value and attribute.kind in {K.DATE, K.MOMENT} else value
    return Cell(head.path, attribute.kind, pieces, shown, can_edit, value)


def one_cell(kind: Kind, member: Member, attribute: Attribute, record_id: int) -> Cell:
    """The cell of one record, drawn anew."""
    head = Column(attribute.path, str(attribute.label), attribute)
    (row,) = rows(kind, member, [head], [record_id]) or (Row(record_id, Face("")),)
    return row.cells[0] if row.cells else Cell(attribute.path, attribute.kind)


def named(kind: Kind, member: Member, title: Attribute, record_id: int) -> Row:
    """The row of one record without its cells, drawn anew."""
    found = rows(kind, member, [], [record_id], title=title)
    return found[0] if found else Row(record_id, Face("-"))
