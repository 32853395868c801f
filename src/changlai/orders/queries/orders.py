"""Orders as members may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404

from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.companies import queries as companies
from changlai.customers import queries as customers
from changlai.customers.models import Customer
from changlai.kernel import db
from changlai.orders.errors import OrderNotYours
from changlai.orders.models import Order, OrderItem

PAGE = 50


def visible_to(member: Member) -> QuerySet[Order]:
    """Orders a member may see: of customers they may see, as far as the right to see orders reaches."""
    rows = _within(member, "orders.view", "customers.view")
    binned = Customer.objects.filter(binned_at__isnull=False)
    return _within(member, "customers.view", "customers.view", rows).exclude(customer__in=binned)


def editable_by(member: Member) -> QuerySet[Order]:
    """Orders a member may change, of those they may see."""
    return _within(member, "orders.edit", "customers.edit", visible_to(member))


def _within(member: Member, permission: str, sharing: str, rows: QuerySet[Order] | None = None) -> QuerySet[Order]:
    """Of these orders those whose customers a permission reaches; one that reaches all asks for no customer."""
    rows = Order.objects.all() if rows is None else rows
    if member.level(permission) == Level.ALL:
        return rows
    return rows.filter(customer__in=customers.within(member, permission, sharing=sharing))


def get_for(member: Member, order_id: int) -> Order:
    """One order with its people; 404 when it is missing or not for this member."""
    found = visible_to(member).filter(id=order_id) if db.is_id(order_id) else Order.objects.none()
    order = with_people(found).first()
    if order is None:
        raise Http404
    return order


def get_to_edit(member: Member, order_id: int) -> Order:
    """One order the member may change; 404 when it is not to be seen, OrderNotYours when it is only to be seen."""
    order = get_for(member, order_id)
    if not can_edit(member, order):
        raise OrderNotYours
    return order


def can_edit(member: Member, order: Order) -> bool:
    """Whether an order at hand is the member's to change."""
    return editable_by(member).filter(id=order.pk).exists()


def with_people(rows: QuerySet[Order]) -> QuerySet[Order]:
    """With the customer, the company, who is responsible, and the account."""
    return rows.select_related("customer", "company", "owner", "account")


def items(order: Order) -> list[OrderItem]:
    """The articles, in their order."""
    return list(OrderItem.objects.filter(order=order).order_by("position"))


@dataclass(frozen=True, slots=True)
class Filter:
    """Which orders a program asks for; what is empty is not asked for."""

    customer_id: int = 0
    number: str = ""
    status: str = ""
    since: datetime | None = None
    before: datetime | None = None
    company_id: int = 0


def page(
    member: Member, wanted: Filter, *, below: tuple[datetime, int] | None = None, limit: int = PAGE
) -> list[Order]:
    """A keyset page, the latest first; one more than ``limit`` tells that there is more."""
    rows = visible_to(member)
    if wanted.customer_id:
        rows = rows.filter(customer_id=customers.current_id(wanted.customer_id))
    if wanted.company_id:
        rows = rows.filter(company_id=companies.current_id(wanted.company_id) or wanted.company_id)
    if wanted.number:
        rows = rows.filter(number=wanted.number)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.since:
        rows = rows.filter(placed_at__gte=wanted.since)
    if wanted.before:
        rows = rows.filter(placed_at__lt=wanted.before)
    if below:
        rows = rows.filter(Q(placed_at__lt=below[0]) | Q(placed_at=below[0], id__lt=below[1]))
    found = list(rows.order_by("-placed_at", "-id").values_list("id", flat=True)[: limit + 1])
    return in_order(found)


def in_order(ids: Sequence[int]) -> list[Order]:
    """These orders with their people, in the order given; missing ones left out. One statement."""
    made = {order.pk: order for order in with_people(Order.objects.filter(id__in=ids))}
    return [made[one] for one in ids if one in made]
