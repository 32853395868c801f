"""Taking a merge back: everything stands as it did, and what came since goes to the person it came from."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers.actions import facts
from changlai.customers.actions.duplicates import keep_apart
from changlai.customers.actions.merging import note_mergings, participants
from changlai.customers.actions.telling import tell_screens
from changlai.customers.contracts import Kept, Undo
from changlai.customers.errors import CannotUndo
from changlai.customers.events import MergeUndone
from changlai.customers.models import Alias, Customer, Identity, Interaction, MergeImage, Merging
from changlai.customers.participation import bring_back
from changlai.customers.queries import why_not_undone
from changlai.kernel import audit, db
from changlai.kernel.events import publish

UNDO_DAYS = 90
FORGOTTEN_AT_ONCE = 500
_IDENTITIES = """
    select id, coalesce(beside_id, 0) from customers_identity
    where organisation_id = %(org)s and customer_id = %(into)s order by id"""
_NEWS = """
    update {table} t set customer_id = x.c from unnest(%(ids)b::bigint[], %(owners)b::bigint[]) x(i, c)
    where t.organisation_id = %(org)s and t.customer_id = %(into)s and t.{column} = x.i"""
# A relation made since is theirs under whose name it was told.
_NEW_FOLLOWS = """
    update customers_follow f set customer_id = x.customer_id from (
      select distinct on (account_id, facts->>'colleague') account_id, facts->>'colleague' colleague, customer_id
      from customers_interaction where organisation_id = %(org)s and customer_id = any(%(all)b::bigint[])
        and kind = 'follow_added' and occurred_at >= %(since)s
      order by account_id, facts->>'colleague', occurred_at desc) x
    where f.organisation_id = %(org)s and f.customer_id = %(into)s and f.account_id = x.account_id
      and f.colleague = x.colleague and f.added_at >= %(since)s and x.customer_id <> %(into)s
      and not exists (select from customers_follow y where y.organisation_id = f.organisation_id
        and y.customer_id = x.customer_id and y.account_id = f.account_id and y.colleague = f.colleague)"""


@transaction.atomic
def undo_merge(*, merging: Merging, by: Member | None, now: datetime) -> None:
    """Bring back everybody a merge had taken in, each with what they had and what they wrote since.

    Raises CannotUndo with the reason: already undone, a later merge stands in the way, or it was too long ago.
    """
    held = Merging.objects.select_for_update().get(id=merging.pk)
    reason = why_not_undone(held)
    if reason is not None:
        raise CannotUndo(reason)
    org, into, merged = held.organisation_id, held.into_id, tuple(held.merged_ids)
    (present,) = facts.look([org], [into]).values()
    kept = [
        Kept(one.old_id, one.place, one.ids, one.rows) for one in MergeImage.objects.filter(merging=held).order_by("id")
    ]
    owners = _owners(org, into, kept)
    undo = Undo(org, into, merged, held.merged_at, owners, kept)
    bring_back(Customer, [row for one in kept if one.place == facts.GONE for row in one.rows])
    for one in kept:
        if one.place == facts.STAYED:
            facts.restore(org, into, one.rows, present)
    Alias.objects.filter(customer_id=into, old_id__in=merged).delete()
    for participant in participants():
        participant.undo(undo)
    facts.settle_latest(org, [into, *merged])
    keep_apart(org, [into, *merged], by=by, now=now, reason="undone")
    MergeImage.objects.filter(merging=held).delete()
    held.undone_at, held.undone_by, held.is_kept = now, by, False
    held.save(update_fields=["undone_at", "undone_by", "is_kept"])
    audit.record("customers.unmerged", actor=by, obj=held, changes={"customer": into, "back": list(merged)})
    note_mergings([held])
    _tell(held)


def _owners(organisation_id: int, into_id: int, kept: Sequence[Kept]) -> dict[int, int]:
    """Whose each identity is again: as it was, and for newer ones whose they were told beside."""
    table = Identity._meta.db_table
    owners = {identity: one.old_id for one in kept if one.place == table for identity in one.ids}
    for identity, beside in db.rows(_IDENTITIES, {"org": organisation_id, "into": into_id}):
        owners.setdefault(identity, owners.get(beside, into_id))
    return owners


def hand_back_news(undo: Undo) -> None:
    """What came through an identity after the merge goes with the identity; called when the rest is back."""
    theirs = {identity: owner for identity, owner in undo.owners.items() if owner != undo.into_id}
    asked = {
        "org": undo.organisation_id,
        "into": undo.into_id,
        "ids": list(theirs),
        "owners": list(theirs.values()),
        "all": [undo.into_id, *undo.merged_ids],
        "since": undo.merged_at,
    }
    db.run(_NEWS.format(table=Identity._meta.db_table, column="id"), asked)
    db.run(_NEWS.format(table=Interaction._meta.db_table, column="identity_id"), asked)
    db.run(_NEW_FOLLOWS, asked)


def forget_images(now: datetime) -> int:
    """Merges older than UNDO_DAYS stay as they are: what undoing them would need goes. Returns how many there were."""
    before = now - timedelta(days=UNDO_DAYS)
    old = list(
        Merging.objects.filter(merged_at__lt=before, is_kept=True)
        .order_by("merged_at")[:FORGOTTEN_AT_ONCE]
        .values_list("id", flat=True)
    )
    MergeImage.objects.filter(merging_id__in=old).delete()
    Merging.objects.filter(id__in=old).update(is_kept=False)
    return len(old)


def _tell(merging: Merging) -> None:
    tell_screens((merging.organisation_id, one) for one in (merging.into_id, *merging.merged_ids))
    publish(
        MergeUndone(
            organisation_id=merging.organisation_id,
            key=merging.into_id,
            into_id=merging.into_id,
            merged_ids=tuple(merging.merged_ids),
        )
    )
