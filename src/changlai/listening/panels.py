"""What the listening room adds to a customer's page and beside a conversation."""

from django.utils.translation import gettext_lazy as _

from changlai.customers.contracts import Panel

PANELS = (Panel("cases", _("Said in public"), "listening.cases", "listening:cases_of_customer", order=15),)
