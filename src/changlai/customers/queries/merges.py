"""Questions about merges and possible duplicates."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from changlai.accounts.models import Member
from changlai.customers.models import Customer, Interaction, Merging, Suggestion
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


def duplicates(member: Member, *, before: int | None = None, limit: int = PAGE) -> list[Suggestion]:
    """Pairs that somebody should look at, the latest first; only those of which the member may see both."""
    rows = _open(member).select_related("first", "second")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[: limit + 1])


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
