"""Authors and cases follow their customer: through a merge and back, out of the house, into the person's copy."""

from django.utils.translation import gettext_lazy as _

from changlai.customers.participation import Owned, Rows
from changlai.listening.models import Author, Case

PARTICIPANT = Rows(
    Owned(
        Author,
        _("Names in public"),
        shown=("platform", "name", "url", "place", "followers", "link", "first_at", "last_at"),
        outcome=_("All of them stay."),
    ),
    Owned(
        Case,
        _("Cases"),
        shown=("number", "title", "state", "said_at", "opened_at", "solved_at", "outcome", "score", "score_comment"),
        outcome=_("All of them stay."),
    ),
)
