"""Orders for a company follow it when it is merged, and come back when that is undone."""

from django.utils.translation import gettext_lazy as _

from changlai.customers.participation import Owned, Rows
from changlai.orders.models import Order

PART = Rows(Owned(Order, _("Orders"), column="company_id", outcome=_("All of them stay.")))
