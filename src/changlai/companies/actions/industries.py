"""The organisation's list of industries."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from changlai.accounts.models import Member
from changlai.companies.errors import IndustryTaken
from changlai.companies.models import Industry
from changlai.kernel import audit, db, tenancy

_ARRANGE = """
    update companies_industry i set position = x.n from unnest(%b::bigint[]) with ordinality x(i, n)
    where i.organisation_id = %b and i.id = x.i"""


@transaction.atomic
def create_industry(*, name: str, by: Member | None) -> Industry:
    """At the end of the list. Raises IndustryTaken."""
    _refuse(name)
    last = Industry.objects.aggregate(last=Max("position"))["last"] or 0
    made = Industry.objects.create(name=name, position=last + 1)
    audit.record("companies.industry_created", actor=by, obj=made)
    return made


@transaction.atomic
def rename_industry(*, industry: Industry, name: str, by: Member) -> None:
    """Its companies stay in it. Raises IndustryTaken."""
    _refuse(name, but=industry.pk)
    before, industry.name = industry.name, name
    industry.save(update_fields=["name"])
    audit.record("companies.industry_renamed", actor=by, obj=industry, changes={"name": [before, name]})


@transaction.atomic
def delete_industry(*, industry: Industry, by: Member) -> None:
    """Companies of it have none any more."""
    audit.record("companies.industry_deleted", actor=by, obj=industry)
    industry.delete()


@transaction.atomic
def arrange_industries(*, ids: Sequence[int], by: Member) -> None:
    """The list in this order."""
    db.run(_ARRANGE, (list(ids), tenancy.organisation_id()))
    audit.record("companies.industries_arranged", actor=by)


def _refuse(name: str, *, but: int = 0) -> None:
    if Industry.objects.filter(name=name).exclude(pk=but).exists():
        raise IndustryTaken(name)
