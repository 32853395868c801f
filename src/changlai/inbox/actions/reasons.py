"""The reasons an organisation closes conversations for."""

from django.db import IntegrityError, transaction
from django.db.models import Max

from changlai.accounts.models import Member
from changlai.inbox.errors import KnownReason
from changlai.inbox.models import CloseReason
from changlai.kernel import audit
from changlai.kernel.tenancy import organisation_id

ONCE = "close_reason_once"


def add_reason(*, name: str, is_rated: bool, by: Member) -> CloseReason:
    """A new reason, the last one. Raises KnownReason when there is one of that name."""
    last = CloseReason.objects.aggregate(last=Max("position"))["last"] or 0
    reason = CloseReason(organisation_id=organisation_id(), position=last + 1)
    _write(reason, name=name, is_rated=is_rated, is_active=True)
    audit.record("inbox.reason.added", actor=by, obj=reason)
    return reason


def change_reason(*, reason: CloseReason, name: str, is_rated: bool, is_active: bool, by: Member) -> None:
    """Other words for it, or out of use: conversations closed for it keep it. Raises KnownReason."""
    before = reason.name
    _write(reason, name=name, is_rated=is_rated, is_active=is_active)
    changes = {"name": [before, name], "is_active": is_active, "is_rated": is_rated}
    audit.record("inbox.reason.changed", actor=by, obj=reason, changes=changes)


def _write(reason: CloseReason, *, name: str, is_rated: bool, is_active: bool) -> None:
    reason.name, reason.is_rated, reason.is_active = name, is_rated, is_active
    try:
        with transaction.atomic():
            reason.save()
    except IntegrityError as error:
        if ONCE not in str(error):
            raise
        raise KnownReason(name) from error
