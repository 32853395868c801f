"""Own fields of orders; see changlai.records.holders."""

from django.utils.translation import gettext_lazy as _

from changlai.orders import actions, queries
from changlai.orders.enums import KIND
from changlai.orders.models import Order, OrderValue
from changlai.records.holders import Holder, by_role

MASKED = "orders.fields"
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
        can_unmask=by_role(MASKED),
        fill=actions.set_fields,
        order=30,
    ),
)
