"""What orders add to a customer's page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.customers.contracts import Action, Panel
from changlai.orders import queries
from changlai.records.onpage import RecordPanel


def _new_order(member: Member, slug: str, customer_id: int) -> str:
    """Where an order of the customer is entered; empty where the member's right does not reach."""
    may = customer_id in queries.editable_customers(member, [customer_id])
    return reverse("orders:new", args=[slug, customer_id]) if may else ""


PANELS = (Panel("orders", _("Orders"), "orders.view", "orders:of_customer", order=20),)
RECORD_PANELS = (RecordPanel("orders", _("Orders"), "orders.view", "orders:of_record", order=20, kinds=("company",)),)
ACTIONS = (Action("order", _("New order"), "receipt", "orders.edit", _new_order, order=40),)
