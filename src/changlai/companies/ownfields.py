"""Own fields of companies; see changlai.records.holders."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.companies import actions, queries
from changlai.companies.enums import KIND
from changlai.companies.models import Company, CompanyValue
from changlai.records.holders import Holder

MASKED = "companies.fields"


def _can_unmask(member: Member, _company: Company) -> bool:
    """A masked value of a company is for roles that see it, and shown to them anyway."""
    return accounts.may_see_field(member, MASKED)


HOLDERS = (
    Holder(
        kind=KIND,
        label=_("Companies"),
        values=CompanyValue,
        table=Company._meta.db_table,
        page=("companies:detail", "company_id"),
        masked=MASKED,
        find=queries.get_for,
        find_to_edit=queries.get_to_edit,
        can_unmask=_can_unmask,
        fill=actions.set_fields,
        order=20,
    ),
)
