"""Orders for tests, kept by the product's own actions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from changlai.accounts.models import Member
from changlai.customers.models import Customer, Interaction
from changlai.kernel.tenancy import scope
from changlai.orders import actions
from changlai.orders.actions import Origin
from changlai.orders.contracts import Landed, Line, Told
from changlai.orders.models import Order, OrderSum
from tests.support.house import NOON, Firm

BED = Line("云栖床 1.8 米", "YQ-180", 1, 459900)
PILLOW = Line("乳胶枕", "RJ-02", 2, 34900)


def keep(firm: Firm, *told: Told, by: Member | None = None, now: datetime = NOON, **options: Any) -> list[Landed]:
    with scope(firm.id):
        return actions.keep(told, by=by or firm.admin, origin=Origin("shop", now), **options)


def told(customer: Customer, number: str = "HM-1", **facts: Any) -> Told:
    facts.setdefault("channel", "天猫")
    facts.setdefault("placed_at", NOON - timedelta(days=1))
    return Told(customer.pk, number, **facts)


def make_order(firm: Firm, customer: Customer, number: str = "HM-1", **facts: Any) -> Order:
    facts.setdefault("items", (BED, PILLOW))
    (landed,) = keep(firm, told(customer, number, **facts))
    assert landed.refusal is None, landed.refusal.sentence
    with scope(firm.id):
        return Order.objects.select_related("customer").get(id=landed.order_id or 0)


def refreshed(firm: Firm, order: Order) -> Order:
    with scope(firm.id):
        return Order.objects.get(id=order.pk)


def timeline(firm: Firm, customer: Customer) -> Sequence[tuple[str, str, int]]:
    """Kind, number of the order and amount of each entry about orders, the oldest first."""
    with scope(firm.id):
        rows = Interaction.objects.filter(customer_id=customer.pk, kind__startswith="order").order_by(
            "occurred_at", "part"
        )
        return [(row.kind, row.facts["number"], row.facts["amount"]) for row in rows]


def sums(firm: Firm, customer: Customer) -> tuple[int, int, int] | None:
    """Count, amount and paid, as they are kept."""
    with scope(firm.id):
        found = OrderSum.objects.filter(customer=customer).first()
        return (found.order_count, found.amount, found.paid) if found else None
