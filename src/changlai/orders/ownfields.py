"""Own fields of orders; see changlai.records.holders."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.orders import actions, queries
from changlai.orders.enums import KIND
from changlai.orders.models import Order, OrderValue
from changlai.records.holders import Holder

MASKED = "orders.fields"


def _can_unmask(member: Member, _order: Order) -> bool:
    """A masked value of an order is for roles that see it, and shown to them anyway."""
    return accounts.may_see_field(member, MASKED)


HOLDERS = (
    Holder(
        kind=KIND,
        label=_("Orders"),
        values=OrderValue,
        table=Order._meta.db_table,
        page=("orders:detail", "order_id"),
        masked=MASKED,
        find=queries.get_for,
        find_to_edit=queries.get_to_edit,
        can_unmask=_can_unmask,
        fill=actions.set_fields,
        order=30,
    ),
)
