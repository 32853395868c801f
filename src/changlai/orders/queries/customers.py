"""What customers' orders come to, and whom an order may belong to."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from changlai.accounts.models import Member
from changlai.channels import queries as channels
from changlai.customers import queries as customers
from changlai.customers.models import Customer
from changlai.kernel import db, tenancy
from changlai.orders.contracts import CHANNEL_LENGTH
from changlai.orders.models import Order
from changlai.orders.queries.orders import visible_to

LATEST = 5
_SUMS = """
    select customer_id, order_count, foreign_count, amount, paid, first_at, last_at from orders_ordersum
    where organisation_id = %b and customer_id = any(%b::bigint[])"""


@dataclass(frozen=True, slots=True)
class Sums:
    """What a customer's orders come to. Amounts are in cents of the organisation's currency; see models.OrderSum."""

    order_count: int
    foreign_count: int
    amount: int
    paid: int
    first_at: datetime
    last_at: datetime

    @property
    def average(self) -> int:
        """Per order in the organisation's own currency, rounded down; 0 without one."""
        own = self.order_count - self.foreign_count
        return self.amount // own if own else 0


def sums(customer_ids: Iterable[int]) -> Mapping[int, Sums]:
    """The sums of customers who have orders that count; one statement."""
    found = db.rows(_SUMS, (tenancy.organisation_id(), list(customer_ids)))
    return {row[0]: Sums(*row[1:]) for row in found}


def sums_of(customer: Customer) -> Sums | None:
    """The sums of one customer; None without an order that counts."""
    return sums([customer.pk]).get(customer.pk)


def latest(member: Member, customer: Customer) -> list[Order]:
    """The customer's latest orders, as the member may see them."""
    rows = visible_to(member).filter(customer=customer).select_related("account")
    return list(rows.order_by("-placed_at", "-id")[:LATEST])


def latest_of_company(member: Member, company_id: int) -> list[Order]:
    """The latest orders for a company, as the member may see them."""
    rows = visible_to(member).filter(company=company_id).select_related("account", "customer")
    return list(rows.order_by("-placed_at", "-id")[:LATEST])


def editable_customers(member: Member, customer_ids: Collection[int]) -> frozenset[int]:
    """Which of these customers may get orders from the member, and have theirs changed."""
    rows = customers.within(member, "orders.edit", sharing="customers.edit") & customers.visible_to(member)
    return frozenset(rows.filter(id__in=customer_ids).values_list("id", flat=True))


def member_ids(ids: Iterable[int]) -> frozenset[int]:
    """Which of these are members of the organisation."""
    wanted = [one for one in ids if db.is_id(one)]
    return frozenset(Member.objects.filter(id__in=wanted).values_list("id", flat=True)) if wanted else frozenset()


def account_name(account_id: int) -> str:
    """What a channel account is called; empty when there is none."""
    found = channels.accounts_by_id([account_id]).get(account_id)
    return found.name[:CHANNEL_LENGTH] if found else ""
