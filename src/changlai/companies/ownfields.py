"""Own fields of companies; see changlai.records.holders."""

from django.utils.translation import gettext_lazy as _

from changlai.companies import actions, queries
from changlai.companies.enums import KIND
from changlai.companies.models import Company, CompanyValue
from changlai.records.holders import Holder, by_role

MASKED = "companies.fields"
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
        can_unmask=by_role(MASKED),
        fill=actions.set_fields,
        order=20,
    ),
)
