"""In which order a list stands, and places in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.records.contracts import Attribute, Kind, Sql
from changlai.records.enums import AttributeKind
from changlai.records.filters import Filter
from changlai.records.filters.checking import is_hidden

_TYPES = {
    AttributeKind.NUMBER: "bigint",
    AttributeKind.MONEY: "bigint",
    AttributeKind.MEMBER: "bigint",
    AttributeKind.DATE: "date",
    AttributeKind.MOMENT: "timestamptz",
    AttributeKind.YES_NO: "boolean",
}
_READS: Mapping[str, Callable[[str], bool]] = {
    "bigint": lambda text: abs(int(text)) <= db.LARGEST_ID,
    "date": lambda text: bool(date.fromisoformat(text)),
    "timestamptz": lambda text: datetime.fromisoformat(text).tzinfo is not None,
    "boolean": lambda text: text in {"true", "false"},
    "text": lambda text: "\x00" not in text,
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a record stands in an order: what it is sorted by, as PostgreSQL writes it (None: nothing, at the end),
    and its id.
    """

    value: str | None
    id: int


@dataclass(frozen=True, slots=True)
class Order:
    """An expression, its type and direction; records without a value stand at the end either way."""

    expression: str
    type: str
    is_down: bool

    @property
    def text(self) -> str:
        down = " desc" if self.is_down else ""
        return f"{self.expression}{down}, r.id{down}"

    def knows(self, spot: Spot) -> bool:
        """Whether a place, which may come from an address, can be compared with."""
        if not db.is_id(spot.id):
            return False
        try:
            return spot.value is None or _READS[self.type](spot.value)
        except ValueError:
            return False

    def after(self, spot: Spot | None) -> Sql:
        """What stands behind a spot among those that have a value."""
        if spot is None:
            return Sql("true")
        sign = "<" if self.is_down else ">"
        text = f"({self.expression}, r.id) {sign} (%(spot)s::{self.type}, %(spot_id)s::bigint)"
        return Sql(text, {"spot": spot.value, "spot_id": spot.id})

    def after_id(self, spot: Spot | None) -> Sql:
        """The same among those that have none."""
        if spot is None or spot.value is not None:
            return Sql("true")
        return Sql(f"r.id {'<' if self.is_down else '>'} %(spot_id)s::bigint", {"spot_id": spot.id})


def can_sort_by(attribute: Attribute, member: Member | None) -> bool:
    """Whether a list can be sorted by it, for this member: what is masked must not be told by the order either."""
    return bool(attribute.order) and not is_hidden(attribute, member)


def order_of(kind: Kind, member: Member, found: Filter, order: str) -> Order:
    for told in (order, kind.order):
        attribute = found.attributes.get(told.removeprefix("-"))
        if attribute is not None and can_sort_by(attribute, member):
            type_ = _TYPES.get(attribute.kind, "text")
            return Order(attribute.order, type_, told.startswith("-"))
    return Order("r.id", "bigint", is_down=True)
