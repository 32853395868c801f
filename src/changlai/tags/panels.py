"""What tags add to a customer's page."""

from django.utils.translation import gettext_lazy as _

from changlai.customers.contracts import Panel

PANELS = (Panel("tags", _("Tags"), "customers.view", "tags:of_customer", order=5, in_head=True),)
