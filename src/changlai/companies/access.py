"""Why somebody sees a company: what the page that explains access asks."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import RecordFacts, RecordKind
from changlai.accounts.models import Member
from changlai.companies import queries


def look(asker: Member, company_id: int) -> RecordFacts | None:
    """The company's name and who is responsible."""
    try:
        company = queries.get_for(asker, company_id)
    except Http404:
        return None
    return RecordFacts(company.name, company.owner)


def is_seen(member: Member, company_id: int) -> bool:
    """As the lists say."""
    return queries.visible_to(member).filter(id=company_id).exists()


RECORDS = (
    RecordKind(
        "company", _("Company"), "companies:detail", "company_id", ("companies.view", "companies.edit"), look, is_seen
    ),
)
