"""What compliance adds to a customer's page."""

from django.utils.translation import gettext_lazy as _

from changlai.customers.contracts import Panel

PANELS = (Panel("contact", _("May we write?"), "customers.view", "compliance:of_customer", order=70),)
