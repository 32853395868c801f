"""Whom the rows of a table may mean, of those who are there already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.customers import queries
from changlai.customers.enums import Certainty
from changlai.customers.enums import Twin as Rule
from changlai.customers.sheets.reading import Claim
from changlai.kernel import db, tenancy
from changlai.records.contracts import Twin

_HOLDERS = """
    select i.kind, i.scope, i.value, i.customer_id from customers_identity i
    join unnest(%b::text[], %b::text[], %b::text[]) x(k, s, v) on i.kind = x.k and i.scope = x.s and i.value = x.v
    where i.organisation_id = %b"""

_ALIKE = """
    select x.n, c.id, c.is_company
    from unnest(%b::int[], %b::text[], %b::text[], %b::date[]) x(n, name, company, birthday)
    cross join lateral (
      select o.id, x.company <> '' and lower(o.company) = lower(x.company) is_company from customers_customer o
      where o.organisation_id = %b and o.name_key = records_name_key(x.name) and x.name <> ''
        and o.binned_at is null
        and ((x.company <> '' and lower(o.company) = lower(x.company)) or o.birthday = x.birthday)
      order by o.id limit %b) c"""
MOST_ALIKE = 3  # customers one row is said to look like


def holders(claims: Sequence[Claim]) -> dict[Claim, int]:
    """Whose these identities are; one statement."""
    if not claims:
        return {}
    columns = [[claim[place] for claim in claims] for place in range(3)]
    found = db.rows(_HOLDERS, (*columns, tenancy.organisation_id()))
    return {(kind, scope, value): customer for kind, scope, value, customer in found}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row is recognised by: its identities, else its name with company or birthday (ISO)."""

    claims: Sequence[Claim]
    name: str = ""
    company: str = ""
    birthday: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """Who of the base is meant by a batch: names of those the member sees or could restore, and whom they may change.

    ``binned`` are those of them who wait in the bin.
    """

    names: Mapping[int, str]
    mine: frozenset[int]
    binned: frozenset[int]


def twins_of(member: Member, rows: Sequence[Asked]) -> list[list[Twin]]:
    """For each row who has its identities, each customer once, or who is called the same and works for the same firm or
    was born the same day; a fixed number of statements for all rows.

    One the member may not see is told without a name, and can only be skipped. Who is in the bin comes back when the
    row is written into them.
    """
    held = holders(sorted({claim for row in rows for claim in row.claims}))
    known = _known(member, set(held.values()))
    found = [_of_row(row.claims, held, known) for row in rows]
    alone = [place for place, twins in enumerate(found) if not twins and rows[place].name]
    for place, twins in _alike(member, [rows[place] for place in alone], alone).items():
        found[place] = twins
    return found


def _known(member: Member, ids: set[int]) -> _Known:
    if not ids:
        return _Known({}, frozenset(), frozenset())
    names = dict(queries.visible_to(member).filter(id__in=ids).values_list("id", "name"))
    mine = set(queries.editable_by(member).filter(id__in=ids).values_list("id", flat=True))
    binned: dict[int, str] = {}
    if len(names) < len(ids):
        left = queries.binned_within_sight(member).filter(id__in=ids - names.keys())
        binned = dict(left.values_list("id", "name"))
        mine |= set(queries.restorable_by(member).filter(id__in=list(binned)).values_list("id", flat=True))
    return _Known(names | binned, frozenset(mine), frozenset(binned))


def _of_row(claims: Sequence[Claim], held: Mapping[Claim, int], known: _Known) -> list[Twin]:
    found: dict[int, Twin] = {}
    for claim in claims:
        customer_id = held.get(claim)
        if customer_id is not None and customer_id not in found:
            found[customer_id] = _twin(customer_id, same(claim[0]), known)
    return sorted(found.values(), key=lambda twin: not twin.record_id)


def _twin(customer_id: int, reason: str, known: _Known) -> Twin:
    if customer_id not in known.names:
        reason = _("It belongs to a customer of a colleague, whom you may not see.")
        return Twin(0, "", reason, may_change=False)
    told, may_change = {"same": reason}, customer_id in known.mine
    if customer_id in known.binned and may_change:
        reason = _("%(same)s They wait in the bin: filling in or overwriting restores them.") % told
    elif customer_id in known.binned:
        reason = _("%(same)s They wait in the bin. Ask somebody who may restore them.") % told
    elif not may_change:
        reason = _("%(same)s You may look at this customer but not change anything.") % told
    return Twin(customer_id, known.names[customer_id], reason, may_change=may_change)


def _alike(member: Member, rows: Sequence[Asked], places: Sequence[int]) -> dict[int, list[Twin]]:
    """Customers who are called as a row says and share its company or birthday, as far as the organisation goes by that
    and the member may change them.
    """
    rules = {rule.slug for rule in queries.twin_rules() if rule.certainty != Certainty.OFF} if rows else set()
    company, birthday = Rule.NAME_COMPANY in rules, Rule.NAME_BIRTHDAY in rules
    wanted = [
        (place, row.name, row.company if company else "", row.birthday or None if birthday else None)
        for place, row in zip(places, rows, strict=True)
        if (company and row.company) or (birthday and row.birthday)
    ]
    if not wanted:
        return {}
    columns = [list(column) for column in zip(*wanted, strict=True)]
    told = db.rows(_ALIKE, (*columns, tenancy.organisation_id(), MOST_ALIKE))
    mine = queries.editable_by(member).filter(id__in={row[1] for row in told})
    names: dict[int, str] = dict(mine.values_list("id", "name")) if told else {}
    reasons = {True: _("The same name and company."), False: _("The same name and birthday.")}
    found: dict[int, list[Twin]] = {}
    for place, customer_id, is_company in told:
        if customer_id in names:
            twin = Twin(customer_id, names[customer_id], reasons[is_company], is_likely=True)
            found.setdefault(place, []).append(twin)
    return found


def same(kind: str) -> str:
    """What two have in common, in words."""
    return {
        "phone": _("The same phone number."),
        "email": _("The same e-mail address."),
        "external_id": _("The same customer number."),
    }.get(kind, "")
