"""What keeps sending lawful and welcome, and the record of what was refused."""

from changlai.compliance.models.contact import BlockedWord, Cap, Consent, LedgerEntry, ListKey, QuietHours, Suppression
from changlai.compliance.models.refusals import RefusedSend
from changlai.compliance.models.subjects import SubjectRequest

__all__ = [
    "BlockedWord",
    "Cap",
    "Consent",
    "LedgerEntry",
    "ListKey",
    "QuietHours",
    "RefusedSend",
    "SubjectRequest",
    "Suppression",
]
