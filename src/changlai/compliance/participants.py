"""Refusals, consents and the ledger follow their customer."""

from django.utils.translation import gettext_lazy as _

from changlai.compliance.models import Consent, LedgerEntry, RefusedSend
from changlai.customers.participation import Owned, Rows

PARTICIPANT = Rows(
    Owned(RefusedSend, _("Refused messages"), shown=("rule", "sentence", "refused_at")),
    Owned(
        Consent,
        _("Consents and refusals of the customer"),
        shown=("channel", "purpose", "is_given", "at", "way", "text_version", "evidence"),
    ),
    Owned(LedgerEntry, "", shown=("purpose", "at")),
)
