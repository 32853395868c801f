"""Own fields of customers; see changlai.records.holders."""

from django.utils.translation import gettext_lazy as _

from changlai.customers import actions, queries
from changlai.customers.enums import KIND
from changlai.customers.models import Customer, FieldValue
from changlai.records.holders import Holder

HOLDERS = (
    Holder(
        kind=KIND,
        label=_("Customers"),
        values=FieldValue,
        table=Customer._meta.db_table,
        page=("customers:detail", "customer_id"),
        masked="customers.fields",
        find=queries.get_for,
        find_to_edit=queries.get_to_edit,
        can_unmask=queries.can_unmask,
        fill=actions.set_fields,
        order=10,
    ),
)
