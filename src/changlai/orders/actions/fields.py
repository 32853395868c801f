"""Filling in own fields of orders; see changlai.records."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers import actions as customers
from changlai.kernel.events import publish
from changlai.kernel.tenancy import organisation_id
from changlai.orders.enums import KIND
from changlai.orders.events import OrderChanged
from changlai.orders.models import Order, OrderValue
from changlai.orders.queries import editable_by
from changlai.records import actions as records
from changlai.records.errors import BadValue
from changlai.records.holders import holder_of
from changlai.records.models import Field


@transaction.atomic
def fill_in(
    *, order: Order, given: Mapping[int, object], by: Member, now: datetime, fields: Iterable[Field] = ()
) -> bool:
    """Keep what was written into fields of one order; True when something is different now. Raises BadValue."""
    return fill_many(given={order.pk: given}, by=by, now=now, fields=fields).is_changed(order.pk)


@transaction.atomic
def fill_many(
    *, given: Mapping[int, Mapping[int, object]], by: Member, now: datetime, fields: Iterable[Field]
) -> records.Filling:
    """The same of many orders, by their ids, in a fixed number of statements. One of which anything is refused stays
    as it was.
    """
    org = organisation_id()
    filling = records.fill(holder=holder_of(KIND), organisation_id=org, given=given, fields=fields)
    if changed := filling.paths:
        rows = Order.objects.filter(id__in=changed)
        rows.update(changed_at=now)
        whose = dict(rows.values_list("id", "customer_id"))
        records.write_down_fields("orders.fields_changed", filling, rows, by=by)
        publish(*(_changed(org, whose[one], one, paths) for one, paths in changed.items()))
    customers.forget_files(filling.left_files)
    return filling


def set_fields(
    member: Member, ids: Sequence[int], given: Mapping[int, object], fields: Sequence[Field], now: datetime
) -> Mapping[int, BadValue]:
    """Set the same values on orders the member may change; see records.holders.Holder."""
    known = set(editable_by(member).filter(id__in=ids).values_list("id", flat=True))
    return fill_many(given={one: given for one in ids if one in known}, by=member, now=now, fields=fields).refused


def files_of(customer_ids: Collection[int]) -> list[int]:
    """The stored files in own fields of these customers' orders."""
    rows = OrderValue.objects.filter(record__customer__in=list(customer_ids), file__isnull=False)
    return [one for one in rows.values_list("file_id", flat=True) if one]


def _changed(org: int, customer_id: int, order_id: int, fields: tuple[str, ...]) -> OrderChanged:
    return OrderChanged(organisation_id=org, key=customer_id, customer_id=customer_id, order_id=order_id, fields=fields)
