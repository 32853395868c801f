"""Purging the bin: the same erasing a person can ask for, final, with a proof in figures."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers.actions.erasing import traces
from changlai.customers.actions.merging import participants
from changlai.customers.events import CustomerPurged
from changlai.customers.models import Customer, Purge
from changlai.customers.queries import care, due
from changlai.kernel import audit
from changlai.kernel.events import publish
from changlai.kernel.jobs import NewJob, add

PURGE = "customers.purge"
FEW = 3  # are purged while somebody waits
AT_ONCE = 10  # customers of one job: each is erased in every module
PER_NIGHT = 20_000  # of one organisation; the rest goes the next night


@transaction.atomic
def purge(*, customer_id: int, by: Member | None, now: datetime) -> Purge | None:
    """Erase a customer of the bin in every module. None for who was restored or purged meanwhile.

    Whoever writes again is a new customer. ``by`` nobody: the time in the bin was over.
    """
    customer = Customer.objects.select_for_update().filter(id=customer_id, binned_at__isnull=False).first()
    if customer is None:
        return None
    left = traces(customer)
    counts: dict[str, int] = {}
    for participant in reversed(participants()):
        for table, rows in participant.erase(left):
            counts[table] = counts.get(table, 0) + rows
    made: Purge = Purge.objects.create(
        organisation_id=left.organisation_id,
        old_ids=list(left.customer_ids),
        binned_at=customer.binned_at or now,
        purged_at=now,
        by=by,
        report=sorted([table, rows] for table, rows in counts.items() if rows),
    )
    audit.record("customers.purged", actor=by, obj=made, changes={"rows": sum(counts.values())})
    publish(
        CustomerPurged(
            organisation_id=left.organisation_id,
            key=customer_id,
            customer_ids=left.customer_ids,
            by_id=by.pk if by else 0,
            at=now,
        )
    )
    return made


@transaction.atomic
def purge_chosen(*, ids: Sequence[int], by: Member, now: datetime) -> None:
    """Purge customers of the bin: a few at once, more in small jobs, and who is restored before that stays."""
    if len(ids) <= FEW:
        for one in ids:
            purge(customer_id=one, by=by, now=now)
        return
    audit.record("customers.purge_ordered", actor=by, changes={"count": len(ids)})
    _order(by.organisation_id, ids, by.pk)


def purge_due(organisation_id: int, now: datetime) -> int:
    """Order that who was in the bin long enough is purged; returns how many."""
    over = due(now, care().bin_days, PER_NIGHT)
    _order(organisation_id, over, None)
    return len(over)


def _order(organisation_id: int, ids: Sequence[int], by_id: int | None) -> None:
    pieces = [list(ids[start : start + AT_ONCE]) for start in range(0, len(ids), AT_ONCE)]
    body = {"by_id": by_id}
    add("jobs", [NewJob(organisation_id, PURGE, body | {"customer_ids": one}, f"purge:{one[0]}") for one in pieces])
