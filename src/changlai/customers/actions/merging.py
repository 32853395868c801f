"""Making one customer of several. Old ids keep resolving; every module with rows takes part in the transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from changlai.accounts.models import Member
from changlai.customers.actions import facts
from changlai.customers.actions.portraits import order_portraits
from changlai.customers.actions.telling import tell_screens
from changlai.customers.actions.timeline import Entry, own_causes, record
from changlai.customers.contracts import Chooser, Decided, Kept, Participant
from changlai.customers.enums import InteractionKind
from changlai.customers.events import CustomersMerged
from changlai.customers.models import Alias, MergeImage, Merging
from changlai.kernel import db, discovery
from changlai.kernel.events import publish


@dataclass(frozen=True, slots=True)
class Merge:
    """These customers become ``into_id``, for the machine the oldest of them.

    ``choices``: a field of facts.CHOICES to the customer whose value stays; without one, who stays keeps what it has.
    ``decided``: the same about what modules hold.
    """

    organisation_id: int
    into_id: int
    merged_ids: tuple[int, ...]
    reason: str
    by: Member | None = None
    choices: Mapping[str, int] = field(default_factory=dict)
    decided: Decided | None = None


_FORGET = (
    "delete from customers_customer where organisation_id = any(%(org)b::bigint[]) and id = any(%(old)b::bigint[])"
)


def participants() -> list[Participant]:
    """Every module that holds rows of customers; the customer room first."""
    found = sorted(discovery.rooms("participants"), key=lambda module: ".customers." not in module.__name__)
    return [module.PARTICIPANT for module in found]


def choosers() -> list[Chooser]:
    """The participants of whose rows a member may choose."""
    return [one for one in participants() if isinstance(one, Chooser)]


def merge_many(merges: Sequence[Merge]) -> list[Merging]:
    """Merge in one transaction; each can be undone as long as its images are kept."""
    if not merges:
        return []
    orgs = sorted({merge.organisation_id for merge in merges})
    moves = {old: merge.into_id for merge in merges for old in merge.merged_ids}
    arrays = {"org": orgs, "old": list(moves), "new": list(moves.values())}
    before = facts.look(orgs, sorted({*moves, *moves.values()}))
    facts.take_facts(arrays)
    for merge in merges:
        facts.choose(merge.organisation_id, merge.into_id, merge.choices, before)
    after = facts.look(orgs, sorted(set(moves.values())))
    kept = [one for merge in merges for one in facts.images(before, after, merge.into_id, merge.merged_ids)]
    for decided in [merge.decided for merge in merges if merge.decided]:
        kept += [one for chooser in choosers() for one in chooser.leave_out(decided)]
    for participant in participants():
        kept += participant.move(moves)
    merged = _write_down(merges, kept)
    note_mergings(merged)
    db.run(_FORGET, arrays)
    order_portraits(sorted({(merge.organisation_id, merge.into_id) for merge in merges}))
    _tell(merges)
    return merged


def _write_down(merges: Sequence[Merge], kept: Sequence[Kept]) -> list[Merging]:
    """That it happened, what undoing needs, and the old ids, which go on resolving."""
    now = timezone.now()
    merged = Merging.objects.bulk_create(
        [
            Merging(
                organisation_id=merge.organisation_id,
                into_id=merge.into_id,
                merged_ids=list(merge.merged_ids),
                reason=merge.reason,
                by=merge.by,
                merged_at=now,
            )
            for merge in merges
        ]
    )
    merging_of = {whose: one for one in merged for whose in (one.into_id, *one.merged_ids)}
    MergeImage.objects.bulk_create(
        [
            MergeImage(
                organisation_id=merging_of[one.old_id].organisation_id,
                merging=merging_of[one.old_id],
                old_id=one.old_id,
                place=one.place,
                ids=list(one.ids),
                rows=[dict(row) for row in one.rows],
            )
            for one in kept
        ]
    )
    Alias.objects.bulk_create(
        [
            Alias(
                organisation_id=one.organisation_id,
                old_id=old,
                customer_id=one.into_id,
                merged_at=now,
                reason=one.reason,
            )
            for one in merged
            for old in one.merged_ids
        ]
    )
    return merged


def note_mergings(mergings: Sequence[Merging]) -> None:
    """Put on the timeline of who stays that others came, or left again when the merge was undone."""
    causes = own_causes(len(mergings))
    record([_entry(one, cause) for one, cause in zip(mergings, causes, strict=True)])


def _entry(merging: Merging, cause: int) -> Entry:
    by, at = (merging.undone_by, merging.undone_at) if merging.undone_at else (merging.by, merging.merged_at)
    told: dict[str, object] = {"count": len(merging.merged_ids)}
    told |= {"undone": True} if merging.undone_at else {}
    told |= {"member": by.name, "member_id": by.pk} if by else {}
    place = (merging.organisation_id, merging.into_id, None)
    return Entry(*place, InteractionKind.MERGED, at, cause, facts=told)


def _tell(merges: Sequence[Merge]) -> None:
    tell_screens((merge.organisation_id, one) for merge in merges for one in (merge.into_id, *merge.merged_ids))
    publish(
        *(
            CustomersMerged(
                organisation_id=merge.organisation_id,
                key=merge.into_id,
                into_id=merge.into_id,
                merged_ids=merge.merged_ids,
                reason=merge.reason,
            )
            for merge in merges
        )
    )
