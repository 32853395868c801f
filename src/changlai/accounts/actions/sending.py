"""Stopping everything an organisation sends, and letting it go again. What then becomes of waiting messages is decided
above: see compliance.actions.
"""

from datetime import datetime

from changlai.accounts.errors import NoReason, NotFrozen
from changlai.accounts.models import Member, Organisation
from changlai.kernel import audit

REASON_LENGTH = 200


def freeze_sending(*, organisation: Organisation, reason: str, by: Member | None, now: datetime) -> None:
    """From the commit on, no message is handed to a platform. Frozen already: the new reason stands.

    ``by`` is None for whoever does it on the server. Raises NoReason.
    """
    reason = " ".join(reason.split())[:REASON_LENGTH]
    if not reason:
        raise NoReason
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = held.sending_frozen_reason
    held.sending_frozen_at = held.sending_frozen_at or now
    held.sending_frozen_reason, held.sending_frozen_by = reason, by.name if by else ""
    _keep(held, organisation)
    changes = {"reason": [before, reason]} if before else {"reason": reason}
    audit.record("accounts.sending.frozen", actor=by, obj=held, changes=changes)


def thaw_sending(*, organisation: Organisation, by: Member | None, fate: str, waiting: int) -> None:
    """Messages may leave again. ``fate`` says in the audit log what becomes of those ``waiting``: released, cancelled.

    Raises NotFrozen, so that of two who lift it only one decides.
    """
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if held.sending_frozen_at is None:
        raise NotFrozen
    reason = held.sending_frozen_reason
    held.sending_frozen_at, held.sending_frozen_reason, held.sending_frozen_by = None, "", ""
    _keep(held, organisation)
    audit.record("accounts.sending.thawed", actor=by, obj=held, changes={"reason": reason, fate: waiting})


def _keep(held: Organisation, shown: Organisation) -> None:
    """Save the freeze, and let the caller's own copy say the same."""
    fields = ("sending_frozen_at", "sending_frozen_reason", "sending_frozen_by")
    held.save(update_fields=fields)
    for name in fields:
        setattr(shown, name, getattr(held, name))
