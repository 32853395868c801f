"""What orders are found by: their number, and whose they are."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.kernel import db, tenancy
from changlai.orders.models import Order
from changlai.records.contracts import Findable, Word

NUMBERS = 50  # of one customer, the latest
_NUMBERS = """select o.customer_id, o.number from unnest(%(ids)b::bigint[]) c(id) cross join lateral (
      select customer_id, number from orders_order
      where organisation_id = %(org)s and customer_id = c.id order by placed_at desc, id desc limit %(most)s) o"""


def words(ids: Sequence[int]) -> Mapping[int, Sequence[Word]]:
    """One statement; orders of customers in the bin have none."""
    rows = Order.objects.filter(id__in=ids, customer__binned_at=None).values_list("id", "number")
    return {one: [Word("order", number, weight=90)] for one, number in rows}


def of_customers(ids: Sequence[int]) -> Mapping[int, Sequence[Word]]:
    """The numbers of a customer's latest orders, so that the customer is found by them; one statement."""
    found: dict[int, list[Word]] = {}
    for customer_id, number in db.rows(_NUMBERS, {"org": tenancy.organisation_id(), "ids": list(ids), "most": NUMBERS}):
        found.setdefault(customer_id, []).append(Word("order", number, weight=60))
    return found


FINDABLES = (
    Findable(
        kind="order",
        words=words,
        tables=(("orders_order", "id", ("number",)),),
        labels={"order": pgettext_lazy("order", "Number")},
    ),
    Findable(
        kind="customer",
        words=of_customers,
        tables=(("orders_order", "customer_id", ("number", "customer_id")),),
        labels={"order": _("Order")},
        permission="orders.view",
    ),
)
