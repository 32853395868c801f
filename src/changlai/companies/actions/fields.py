"""Filling in own fields of companies; see changlai.records."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.companies.enums import KIND
from changlai.companies.events import CompanyChanged
from changlai.companies.models import Company
from changlai.companies.queries import editable_by
from changlai.customers import actions as customers
from changlai.kernel.events import publish
from changlai.kernel.tenancy import organisation_id
from changlai.records import actions as records
from changlai.records.errors import BadValue
from changlai.records.holders import holder_of
from changlai.records.models import Field


@transaction.atomic
def fill_in(
    *, company: Company, given: Mapping[int, object], by: Member, now: datetime, fields: Iterable[Field] = ()
) -> bool:
    """Keep what was written into fields of one company; True when something is different now. Raises BadValue."""
    return fill_many(given={company.pk: given}, by=by, now=now, fields=fields).is_changed(company.pk)


@transaction.atomic
def fill_many(
    *, given: Mapping[int, Mapping[int, object]], by: Member, now: datetime, fields: Iterable[Field]
) -> records.Filling:
    """The same of many companies, by their ids, in a fixed number of statements. One of which anything is refused stays
    as it was.
    """
    org = organisation_id()
    filling = records.fill(holder=holder_of(KIND), organisation_id=org, given=given, fields=fields)
    if changed := filling.paths:
        rows = Company.objects.filter(id__in=changed)
        rows.update(changed_at=now)
        records.write_down_fields("companies.fields_changed", filling, rows, by=by)
        told = changed.items()
        publish(*(CompanyChanged(organisation_id=org, key=one, company_id=one, fields=paths) for one, paths in told))
    customers.forget_files(filling.left_files)
    return filling


def set_fields(
    member: Member, ids: Sequence[int], given: Mapping[int, object], fields: Sequence[Field], now: datetime
) -> Mapping[int, BadValue]:
    """Set the same values on companies the member may change; see records.holders.Holder."""
    known = set(editable_by(member).filter(id__in=ids).values_list("id", flat=True))
    return fill_many(given={one: given for one in ids if one in known}, by=member, now=now, fields=fields).refused
