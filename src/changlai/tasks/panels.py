"""What tasks add to a customer's page, beside a conversation, and to the page of any other record."""

from django.utils.translation import gettext_lazy as _

from changlai.customers.contracts import Panel
from changlai.records.onpage import RecordPanel

PANELS = (Panel("tasks", _("Tasks"), "tasks.view", "tasks:of_customer", order=8),)
RECORD_PANELS = (RecordPanel("tasks", _("Tasks"), "tasks.view", "tasks:of_record", order=8),)
