"""Why somebody sees a case: what the page that explains access asks."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import RecordFacts, RecordKind
from changlai.accounts.models import Member
from changlai.listening.queries import cases


def look(asker: Member, case_id: int) -> RecordFacts | None:
    """What the case is called, and whose it is."""
    try:
        case = cases.get_for(asker, case_id)
    except Http404:
        return None
    return RecordFacts(case.title, case.owner)


def is_seen(member: Member, case_id: int) -> bool:
    """As the lists say."""
    return cases.visible_to(member).filter(id=case_id).exists()


RECORDS = (
    RecordKind("case", _("Case"), "listening:case", "case_id", ("listening.cases", "listening.work"), look, is_seen),
)
