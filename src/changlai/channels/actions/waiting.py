"""What waits at the door out while sending is stopped: let go, or cancelled."""

from datetime import datetime

from django.utils.translation import gettext_noop

from changlai.channels import orders
from changlai.channels.events import DeliveryFailed
from changlai.kernel import db, jobs, tenancy
from changlai.kernel.events import publish

_WAITING = "select distinct account_id, thread from channels_outbox where organisation_id = %s and state = 'queued'"
CANCELLED = gettext_noop("A colleague cancelled it when sending was resumed.")
_CANCEL = """
    update channels_outbox set state = 'failed', code = 'cancelled', reason = %s, can_retry = true, settled_at = %s
    where organisation_id = %s and state = 'queued' returning account_id, thread, reference"""


def release_waiting() -> None:
    """Let go what was held while sending was stopped: every thread with something queued is worked again."""
    here = tenancy.organisation_id()
    jobs.add("outbox", [orders.send_job(here, account, thread) for account, thread in db.rows(_WAITING, (here,))])


def cancel_waiting(*, now: datetime) -> int:
    """What was held is not sent: each message fails as cancelled, and a person may send it again. Returns how many."""
    here = tenancy.organisation_id()
    cancelled = db.rows(_CANCEL, (CANCELLED, now, here))
    publish(
        *(
            DeliveryFailed(
                organisation_id=here,
                key=thread,
                account_id=account_id,
                reference=reference,
                code="cancelled",
                reason=CANCELLED,
                can_retry=True,
                at=now,
            )
            for account_id, thread, reference in cancelled
        )
    )
    return len(cancelled)
