"""Questions about merges and possible duplicates."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from changlai.accounts.models import Member
from changlai.customers.models import Customer, Interaction, MergeRun, Merging, Suggestion
from changlai.customers.queries.people import PAGE, get_for, visible_to
from changlai.kernel import db

SUGGESTIONS = 5  # beside a customer
LARGEST_MERGE = 20  # customers on the merge page, and in one call of the API


def why_not_undone(merging: Merging) -> str | None:
    """Why this merge cannot be undone, as a slug of errors.CannotUndo; None when it can. At most two statements.

    Merges come off in the opposite order: whoever stayed must be there, with no later merge into them standing.
    """
    if merging.undone_at is not None:
        return "already"
    if not merging.is_kept:
        return "forgotten"
    if not Customer.objects.filter(id=merging.into_id).exists():
        return "merged_on"
    if Merging.objects.filter(into_id=merging.into_id, id__gt=merging.pk, undone_at=None).exists():
        return "later"
    return None


def merging_for(member: Member, merging_id: int) -> Merging:
    """One merge, for a member who may see the customer it made; 404 otherwise."""
    found = Merging.objects.select_related("by", "undone_by").filter(id=merging_id).first()
    if found is None:
        raise Http404
    get_for(member, found.into_id)
    return found


def mergings(customer: Customer) -> list[Merging]:
    """The merges that made this customer and still stand, the latest first."""
    rows = Merging.objects.filter(into_id=customer.pk, undone_at=None).select_related("by")
    return list(rows.order_by("-id")[:PAGE])


def news_since(merging: Merging, owners: Mapping[int, int]) -> dict[int, int]:
    """How many entries came to the timeline since a merge under the names of each who was merged; one statement.

    ``owners``: identity to the customer whose it was.
    """
    rows = Interaction.objects.filter(
        customer_id=merging.into_id, identity_id__in=list(owners), recorded_at__gt=merging.merged_at
    )
    found: dict[int, int] = {}
    for identity, count in rows.values_list("identity_id").annotate(Count("id")):
        owner = owners[identity or 0]
        found[owner] = found.get(owner, 0) + count
    return found


def latest_mergings(member: Member, *, before: int | None = None, limit: int = PAGE) -> list[Merging]:
    """Merges of the organisation, undone ones too, the latest first; one more row tells that there is more."""
    rows = Merging.objects.select_related("by", "undone_by").filter(into_id__in=visible_to(member).values("id"))
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[: limit + 1])


def duplicates(
    member: Member, *, after: tuple[int, int] | None = None, rule: str = "", limit: int = PAGE
) -> list[Suggestion]:
    """Pairs that somebody should look at, the surest first; only those of which the member may see both.

    ``after`` is (confidence, id) of the last pair of the page above; ``rule`` the slug of one that found them.
    """
    rows = of_rule(_open(member).select_related("first__owner", "second__owner"), rule)
    if after is not None:
        confidence, row_id = after
        rows = rows.filter(confidence__lte=confidence).exclude(confidence=confidence, id__gte=row_id)
    return list(rows.order_by("-confidence", "-id")[: limit + 1])


def of_rule(rows: QuerySet[Suggestion], rule: str) -> QuerySet[Suggestion]:
    """Those of these pairs that a rule found; every pair without one."""
    return rows.filter(rules__contains=[rule]) if rule else rows


def suggestion_ids(member: Member, *, rule: str, at_least: int, limit: int) -> list[int]:
    """The open pairs of a rule the machine is at least so sure of, the surest first."""
    rows = of_rule(_open(member).filter(confidence__gte=at_least), rule)
    return list(rows.order_by("-confidence", "-id").values_list("id", flat=True)[:limit])


def merge_run_for(member: Member, run_id: int) -> MergeRun:
    """One of the member's runs over many suggestions; 404 for somebody else's."""
    found = MergeRun.objects.filter(id=run_id, member=member).first()
    if found is None:
        raise Http404
    return found


def merge_runs(member: Member, *, limit: int = 5) -> list[MergeRun]:
    """The member's latest runs, the newest first."""
    return list(MergeRun.objects.filter(member=member).order_by("-id")[:limit])


def duplicate_for(member: Member, suggestion_id: int) -> Suggestion:
    """One open pair; 404 when it is decided or not for this member."""
    found = _open(member).select_related("first", "second").filter(id=suggestion_id).first()
    if found is None:
        raise Http404
    return found


_MAY_HAVE_TWINS = """select exists (select from customers_suggestion where organisation_id = %(org)s
      and first_id = %(customer)s and not is_different)
    or exists (select from customers_suggestion where organisation_id = %(org)s
      and second_id = %(customer)s and not is_different)"""


def suggestions(member: Member, customer: Customer, *, limit: int = SUGGESTIONS) -> list[tuple[Customer, str]]:
    """Customers that may be the same person, with the reason; only those the member may see."""
    if not db.value(_MAY_HAVE_TWINS, {"org": customer.organisation_id, "customer": customer.pk}):
        return []
    pairs = _open(member).filter(Q(first=customer) | Q(second=customer)).select_related("first", "second")
    found = pairs.order_by("-id")[:limit]
    return [(pair.second if pair.first_id == customer.pk else pair.first, pair.reason) for pair in found]


def _open(member: Member) -> QuerySet[Suggestion]:
    seen = visible_to(member).values("id")
    return Suggestion.objects.filter(is_different=False, first__in=seen, second__in=seen)


def to_merge(member: Member, ids: Collection[int]) -> list[Customer]:
    """The customers of a merge page, in order of id; 404 when one is not for this member or there are not enough."""
    found = list(visible_to(member).select_related("owner").filter(id__in=set(ids)).order_by("id")[: LARGEST_MERGE + 1])
    if len(found) != len(set(ids)) or not 1 < len(found) <= LARGEST_MERGE:
        raise Http404
    return found


def pairs_told_apart(ids: Sequence[int]) -> list[tuple[int, int]]:
    """Which of these somebody has called different people."""
    rows = Suggestion.objects.filter(is_different=True, first_id__in=ids, second_id__in=ids)
    return list(rows.order_by("id").values_list("first_id", "second_id"))
