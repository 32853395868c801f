"""Keeping what is told of orders, set-wise. The same told again changes nothing and leaves no trace.

Customers are locked before anything else, in the order of their ids; then the orders.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.channels import queries as channels
from changlai.companies import queries as companies
from changlai.customers import actions as customers
from changlai.customers import queries as people
from changlai.kernel import audit, tenancy
from changlai.kernel.errors import Refusal
from changlai.orders import queries
from changlai.orders.actions import rows
from changlai.orders.actions.checks import trouble
from changlai.orders.actions.fields import fill_in, fill_many
from changlai.orders.actions.rows import Place
from changlai.orders.actions.settling import settle
from changlai.orders.actions.shaping import Origin, Row, new_row, scope_of, told_row
from changlai.orders.actions.telling import Change, different
from changlai.orders.contracts import CHANNEL_LENGTH, CREATED, REFUSED, UNCHANGED, UPDATED, Landed, Line, Told
from changlai.orders.enums import KIND
from changlai.orders.errors import BadOrder, NumberTaken, UnknownCustomer
from changlai.orders.models import Order
from changlai.records import queries as records
from changlai.records.models import Field

ROUNDS = 4  # somebody else may write the same number at the same moment: the next round finds it


@dataclass(frozen=True, slots=True)
class _Known:
    """What told orders refer to, as it stands in the database."""

    members: frozenset[int]
    owners: Mapping[int, int | None]  # of the locked customers
    editable: frozenset[int]  # customers
    companies: frozenset[int]


@dataclass(slots=True)
class _Work:
    """One call: what is asked for, and what became of it, by the place in the caller's list."""

    by: Member
    origin: Origin
    must_be_new: bool
    results: dict[int, Landed] = field(default_factory=dict)

    def refuse(self, at: int, refusal: Refusal) -> None:
        self.results[at] = Landed(REFUSED, refusal=refusal)


@transaction.atomic
def keep_many(
    told: Sequence[Told],
    *,
    by: Member,
    origin: Origin,
    given: Sequence[Mapping[int, object]] = (),
    fields: Sequence[Field] = (),
) -> list[Landed]:
    """``keep``, ordered by a program: the audit log says how many. ``given`` are the own fields of each by their id,
    of which ``by`` may fill in ``fields``; where one is refused the order is kept, its fields stay as they were, and
    the result says why.
    """
    results = keep(told, by=by, origin=origin)
    if any(given):
        results = _with_fields(results, given, by=by, now=origin.now, fields=fields)
    counts = {word: sum(one.result == word for one in results) for word in (CREATED, UPDATED, UNCHANGED, REFUSED)}
    audit.record("orders.kept", actor=by, changes={**counts, "source": origin.source})
    return results


def _with_fields(
    results: Sequence[Landed],
    given: Sequence[Mapping[int, object]],
    *,
    by: Member,
    now: datetime,
    fields: Sequence[Field],
) -> list[Landed]:
    wanted: dict[int, dict[int, object]] = {}
    for one, own in zip(results, given, strict=True):
        if own and one.order_id:
            wanted.setdefault(one.order_id, {}).update(own)
    filling = fill_many(given=records.fillable(KIND, by, wanted, fields), by=by, now=now, fields=fields)
    changed = {one.record_id for one in filling.changes}
    found = []
    for one, own in zip(results, given, strict=True):
        is_changed = bool(own) and one.result == UNCHANGED and one.order_id in changed
        refusal = filling.refused.get(one.order_id or 0) if own else None
        found.append(replace(one, result=UPDATED if is_changed else one.result, refusal=one.refusal or refusal))
    return found


@transaction.atomic
def keep_one(
    told: Told, *, by: Member, origin: Origin, given: Mapping[int, object], fields: Sequence[Field] = ()
) -> Landed:
    """One order, ordered by a program, with own fields by their id. Raises what ``keep`` refuses for, and BadValue;
    then nothing is kept.
    """
    (landed,) = keep_many([told], by=by, origin=origin)
    if landed.refusal is not None:
        raise landed.refusal
    if given:
        order = Order.objects.get(id=landed.order_id or 0)
        is_different = fill_in(order=order, given=given, by=by, now=origin.now, fields=fields)
        return replace(landed, result=UPDATED) if is_different and landed.result == UNCHANGED else landed
    return landed


@transaction.atomic
def keep(told: Sequence[Told], *, by: Member, origin: Origin, must_be_new: bool = False) -> list[Landed]:
    """Make the orders that are not there and change those that are; about twenty statements, whatever the number.

    An order is known again by its channel and number. What cannot be is refused alone, with its reason; so is what
    belongs to customers ``by`` may not change, and with ``must_be_new`` what is there. Of an order that is told twice
    both words count, in their order.
    """
    work = _Work(by, origin, must_be_new)
    ready = _named(told, work)
    while ready:
        turn = _turn(ready)
        left = turn
        for _round in range(ROUNDS):
            left = _keep_once(left, work)
            if not left:
                break
        if left:
            raise RuntimeError("orders kept changing under us")
        ready = {at: one for at, one in ready.items() if at not in turn}
    return [work.results[at] for at in range(len(told))]


def _named(told: Sequence[Told], work: _Work) -> dict[int, Told]:
    """Those that can be as they are told, with their channel in words and the customer's id of today."""
    now, ready = work.origin.now, {}
    accounts = channels.accounts_by_id({one.account_id for one in told if one.account_id})
    ids = people.current_ids({one.customer_id for one in told})
    firms = companies.current_ids({one.company_id for one in told if one.company_id})
    for at, one in enumerate(told):
        if refusal := trouble(one, now=now):
            work.refuse(at, refusal)
        elif one.account_id and one.account_id not in accounts:
            work.refuse(at, BadOrder("account_id", _no_account()))
        else:
            channel = (
                accounts[one.account_id].name[:CHANNEL_LENGTH]
                if one.account_id
                else " ".join((one.channel or "").split())
            )
            ready[at] = replace(
                one,
                number=one.number.strip(),
                channel=channel,
                customer_id=ids.get(one.customer_id, one.customer_id),
                company_id=firms.get(one.company_id or 0, one.company_id),
            )
    return ready


def _turn(ready: Mapping[int, Told]) -> dict[int, Told]:
    """As many as have different numbers, the first of each."""
    seen: set[Place] = set()
    turn = {}
    for at, one in ready.items():
        place = _place(one)
        if not one.number or place not in seen:
            turn[at] = one
            seen.add(place)
    return turn


def _place(one: Told) -> Place:
    return scope_of(one.channel or "", one.account_id), one.number


def _keep_once(turn: Mapping[int, Told], work: _Work) -> dict[int, Told]:
    """Keep orders of different numbers; what somebody else wrote at the same moment comes back, to be tried again."""
    organisation_id = tenancy.organisation_id()
    there = rows.placed(organisation_id, {_place(one) for one in turn.values() if one.number})
    customer_ids = {one.customer_id for one in turn.values()} | {row["customer_id"] for row in there.values()}
    owners = rows.lock_customers(organisation_id, customer_ids)
    members = queries.member_ids({one.owner_id for one in turn.values() if one.owner_id})
    firms = companies.seen_ids(work.by, {one.company_id for one in turn.values() if one.company_id})
    known = _Known(members, owners, queries.editable_customers(work.by, customer_ids), firms)
    held = rows.held(organisation_id, {row["id"] for row in there.values()})
    there = {place: held[row["id"]] for place, row in there.items() if row["id"] in held}
    articles = rows.items(organisation_id, held)
    new, standing = _split(turn, there, known, work)
    changes = _changed(standing, articles, work)
    made, again = _made(organisation_id, new, known, work)
    settle(organisation_id, [*made, *changes])
    return again


def _split(
    turn: Mapping[int, Told], there: Mapping[Place, Row], known: _Known, work: _Work
) -> tuple[dict[int, Told], dict[int, tuple[Told, Row]]]:
    """New ones and those that are there; the others are refused."""
    new: dict[int, Told] = {}
    standing: dict[int, tuple[Told, Row]] = {}
    for at, one in turn.items():
        row = there.get(_place(one)) if one.number else None
        if one.customer_id not in known.editable or (row and row["customer_id"] not in known.editable):
            work.refuse(at, UnknownCustomer())
        elif one.owner_id and one.owner_id not in known.members:
            work.refuse(at, BadOrder("owner_id", _no_member()))
        elif one.company_id and one.company_id not in known.companies and not _had(row, one.company_id):
            work.refuse(at, BadOrder("company_id", no_company()))
        elif row and work.must_be_new:
            work.refuse(at, NumberTaken(one.number))
        elif row:
            standing[at] = (one, row)
        else:
            new[at] = one
    return new, standing


def _changed(
    standing: Mapping[int, tuple[Told, Row]], articles: Mapping[int, Sequence[Line]], work: _Work
) -> list[Change]:
    found = []
    for at, (one, row) in standing.items():
        own = articles.get(row["id"], [])
        try:
            after = told_row(row, one, items=own, origin=work.origin, default=work.origin.now)
        except Refusal as refusal:
            work.refuse(at, refusal)
            continue
        change = Change(row["id"], row, after, own, one.items if one.items is not None else own)
        is_different = bool(different(change))
        work.results[at] = Landed(UPDATED if is_different else UNCHANGED, row["id"])
        found += [change] if is_different else []
    return found


def _made(
    organisation_id: int, new: Mapping[int, Told], known: _Known, work: _Work
) -> tuple[list[Change], dict[int, Told]]:
    """New orders with their ids; and those whose number somebody else wrote meanwhile."""
    wanted: dict[int, Row] = {}
    causes = customers.own_causes(len(new)) if new else []
    for (at, one), cause in zip(new.items(), causes, strict=True):
        owned = replace(one, owner_id=one.owner_id or known.owners.get(one.customer_id))
        try:
            wanted[at] = new_row(
                owned, organisation_id=organisation_id, cause=cause, channel=one.channel or "", origin=work.origin
            )
        except Refusal as refusal:
            work.refuse(at, refusal)
    ids = rows.insert(list(wanted.values()))
    changes, again = [], {}
    for at, row in wanted.items():
        order_id = ids.get((row["scope"], row["number"]))
        if order_id is None:
            again[at] = new[at]
            continue
        changes.append(Change(order_id, None, row, (), tuple(new[at].items or ())))
        work.results[at] = Landed(CREATED, order_id)
    return changes, again


def _had(row: Row | None, company_id: int) -> bool:
    return row is not None and row["company_id"] == company_id


def no_company() -> str:
    """Why an order is not for that company, in words."""
    return _("There is no such company, or it is not for you to see. Check the id.")


def _no_account() -> str:
    return _("There is no such channel account. Check its id, or name the channel in a word.")


def _no_member() -> str:
    return _("There is no such colleague. Check the id.")
