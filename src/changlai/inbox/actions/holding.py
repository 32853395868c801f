"""What every deed on one conversation begins and ends with: its row held, and a line in its thread."""

from datetime import datetime

from changlai.accounts.models import Member
from changlai.inbox.enums import Author
from changlai.inbox.models import Conversation, Message


def hold(conversation: Conversation) -> Conversation:
    """The conversation as it is now, held until the transaction ends."""
    return Conversation.objects.select_for_update().get(id=conversation.id)


def line(conversation: Conversation, kind: str, by: Member | None, now: datetime, **facts: str) -> None:
    """A line in the thread about what a colleague, or the machine, did."""
    Message.objects.create(
        organisation_id=conversation.organisation_id,
        conversation=conversation,
        author=Author.SYSTEM,
        member=by,
        kind=kind,
        content={"raw": facts},
        occurred_at=now,
    )
