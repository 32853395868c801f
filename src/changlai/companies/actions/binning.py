"""The bin of companies: moved there, restored, purged. Nothing is lost there; it keeps as long as that of customers."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.companies import queries
from changlai.companies.actions.parting import forget
from changlai.companies.events import CompanyBinned, CompanyDeleted, CompanyRestored
from changlai.companies.models import Company, CompanyAlias, CompanyMerging, CompanyValue
from changlai.customers import actions as customers
from changlai.customers import queries as people
from changlai.kernel import audit, tenancy
from changlai.kernel.events import publish

MOST_NAMED = 100  # ids that one line of the audit log tells
AT_ONCE = 100  # companies of one transaction of the night


@transaction.atomic
def bin_companies(*, ids: Sequence[int], by: Member, now: datetime, reason: str = "") -> list[int]:
    """Move companies to the bin: they are in no list and no search, their people and orders stay with them. Returns
    which went; what is there already stays as it is.
    """
    rows = Company.objects.select_for_update().filter(id__in=ids, binned_at__isnull=True).order_by("id")
    gone = [one.pk for one in rows]
    Company.objects.filter(id__in=gone).update(binned_at=now, binned_by=by, binned_reason=reason)
    _write_down("companies.binned", gone, by)
    publish(*(CompanyBinned(organisation_id=by.organisation_id, key=one, company_id=one) for one in gone))
    return gone


@transaction.atomic
def restore(*, ids: Sequence[int], by: Member) -> list[int]:
    """Bring companies back from the bin as they were; returns which came."""
    rows = Company.objects.select_for_update().filter(id__in=ids, binned_at__isnull=False).order_by("id")
    back = [one.pk for one in rows]
    Company.objects.filter(id__in=back).update(binned_at=None, binned_by=None, binned_reason="")
    _write_down("companies.restored", back, by)
    publish(*(CompanyRestored(organisation_id=by.organisation_id, key=one, company_id=one) for one in back))
    return back


@transaction.atomic
def purge(*, ids: Collection[int], by: Member | None) -> int:
    """Delete companies of the bin for good, with notes, own fields and what would undo their merges; their people and
    orders stay, their daughters have no parent any more. ``by`` nobody: their time in the bin was over.
    """
    rows = Company.objects.select_for_update().filter(id__in=ids, binned_at__isnull=False).order_by("id")
    names = dict(rows.values_list("id", "name"))
    found = list(names)
    if not found:
        return 0
    files = list(CompanyValue.objects.filter(record__in=found, file__isnull=False).values_list("file_id", flat=True))
    forget(list(CompanyMerging.objects.filter(into_id__in=found, is_kept=True).values_list("id", flat=True)))
    CompanyMerging.objects.filter(into_id__in=found).update(is_kept=False)
    CompanyAlias.objects.filter(company__in=found).delete()
    Company.objects.filter(parent__in=found).update(parent=None)
    Company.objects.filter(id__in=found).delete()
    customers.forget_files([one for one in files if one])
    _write_down("companies.purged", found, by)
    org = tenancy.organisation_id()
    publish(*(CompanyDeleted(organisation_id=org, key=one, company_id=one, name=names[one]) for one in found))
    return len(found)


def purge_due(now: datetime) -> int:
    """Delete what was in the bin long enough, a batch at a time; returns how many there were of this batch."""
    return purge(ids=queries.due(now, people.care().bin_days, AT_ONCE), by=None)


def _write_down(action: str, ids: Sequence[int], by: Member | None) -> None:
    if ids:
        audit.record(action, actor=by, changes={"count": len(ids), "companies": list(ids[:MOST_NAMED])})
