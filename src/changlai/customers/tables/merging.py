"""The merge page: customers side by side, field by field, and what each brings along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.customers import actions, participation
from changlai.customers.contracts import MergeChoice, Moving
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
    """One customer's value of a field; ``shown`` is empty when there is none. ``is_open``: it may be chosen."""

    customer: Customer
    shown: Any
    is_chosen: bool
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Side:
    """One field across all customers; without a difference there is nothing to choose."""

    name: str
    label: Any
    cells: list[Cell]
    has_choice: bool


@dataclass(frozen=True, slots=True)
class Spare:
    """Something that stays unless it is left out, and the names of those who have it."""

    key: str
    label: Any
    tone: int
    holders: list[str]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What belongs together of it: the tags of a group, the choices of a field."""

    label: Any
    spares: list[Spare]


def choices(member: Member, found: Sequence[Customer]) -> tuple[list[Side], list[Bundle]]:
    """What modules let a member decide: fields of one value, and what stays unless it is left out."""
    offered = actions.merge_choices(member, [one.pk for one in found])
    bundles: dict[str, list[Spare]] = {}
    for one in offered:
        if not one.keeps_one:
            holders = [customer.name for customer in found if customer.pk in one.shown]
            bundles.setdefault(str(one.group), []).append(Spare(one.key, one.label, one.tone, holders))
    return (
        [side_of(one, found) for one in offered if one.keeps_one],
        [Bundle(label, spares) for label, spares in bundles.items()],
    )


def side_of(choice: MergeChoice, found: Sequence[Customer]) -> Side:
    """A field of which one value stays, across these customers."""
    chosen = next(place for place, one in enumerate(found) if one.pk in choice.shown)
    cells = [
        Cell(one, choice.shown.get(one.pk, ""), place == chosen, one.pk in choice.shown or not choice.is_required)
        for place, one in enumerate(found)
    ]
    return Side(choice.key, choice.label, cells, choice.is_open)


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
    """What every module holds of them, but for what stands there one by one: a few statements a module."""
    ids = [one.pk for one in found]
    return participation.moving((line for one in actions.participants() for line in one.holdings(ids)), ids)


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
