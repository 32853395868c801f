"""Looking at what a platform told us, and handling it again."""

from collections.abc import Sequence

from django.db import transaction

from changlai.accounts.models import Member
from changlai.channels.events import HeardInPublic, InboundReceived
from changlai.channels.models import Account, Delivery
from changlai.kernel import audit
from changlai.kernel.events import publish, thread_key


@transaction.atomic
def replay(*, account: Account, delivery_ids: Sequence[int], by: Member) -> int:
    """Hand stored deliveries to the house again, in their order; returns how many.

    Effects are upserts, so nothing doubles.
    """
    rows = (
        Delivery.objects.filter(account_id=account.id, id__in=delivery_ids)
        .order_by("id")
        .values_list("id", "kind", "thread", "in_public")
    )
    events = [
        (HeardInPublic if in_public else InboundReceived)(
            organisation_id=account.organisation_id,
            key=thread_key(str(account.id), thread),
            account_id=account.id,
            delivery_id=delivery_id,
            kind=kind,
            again=True,
        )
        for delivery_id, kind, thread, in_public in rows
    ]
    publish(*events)
    audit.record("channels.replayed", actor=by, obj=account, changes={"count": len(events)})
    return len(events)


def note_looked(*, account: Account, delivery_id: int, by: Member) -> None:
    """Write down that somebody read a raw delivery: it holds what a customer said."""
    audit.record("channels.payload_seen", actor=by, obj=account, changes={"delivery": delivery_id})
