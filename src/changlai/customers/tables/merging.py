"""The merge page: customers side by side, field by field, and what each brings along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.customers import actions
from changlai.customers.models import Customer
from changlai.ui.numbers import phone

LABELS = {
    "name": _("Customer name"),
    "avatar": pgettext_lazy("of a person", "Picture"),
    "gender": _("Gender"),
    "company": _("Company"),
    "position": _("Position"),
    "city": _("City"),
    "address": _("Address"),
    "birthday": _("Birthday"),
    "phone": _("Phone"),
    "owner": _("Responsible"),
    "note": _("Remark"),
}
GENDERS = {"male": _("Male"), "female": _("Female")}


@dataclass(frozen=True, slots=True)
class Cell:
    """One customer's value of a field; ``shown`` is empty when there is none."""

    customer: Customer
    shown: Any
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One field across all customers; without a difference there is nothing to choose."""

    name: str
    label: Any
    cells: list[Cell]
    has_choice: bool


@dataclass(frozen=True, slots=True)
class Moving:
    """One kind of rows: how many each customer has, in the order of the customers, and together."""

    label: Any
    counts: list[int]
    total: int


def sides(member: Member, found: Sequence[Customer], into: Customer) -> list[Side]:
    """The fields in which at least one of them has something."""
    found = [into, *(one for one in found if one.pk != into.pk)]
    rows = []
    for name, label in LABELS.items():
        values = [_value(one, name) for one in found]
        if any(values):
            chosen = next(place for place, value in enumerate(values) if value)
            cells = [Cell(one, _shown(member, one, name), place == chosen) for place, one in enumerate(found)]
            rows.append(Side(name, label, cells, len({str(value) for value in values}) > 1))
    return rows


def moving(found: Sequence[Customer]) -> list[Moving]:
    """What every module holds of them: a few statements a module, whatever there is."""
    ids = [one.pk for one in found]
    lines = [line for participant in actions.participants() for line in participant.holdings(ids)]
    rows = [(line.label, [line.counts.get(one, 0) for one in ids]) for line in lines]
    return [Moving(label, counts, sum(counts)) for label, counts in rows if any(counts)]


def _value(customer: Customer, name: str) -> str | int | None:
    columns = {"avatar": "avatar_url", "owner": "owner_id"}
    value = getattr(customer, columns.get(name, name))
    found: str | int | None = value.isoformat() if isinstance(value, date) else value
    return found


def _shown(member: Member, customer: Customer, name: str) -> object:
    value = _value(customer, name)
    if not value:
        return ""
    if name == "owner":
        return customer.owner.name if customer.owner else ""
    if name == "gender":
        return GENDERS.get(str(value), value)
    if name == "phone":
        return phone(str(value), masked=not accounts.may_see_field(member, "customers.phone"))
    return value
