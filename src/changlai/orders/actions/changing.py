"""One order, by hand or by its id: entered, changed, moved on, deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.companies import queries as companies
from changlai.customers import actions as customers
from changlai.kernel import audit, tenancy
from changlai.kernel.events import publish
from changlai.orders import queries
from changlai.orders.actions import rows
from changlai.orders.actions.checks import trouble
from changlai.orders.actions.fields import fill_in
from changlai.orders.actions.keeping import keep, no_company
from changlai.orders.actions.settling import settle
from changlai.orders.actions.shaping import Origin, scope_of, told_row
from changlai.orders.actions.sums import recount
from changlai.orders.actions.telling import Change, different, tell
from changlai.orders.contracts import Told
from changlai.orders.errors import BadOrder, NumberTaken, UnknownCustomer
from changlai.orders.events import OrderDeleted
from changlai.orders.models import Order, OrderValue
from changlai.records.models import Field


@transaction.atomic
def enter(
    told: Told,
    *,
    by: Member,
    origin: Origin,
    given: Mapping[int, object] | None = None,
    fields: Sequence[Field] = (),
) -> Order:
    """Make one order by hand; ``given`` are own fields by their id, every required one of ``fields`` is asked for.
    Raises NumberTaken when there is one of this number on its channel, BadValue, and what ``keep`` refuses for.
    """
    (landed,) = keep([told], by=by, origin=origin, must_be_new=True)
    if landed.refusal is not None:
        raise landed.refusal
    made = Order.objects.get(id=landed.order_id or 0)
    said = given or {}
    asked = {one.pk: said.get(one.pk, "") for one in fields if one.is_required or one.pk in said}
    fill_in(order=made, given=asked, by=by, now=origin.now, fields=fields)
    audit.record("orders.entered", actor=by, obj=made, changes={"number": made.number, "amount": made.amount})
    return made


@transaction.atomic
def change(order: Order, told: Told, *, by: Member, origin: Origin) -> bool:
    """Change one order by its id: what is told, number and channel too. True when something is different.

    Raises NoSuchMove, BadOrder, NumberTaken; UnknownCustomer when its customer, the old or the new one, is not ``by``'s
    to change.
    """
    if refusal := trouble(told, now=origin.now):
        raise refusal
    organisation_id = tenancy.organisation_id()
    ids = {order.customer_id, told.customer_id}
    rows.lock_customers(organisation_id, ids)
    if not ids <= queries.editable_customers(by, ids):
        raise UnknownCustomer
    row = rows.held(organisation_id, [order.pk])[order.pk]
    if told.owner_id and told.owner_id != row["owner_id"] and not queries.member_ids([told.owner_id]):
        raise BadOrder("owner_id", _("There is no such colleague. Check the id."))
    if told.company_id and told.company_id != row["company_id"] and not companies.seen_ids(by, [told.company_id]):
        raise BadOrder("company_id", no_company())
    own = rows.items(organisation_id, [order.pk]).get(order.pk, [])
    named = _named(order, told)
    after = {**told_row(row, named, items=own, origin=origin, default=origin.now), **_place(named)}
    if (after["scope"], after["number"]) != (row["scope"], row["number"]) and rows.placed(
        organisation_id, [(after["scope"], after["number"])]
    ):
        raise NumberTaken(after["number"])
    found = Change(order.pk, row, after, own, told.items if told.items is not None else own)
    fields = different(found)
    if fields:
        settle(organisation_id, [found])
        audit.record("orders.changed", actor=by, obj=order, changes={"number": row["number"], "fields": list(fields)})
    return bool(fields)


def change_status(order: Order, *, status: str, by: Member, origin: Origin) -> None:
    """Move an order on, now. Raises NoSuchMove."""
    change(order, Told(order.customer_id, status=status), by=by, origin=origin)


@transaction.atomic
def delete(order: Order, *, by: Member) -> None:
    """Remove an order that should not be there: with its articles and its entries on the timeline."""
    organisation_id = tenancy.organisation_id()
    rows.lock_customers(organisation_id, [order.customer_id])
    row = rows.held(organisation_id, [order.pk])[order.pk]
    files = [one for one in OrderValue.objects.filter(record=order).values_list("file_id", flat=True) if one]
    tell([Change(order.pk, row, None)])
    rows.delete(organisation_id, [order.pk])
    customers.forget_files(files)
    recount([organisation_id], [row["customer_id"]])
    audit.record("orders.deleted", actor=by, obj=order, changes={"number": row["number"], "amount": row["amount"]})
    publish(
        OrderDeleted(
            organisation_id=organisation_id,
            key=row["customer_id"],
            customer_id=row["customer_id"],
            order_id=order.pk,
            number=row["number"],
        )
    )


def _named(order: Order, told: Told) -> Told:
    """With the number and channel it keeps where none are told."""
    if told.account_id is None and told.channel is None:
        told = replace(told, channel=order.channel, account_id=order.account_id)
    return replace(told, number=told.number.strip() or order.number)


def _place(told: Told) -> dict[str, object]:
    name = queries.account_name(told.account_id) if told.account_id else " ".join((told.channel or "").split())
    if told.account_id and not name:
        raise BadOrder(
            "account_id", _("There is no such channel account. Check its id, or name the channel in a word.")
        )
    scope = scope_of(name, told.account_id)
    return {"number": told.number, "scope": scope, "channel": name, "account_id": told.account_id}


@transaction.atomic
def set_many(ids: Sequence[int], facts: Mapping[str, Any], *, by: Member, origin: Origin) -> dict[int, str]:
    """Give orders the same facts, by the names of Told; why it cannot be for some of them, in words, by id."""
    found = list(Order.objects.filter(id__in=ids).order_by("id"))
    told = [replace(_as_it_is(one), **facts) for one in found]
    landed = keep(told, by=by, origin=origin)
    return {one.pk: str(result.refusal.sentence) for one, result in zip(found, landed, strict=True) if result.refusal}


def _as_it_is(order: Order) -> Told:
    """By which it is known again."""
    return Told(order.customer_id, order.number, channel=order.channel, account_id=order.account_id)


def take_back(ids: Sequence[int], *, by: Member) -> dict[int, str]:
    """Delete orders that were brought in and not touched since; why not, in words, for the others."""
    reasons: dict[int, str] = {}
    for order in Order.objects.filter(id__in=ids).order_by("id"):
        if order.changed_at != order.created_at:
            reasons[order.pk] = _("It was changed since.")
        else:
            delete(order, by=by)
    return reasons
