"""What companies add to a customer's page."""

from django.utils.translation import gettext_lazy as _

from changlai.customers.contracts import Panel

PANELS = (Panel("company", _("Company"), "companies.view", "companies:of_customer", order=15),)
