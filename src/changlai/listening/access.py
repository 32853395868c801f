"""Why somebody sees a mention or a case: what the page that explains access asks."""

from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import RecordFacts, RecordKind
from changlai.accounts.models import Member
from changlai.listening import queries
from changlai.listening.queries import cases

LABEL_LENGTH = 80


def look_at_mention(asker: Member, mention_id: int) -> RecordFacts | None:
    """How it begins. What is said in public is nobody's own."""
    try:
        mention = queries.get_for(asker, mention_id)
    except Http404:
        return None
    return RecordFacts(mention.text[:LABEL_LENGTH] or gettext("Without words"), None)


def mention_is_seen(member: Member, mention_id: int) -> bool:
    """As the lists say."""
    return queries.visible_to(member).filter(id=mention_id).exists()


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
    RecordKind(
        "mention",
        _("Mention"),
        "listening:mention",
        "mention_id",
        ("listening.view", "listening.judge"),
        look_at_mention,
        mention_is_seen,
    ),
    RecordKind("case", _("Case"), "listening:case", "case_id", ("listening.cases", "listening.work"), look, is_seen),
)
