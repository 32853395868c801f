"""Pairs of the review queue, side by side: what speaks for one person, and in what they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.accounts.operations import cursor_of, place_of
from changlai.customers import labels, masking
from changlai.customers.models import Customer, Identity, Suggestion
from changlai.customers.queries import Rule

SURE, LIKELY = 85, 60  # percent: how the pill is coloured


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of both; ``is_same``: they agree."""

    label: Any
    first: str
    second: str

    @property
    def is_same(self) -> bool:
        return bool(self.first) and self.first == self.second


@dataclass(frozen=True, slots=True)
class PairShown:
    """A suggestion with its reasons in words."""

    pair: Suggestion
    reasons: list[str]
    facts: list[Fact]

    @property
    def tone(self) -> str:
        return "ok" if self.pair.confidence >= SURE else "warn" if self.pair.confidence >= LIKELY else ""


def pairs(found: Sequence[Suggestion], member: Member, fields: Mapping[int, str]) -> list[PairShown]:
    """Pairs as the queue shows them; one statement. ``fields``: names of the organisation's own fields."""
    ids = {one for pair in found for one in (pair.first_id, pair.second_id)}
    contacts: dict[tuple[int, str], list[str]] = {}
    rows = Identity.objects.filter(customer__in=ids, kind__in=["phone", "email"]).order_by("id") if ids else ()
    for identity in rows:
        shown = contacts.setdefault((identity.customer_id, identity.kind), [])
        shown.append(masking.shown_value(member, identity))
    return [PairShown(one, reasons(one, fields), _facts(one, contacts)) for one in found]


def reasons(pair: Suggestion, fields: Mapping[int, str]) -> list[str]:
    """Why they may be one, in words: every rule that found them, or what was noticed when they came in."""
    found = [labels.twin_rule(slug, fields) for slug in pair.rules]
    if found and pair.reason.startswith("rule:"):
        return found
    return [*found, labels.duplicate_reason(pair.reason)]


def _facts(pair: Suggestion, contacts: Mapping[tuple[int, str], Sequence[str]]) -> list[Fact]:
    def of(customer: Customer) -> list[str]:
        return [
            ", ".join(contacts.get((customer.pk, "phone"), ())),
            ", ".join(contacts.get((customer.pk, "email"), ())),
            customer.company,
            customer.city,
            customer.birthday.isoformat() if customer.birthday else "",
            customer.owner.name if customer.owner else "",
        ]

    names = (_("Phone"), _("E-mail"), _("Company"), _("City"), _("Birthday"), _("Responsible"))
    lines = zip(names, of(pair.first), of(pair.second), strict=True)
    return [Fact(label, first, second) for label, first, second in lines if first or second]


def pair_cursor(pair: Suggestion) -> str:
    """The pair's place in the queue."""
    return cursor_of(pair.confidence, pair.pk)


def pair_place(cursor: str) -> tuple[int, int] | None:
    """The place in a cursor of the queue; None without one. Raises BadCursor."""
    told = place_of(cursor, int, int)
    return (told[0], told[1]) if told else None


def rule_names(rules: Sequence[Rule]) -> list[tuple[Rule, str]]:
    """Rules with what they are called."""
    fields = {one.field.pk: one.field.name for one in rules if one.field}
    return [(one, labels.twin_rule(one.slug, fields)) for one in rules]


def rule_name(slug: str) -> str:
    """What a rule of the first day is called."""
    return labels.twin_rule(slug)
