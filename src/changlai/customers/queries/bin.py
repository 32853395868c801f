"""Questions about the bin: who waits there, until when, and what was purged from it."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from changlai.accounts.models import Member
from changlai.customers.models import Care, Customer, Purge
from changlai.customers.queries.people import PAGE, current_id, reaches, within
from changlai.records import queries as records

MOST_AT_ONCE = 500  # customers that are restored, or ordered to be purged, by one click


def care() -> Care:
    """What the organisation in scope decided; as on the first day when it did not."""
    return Care.objects.first() or Care()


def in_bin(member: Member) -> QuerySet[Customer]:
    """Who is in the bin, as far as the member may restore them."""
    return within(member, "customers.delete").filter(binned_at__isnull=False)


def binned_within_sight(member: Member) -> QuerySet[Customer]:
    """Who is in the bin, of those the member could otherwise see."""
    return within(member, "customers.view").filter(binned_at__isnull=False)


def restorable_by(member: Member) -> QuerySet[Customer]:
    """Who is in the bin and the member's to restore and then to change."""
    return in_bin(member) & within(member, "customers.edit")


def bin_page(
    member: Member, *, after: tuple[datetime, int] | None = None, text: str = "", limit: int = PAGE
) -> list[Customer]:
    """A keyset page of the bin, who came last first; one more row than ``limit`` tells that there is more."""
    rows = in_bin(member).select_related("binned_by", "owner")
    if text:
        rows = rows.filter(name__icontains=text)
    return records.bin_rows(rows, after, limit)


def binned_for(member: Member, customer_id: int) -> Customer:
    """One customer of the bin whom the member could see; the id of a merged one leads to who stayed. 404 otherwise."""
    rows = Customer.objects.select_related("binned_by", "owner").filter(binned_at__isnull=False)
    found = rows.filter(id__in={customer_id, current_id(customer_id)}).first()
    if found is None or not (reaches(member, "customers.view", found) or reaches(member, "customers.delete", found)):
        raise Http404
    return found


def to_restore(member: Member, ids: Sequence[int]) -> list[int]:
    """Those of these customers who are in the bin and the member's to restore."""
    found = in_bin(member).filter(id__in=list(ids)[:MOST_AT_ONCE])
    return list(found.order_by("id").values_list("id", flat=True))


def to_bin(member: Member, ids: Sequence[int]) -> list[int]:
    """Those of these customers the member may move to the bin."""
    found = within(member, "customers.delete").filter(id__in=list(ids), binned_at__isnull=True)
    return list(found.order_by("id").values_list("id", flat=True))


def due(now: datetime, days: int, limit: int) -> list[int]:
    """Whose time in the bin is over, who went there first first."""
    return records.due_in_bin(Customer.objects.all(), now, days, limit)


def purges(member: Member, *, before: int | None = None, limit: int = PAGE) -> list[Purge]:
    """What was purged, the latest first, for who may purge; one more row tells that there is more."""
    rows = Purge.objects.select_related("by") if member.can("customers.purge") else Purge.objects.none()
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[: limit + 1])
