"""Tasks follow their customer: through a merge and back, out of the house, into the person's copy."""

from django.utils.translation import gettext_lazy as _

from changlai.customers.participation import Owned, Rows
from changlai.tasks.models import Task

PARTICIPANT = Rows(
    Owned(
        Task,
        _("Tasks"),
        shown=("title", "text", "due_on", "done_at", "created_at"),
        outcome=_("All of them stay."),
    )
)
