"""What a person decides about who is who: merging by hand."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers.actions.facts import CHOICES
from changlai.customers.actions.merging import Merge, choosers, merge_many
from changlai.customers.contracts import Decided, Kept, MergeChoice
from changlai.customers.errors import CannotMerge
from changlai.customers.models import Customer, MergeImage, Merging
from changlai.customers.queries import LARGEST_MERGE
from changlai.kernel import audit


@transaction.atomic
def unite(
    *,
    into: Customer,
    others: Collection[Customer],
    choices: Mapping[str, Customer],
    by: Member,
    left_out: AbstractSet[str] = frozenset(),
) -> Merging:
    """Make one customer of several, on a person's word.

    ``choices``: a field of CHOICES, or the key of a MergeChoice, to the one whose value stays; ``left_out``: keys of
    what nobody keeps. Raises CannotMerge: too few, too many, a choice from elsewhere, or somebody is gone meanwhile.
    """
    ids = sorted({one.pk for one in others} - {into.pk})
    everybody = {into.pk, *ids}
    if not ids:
        raise CannotMerge("one_only")
    if len(everybody) > LARGEST_MERGE:
        raise CannotMerge("too_many")
    chosen = {name: one.pk for name, one in choices.items()}
    if not set(chosen.values()) <= everybody:
        raise CannotMerge("wrong_choice")
    held = Customer.objects.select_for_update().filter(id__in=everybody).order_by("id").values_list("id", flat=True)
    if len(held) != len(everybody):
        raise CannotMerge("gone")
    facts = {name: one for name, one in chosen.items() if name in CHOICES}
    stays = {key: one for key, one in chosen.items() if key not in CHOICES}
    decided = Decided(into.organisation_id, (into.pk, *ids), stays, frozenset(left_out))
    gone = _left_out(decided, by)
    merge = Merge(into.organisation_id, into.pk, tuple(ids), reason="by_hand", by=by, choices=facts, decided=decided)
    (merging,) = merge_many([merge])
    changes = {"customer": into.pk, "merged": ids} | ({"left_out": gone} if gone else {})
    audit.record("customers.merged", actor=by, obj=merging, changes=changes)
    return merging


def merge_choices(member: Member, customer_ids: Sequence[int]) -> list[MergeChoice]:
    """What a member may decide about when these customers merge, besides the fields of CHOICES."""
    return [one for chooser in choosers() for one in chooser.choices(member, customer_ids)]


def choices_again(member: Member, into_id: int, images: Sequence[MergeImage]) -> list[MergeChoice]:
    """The same as it will stand once a merge is undone, of which ``images`` are all there are."""
    kept = [Kept(one.old_id, one.place, one.ids, one.rows) for one in images]
    return [one for chooser in choosers() for one in chooser.as_before(member, into_id, kept)]


def _left_out(decided: Decided, by: Member) -> list[str]:
    """What is left out, in words. Raises CannotMerge when something decided about is not there to decide about."""
    if not decided.stays and not decided.left_out:
        return []
    offered = {one.key: one for one in merge_choices(by, decided.customer_ids)}
    for key, customer_id in decided.stays.items():
        one = offered.get(key)
        if one is None or not one.keeps_one or (one.is_required and customer_id not in one.shown):
            raise CannotMerge("stale_choice")
    gone = [offered.get(key) for key in sorted(decided.left_out)]
    if any(one is None or one.keeps_one for one in gone):
        raise CannotMerge("stale_choice")
    return [f"{one.group}: {one.label}" for one in gone if one]
