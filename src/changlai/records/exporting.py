"""Records as rows of a table: values in plain words and figures, masked for whom they are masked.

A row is kept as JSON until the file is written: texts as they are, figures and moments as texts that ``sheets_out``
turns into cells of their kind.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.records import expressions, registry
from changlai.records.contracts import Attribute, Kind, Option
from changlai.records.enums import AttributeKind as K
from changlai.records.filters.checking import is_hidden
from changlai.ui.numbers import MASK, email, phone

BETWEEN = "；"  # several values of one cell
_CHOSEN = {K.CHOICE, K.CHOICES, K.TAGS}
Row = list[str]


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its words and what sort of value it holds."""

    label: str
    kind: K


class Reader:
    """Reads records of a kind for one member, as many as asked for, with one statement for most columns."""

    def __init__(self, kind: Kind, member: Member, paths: Sequence[str], zone: ZoneInfo) -> None:
        self.kind, self.member, self.zone = kind, member, zone
        known = registry.attributes(kind.slug)
        self.attributes = [known[path] for path in with_name(kind, paths) if path in known and known[path].values]
        self._options: dict[str, Mapping[str, Option]] = {}

    @property
    def heads(self) -> list[Head]:
        """The first line of the table."""
        return [Head(str(one.label), one.kind) for one in self.attributes]

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """Those of these records the member may see by now, in their order."""
        seen = set(self.kind.visible(self.member).filter(pk__in=ids).values_list("pk", flat=True))
        left = [one for one in ids if one in seen]
        read = expressions.read(self.attributes, left, self.member)
        columns = [self._column(attribute, read[attribute.path]) for attribute in self.attributes]
        return [[column.get(one, "") for column in columns] for one in left]

    def _column(self, attribute: Attribute, values: Mapping[int, Any]) -> Mapping[int, str]:
        if attribute.kind == K.MEMBER:
            people = _people({one for value in values.values() for one in _each(value)})
            return {pk: BETWEEN.join(people.get(one, "") for one in _each(value)) for pk, value in values.items()}
        hidden = is_hidden(attribute, self.member)
        return {pk: self._said(attribute, value, hidden=hidden) for pk, value in values.items()}

    def _said(self, attribute: Attribute, value: Any, *, hidden: bool) -> str:  # noqa: ANN401 - whatever it holds
        many = _each(value)
        if hidden:
            return BETWEEN.join(_masked(attribute.kind, str(one)) for one in many)
        if attribute.kind in _CHOSEN and attribute.options is not None:
            options = self._chosen(attribute)
            return BETWEEN.join(str(options[str(one)].label) for one in many if str(one) in options)
        return BETWEEN.join(self._one(attribute.kind, one) for one in many)

    def _one(self, kind: K, value: Any) -> str:  # noqa: ANN401 - as above
        match kind:
            case K.PHONE:
                return phone(str(value), masked=False)
            case K.NUMBER:
                return format(Decimal(value).scaleb(-4).normalize(), "f")
            case K.MONEY:
                return format(Decimal(value).scaleb(-2), "f")
            case K.DATE | K.MOMENT:
                return self._when(value)
            case K.YES_NO:
                return _("Yes") if value else _("No")
        return str(value)

    def _chosen(self, attribute: Attribute) -> Mapping[str, Option]:
        """The options of an attribute, asked for once."""
        found = self._options.get(attribute.path)
        if found is None:
            offered = attribute.options() if attribute.options else ()
            found = self._options[attribute.path] = {option.value: option for option in offered}
        return found

    def _when(self, value: Any) -> str:  # noqa: ANN401 - a day or a moment
        if isinstance(value, datetime):
            return f"{value.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"
        return value.isoformat() if isinstance(value, date) else str(value)


def with_name(kind: Kind, paths: Sequence[str]) -> list[str]:
    """The columns of a file: what a record is called stands first, whatever the list shows."""
    return list(dict.fromkeys([*([kind.title] if kind.title else []), *paths]))


def packed(rows: Sequence[Row]) -> bytes:
    """Rows as they are kept until the file is written."""
    return zlib.compress(msgspec.json.encode(rows), 1)


def unpacked(kept: bytes) -> list[Row]:
    """What ``packed`` was given."""
    return msgspec.json.decode(zlib.decompress(kept), type=list[Row])


def _masked(kind: K, text: str) -> str:
    if kind == K.PHONE:
        return phone(text)
    return email(text) if kind == K.EMAIL else MASK


def _people(ids: set[Any]) -> dict[Any, str]:
    wanted = [one for one in ids if isinstance(one, int)]
    return dict(Member.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def _each(value: Any) -> list[Any]:  # noqa: ANN401 - whatever an attribute holds
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
