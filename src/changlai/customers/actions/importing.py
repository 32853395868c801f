"""Customers out of a table: made and filled up set-wise, about a dozen statements for a thousand rows.

Identities decide whom a row means. Nobody gets one that another customer has: who was to get it is refused, or made
without it where somebody wanted two (a family's phone), and the two are suggested as possible duplicates.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation

from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.customers import sources
from changlai.customers.actions.binning import restore
from changlai.customers.actions.duplicates import suggest
from changlai.customers.actions.filling import Filling, fill_rows, keep_values, taken_values
from changlai.customers.actions.timeline import Entry, append, own_causes
from changlai.customers.actions.unchecked import mark_unchecked
from changlai.customers.enums import InteractionKind
from changlai.customers.errors import OvertakenError
from changlai.customers.queries import editable_by, restorable_by, visible_to
from changlai.kernel import bulk, db, tenancy
from changlai.records.contracts import Order, Written

Claim = tuple[str, str, str]  # kind, scope, value
_HOLDERS = """
    select i.kind, i.scope, i.value, i.customer_id from customers_identity i
    join unnest(%b::text[], %b::text[], %b::text[]) x(k, s, v) on i.kind = x.k and i.scope = x.s and i.value = x.v
    where i.organisation_id = %b"""
_MAKE = """
    insert into customers_customer (organisation_id, name, is_named_by_hand, gender, birthday, company, position, city,
      address, source, owner_id, by_hand, avatar_url, phone, note, created_at)
    select %(org)s, name, name <> '', gender, birthday, company, position, city, address, source, owner, by_hand::jsonb,
      '', '', '', %(now)s
    from unnest(%(name)b::text[], %(gender)b::text[], %(birthday)b::date[], %(company)b::text[], %(position)b::text[],
      %(city)b::text[], %(address)b::text[], %(source)b::text[], %(owner)b::bigint[], %(by_hand)b::text[])
      with ordinality x(name, gender, birthday, company, position, city, address, source, owner, by_hand, n)
    order by n returning id"""
_CLAIM = """
    insert into customers_identity (organisation_id, kind, scope, value, customer_id, is_strong, is_exclusive,
      created_at)
    select %(org)s, k, s, v, c, true, false, %(now)s
    from unnest(%(kind)b::text[], %(scope)b::text[], %(value)b::text[], %(customer)b::bigint[]) x(k, s, v, c)
    order by k, s, v"""
_BY_HAND = lru_cache(maxsize=1024)(lambda names: json.dumps(sorted(names)))
MANY = 200  # rows from which on what they refer to is not looked up for each
_TEXTS = ("name", "gender", "company", "position", "city", "address", "source")


@dataclass(slots=True, eq=False)
class _Plan:
    """What becomes of one row."""

    order: Order
    claims: list[Claim]
    customer_id: int | None
    is_refused: bool = False
    words: str = ""
    twins: set[int] = field(default_factory=set)  # who has what was left out
    shared: str = ""  # the kind of what was left out

    @property
    def told(self) -> Mapping[str, Any]:
        return self.order.values

    def refuse(self, words: str) -> None:
        self.is_refused, self.words = True, words


@transaction.atomic
def bring_in(*, rows: Sequence[Order], by: Member, source: str, now: datetime) -> list[Written]:
    """Write checked rows: new customers, or more about those that are there. ``source`` is where they came from.

    Raises OvertakenError when an identity is given to somebody else at the same moment; the batch can be repeated.
    """
    plans = [
        _Plan(order, [(c[0], c[1], c[2]) for c in order.values.get("claims", ())], order.record_id) for order in rows
    ]
    _refuse_foreign(plans, by, now)
    _settle_claims([plan for plan in plans if not plan.is_refused], by)
    _refuse_taken([plan for plan in plans if not plan.is_refused])
    good = [plan for plan in plans if not plan.is_refused]
    _make([plan for plan in good if plan.order.record_id is None], by, source, now)
    known = [plan for plan in good if plan.order.record_id is not None]
    fill_rows([Filling(one.customer_id or 0, one.told, overwrites=one.order.overwrites) for one in known], by, now)
    _keep_claims(good, now)
    with bulk.vouched(whether=len(good) >= MANY):  # each was made or locked above
        mark_unchecked((by.organisation_id, plan.customer_id or 0) for plan in good)
    for plan in good:
        if plan.twins:
            suggest(
                by.organisation_id,
                sorted({plan.customer_id or 0, *plan.twins}),
                reason=f"shared_in_table:{plan.shared}",
            )
    return [
        Written(
            plan.order.row,
            None if plan.is_refused else plan.customer_id,
            is_new=not plan.is_refused and plan.order.record_id is None,
            refusal=plan.words,
        )
        for plan in plans
    ]


def _refuse_foreign(plans: Sequence[_Plan], by: Member, now: datetime) -> None:
    """Who may not be changed by this member is not. Who waits in the bin comes back first."""
    ids = {plan.customer_id for plan in plans if plan.customer_id is not None}
    if not ids:
        return
    mine = set(editable_by(by).filter(id__in=ids).values_list("id", flat=True))
    if ids - mine:
        waiting = restorable_by(by).filter(id__in=ids - mine).order_by("id")
        mine |= set(restore(ids=list(waiting.values_list("id", flat=True)), by=by, now=now))
    for plan in plans:
        if plan.customer_id is not None and plan.customer_id not in mine:
            plan.refuse(_("You may not change this customer, or it is no longer there."))


def _settle_claims(plans: Sequence[_Plan], by: Member) -> None:
    """Leave out what belongs to somebody else; a new row of which nobody said that it is a twin is refused for it."""
    held = _holders(sorted({claim for plan in plans for claim in plan.claims}))
    seen = dict(visible_to(by).filter(id__in=set(held.values())).values_list("id", "name")) if held else {}
    promised: set[Claim] = set()
    for plan in plans:
        foreign = [c for c in plan.claims if held.get(c, plan.customer_id) != plan.customer_id or c in promised]
        plan.claims = [c for c in plan.claims if c not in foreign and c not in held]
        if foreign:
            plan.twins, plan.shared = {held[claim] for claim in foreign if claim in held}, foreign[0][0]
            names = [seen[one] for one in sorted(plan.twins) if one in seen]
            whose = _(", ").join(name for name in names if name) or _("somebody else")
            if plan.customer_id is None and not plan.order.is_twin:
                words = _(
                    "Its phone number or address belongs to %(name)s by now. Import the row again to see the choices."
                )
                plan.refuse(words % {"name": whose})
                continue
            plan.words = _("A phone number or address was left out: it belongs to %(name)s.") % {"name": whose}
        promised.update(plan.claims)


def _holders(claims: Sequence[Claim]) -> dict[Claim, int]:
    if not claims:
        return {}
    columns = [[claim[place] for claim in claims] for place in range(3)]
    found = db.rows(_HOLDERS, (*columns, tenancy.organisation_id()))
    return {(kind, scope, value): customer for kind, scope, value, customer in found}


def _refuse_taken(plans: Sequence[_Plan]) -> None:
    """A value of a unique field that somebody else has by now."""
    fields = taken_values([(plan.customer_id, plan.told) for plan in plans])
    for plan, name in zip(plans, fields, strict=True):
        if name:
            plan.refuse(_("Another customer has this value of “%(field)s”, and it is to be unique.") % {"field": name})


def _make(plans: Sequence[_Plan], by: Member, source: str, now: datetime) -> None:
    if not plans:
        return
    own = by.pk if by.level("customers.view") == Level.OWN else None
    told = [{"source": source, **{k: v for k, v in plan.told.items() if v}} for plan in plans]
    told = [{**one, "source": sources.kept(str(one["source"]))} for one in told]
    columns: dict[str, list[Any]] = {name: [str(one.get(name, "")) for one in told] for name in _TEXTS}
    columns["birthday"] = [date.fromisoformat(one["birthday"]) if one.get("birthday") else None for one in told]
    columns["owner"] = [one.get("owner", own) for one in told]
    named = ("gender", "birthday", "company", "position", "city", "address", "source", "name")
    columns["by_hand"] = [_BY_HAND(tuple(name for name in named if one.get(name))) for one in told]
    made = db.rows(_MAKE, columns | {"org": by.organisation_id, "now": now})
    for plan, (customer_id,) in zip(plans, made, strict=True):
        plan.customer_id = customer_id
    keep_values([(plan.customer_id or 0, plan.told) for plan in plans])
    facts = {"member_id": by.pk, "member": by.name, "source": source, "way": "import"}
    append(
        [
            Entry(by.organisation_id, plan.customer_id or 0, None, InteractionKind.CREATED, now, cause, facts=facts)
            for plan, cause in zip(plans, own_causes(len(plans)), strict=True)
        ]
    )


def _keep_claims(plans: Sequence[_Plan], now: datetime) -> None:
    claims = [(claim, plan.customer_id) for plan in plans for claim in plan.claims]
    if not claims:
        return
    columns = {
        "kind": [claim[0] for claim, _ in claims],
        "scope": [claim[1] for claim, _ in claims],
        "value": [claim[2] for claim, _ in claims],
        "customer": [customer_id for _, customer_id in claims],
    }
    are_new = all(plan.order.record_id is None for plan in plans)
    try:
        with bulk.vouched(whether=len(claims) >= MANY, marked=are_new):  # each customer was made or locked before
            db.run(_CLAIM, columns | {"org": tenancy.organisation_id(), "now": now})
    except UniqueViolation as error:
        raise OvertakenError from error
