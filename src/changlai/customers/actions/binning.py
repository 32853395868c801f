"""The bin: moved there, restored, and how long it keeps. Nothing is lost there: names on platforms stay reserved."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers.actions.telling import tell_screens
from changlai.customers.actions.timeline import Entry, own_causes, record
from changlai.customers.enums import InteractionKind
from changlai.customers.events import CustomerBinned, CustomerRestored
from changlai.customers.models import Care
from changlai.customers.queries import care
from changlai.kernel import audit, db
from changlai.kernel.events import publish

MOST_NAMED = 100  # ids that one line of the audit log tells
_HOLD = """
    select id from customers_customer where organisation_id = %(org)s and id = any(%(ids)b::bigint[])
    order by id for no key update"""
_BIN = """
    update customers_customer set binned_at = %(now)s, binned_by_id = %(by)s, binned_reason = %(reason)s
    where organisation_id = %(org)s and id = any(%(ids)b::bigint[]) and binned_at is null returning id"""
_RESTORE = """
    update customers_customer set binned_at = null, binned_by_id = null, binned_reason = ''
    where organisation_id = %(org)s and id = any(%(ids)b::bigint[]) and binned_at is not null returning id"""


@transaction.atomic
def bin_customers(*, ids: Sequence[int], by: Member, now: datetime, reason: str = "") -> list[int]:
    """Move customers to the bin; a fixed number of statements. Returns who went: who is there already stays as it is.

    The caller has looked whether they are the member's to delete (``queries.to_bin``, ``queries.can_bin``).
    """
    gone = _changed(_BIN, ids, by, {"now": now, "by": by.pk, "reason": reason})
    if gone:
        _note(gone, InteractionKind.BINNED, by, now, reason)
        _write_down("customers.binned", gone, by)
        publish(
            *(
                CustomerBinned(organisation_id=by.organisation_id, key=one, customer_id=one, by_id=by.pk, at=now)
                for one in gone
            )
        )
    return gone


@transaction.atomic
def restore(*, ids: Sequence[int], by: Member, now: datetime) -> list[int]:
    """Bring customers back from the bin as they were. Returns who came: who is about already stays as it is."""
    back = _changed(_RESTORE, ids, by, {})
    if back:
        _note(back, InteractionKind.RESTORED, by, now, "")
        _write_down("customers.restored", back, by)
        publish(
            *(
                CustomerRestored(organisation_id=by.organisation_id, key=one, customer_id=one, by_id=by.pk, at=now)
                for one in back
            )
        )
    return back


@transaction.atomic
def keep_in_bin(*, days: int, by: Member) -> None:
    """Say how many days the bin keeps customers before they are purged, 1 to LONGEST_BIN_DAYS."""
    before = care().bin_days
    Care.objects.update_or_create(organisation_id=by.organisation_id, defaults={"bin_days": days})
    if before != days:
        audit.record("customers.bin_days_changed", actor=by, changes={"days": [before, days]})


def _changed(sql: str, ids: Sequence[int], by: Member, more: dict[str, object]) -> list[int]:
    """Locked in the order of their ids, so that two who work on many never wait for each other in a ring."""
    known = {"org": by.organisation_id, "ids": sorted(set(ids))}
    db.rows(_HOLD, known)
    changed = sorted(row[0] for row in db.rows(sql, known | more))
    tell_screens((by.organisation_id, one) for one in changed)
    return changed


def _note(ids: Sequence[int], kind: InteractionKind, by: Member, now: datetime, reason: str) -> None:
    facts: dict[str, object] = {"member_id": by.pk, "member": by.name} | ({"reason": reason} if reason else {})
    pairs = zip(ids, own_causes(len(ids)), strict=True)
    record([Entry(by.organisation_id, one, None, kind, now, cause, facts=facts) for one, cause in pairs])


def _write_down(action: str, ids: Sequence[int], by: Member) -> None:
    audit.record(action, actor=by, changes={"count": len(ids), "customers": list(ids[:MOST_NAMED])})
