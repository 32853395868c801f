"""Why somebody sees a conversation: what the page that explains access asks."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import RecordFacts, RecordKind
from changlai.accounts.models import Member
from changlai.inbox import queries


def look(asker: Member, conversation_id: int) -> RecordFacts | None:
    """Whose conversation it is, and to whom it is assigned."""
    try:
        conversation = queries.get_for(asker, conversation_id)
    except Http404:
        return None
    return RecordFacts(conversation.customer.name, conversation.assignee)


def is_seen(member: Member, conversation_id: int) -> bool:
    """As the inbox says."""
    return queries.visible_to(member).filter(id=conversation_id).exists()


RECORDS = (
    RecordKind(
        "conversation",
        _("Conversation"),
        "inbox:conversation",
        "conversation_id",
        ("inbox.view", "inbox.reply", "inbox.assign"),
        look,
        is_seen,
    ),
)
