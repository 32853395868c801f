"""Questions about the bin of companies: which wait there, and until when."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from changlai.accounts.models import Member
from changlai.companies.models import Company
from changlai.companies.queries.companies import PAGE, within
from changlai.kernel import db
from changlai.records import queries as records

MOST_AT_ONCE = 500  # companies that are restored or purged by one click


def in_bin(member: Member) -> QuerySet[Company]:
    """What is in the bin, as far as the member may restore it."""
    rows = within(member, "companies.delete") & within(member, "companies.edit")
    return rows.filter(binned_at__isnull=False)


def bin_page(member: Member, *, after: tuple[datetime, int] | None = None, limit: int = PAGE) -> list[Company]:
    """A keyset page of the bin, what came last first; one more row than ``limit`` tells that there is more."""
    return records.bin_rows(in_bin(member).select_related("binned_by", "industry"), after, limit)


def binned_for(member: Member, company_id: int) -> Company:
    """One company of the bin that the member could see; 404 otherwise."""
    rows = within(member, "companies.view").filter(id=company_id, binned_at__isnull=False)
    found = rows.select_related("binned_by").first() if db.is_id(company_id) else None
    if found is None:
        raise Http404
    return found


def to_restore(member: Member, ids: Sequence[int]) -> list[int]:
    """Those of these companies that are in the bin and the member's to restore."""
    return list(in_bin(member).filter(id__in=list(ids)[:MOST_AT_ONCE]).order_by("id").values_list("id", flat=True))


def to_bin(member: Member, ids: Sequence[int]) -> list[int]:
    """Those of these companies the member may move to the bin."""
    rows = within(member, "companies.delete") & within(member, "companies.edit")
    return list(rows.filter(id__in=list(ids), binned_at__isnull=True).order_by("id").values_list("id", flat=True))


def can_bin(member: Member, company: Company) -> bool:
    """Whether a company at hand is the member's to move to the bin and to restore."""
    rows = within(member, "companies.delete") & within(member, "companies.edit")
    return rows.filter(id=company.pk).exists()


def due(now: datetime, days: int, limit: int) -> list[int]:
    """What was in the bin long enough, what went there first first."""
    return records.due_in_bin(Company.objects.all(), now, days, limit)
