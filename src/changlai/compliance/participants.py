"""Refusals follow their customer."""

from django.utils.translation import gettext_lazy as _

from changlai.compliance.models import RefusedSend
from changlai.customers.participation import Owned, Rows

PARTICIPANT = Rows(Owned(RefusedSend, _("Refused messages"), shown=("rule", "sentence", "refused_at")))
