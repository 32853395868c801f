"""Messages that wait for their hour, and how a conversation came to its colleague."""

from django.http import Http404

from changlai.accounts.models import Member
from changlai.inbox.enums import LaterState
from changlai.inbox.models import Assignment, Conversation, LaterMessage
from changlai.inbox.queries.conversations import get_to

SHOWN = 20


def plans_of(conversation: Conversation) -> list[LaterMessage]:
    """What waits to be sent in a conversation, the next first."""
    rows = LaterMessage.objects.filter(conversation=conversation, state=LaterState.WAITING).select_related("member")
    return list(rows.order_by("send_at", "id")[:SHOWN])


def all_plans_of(conversation: Conversation) -> list[LaterMessage]:
    """What waits, was sent and was called off, the latest first."""
    return list(LaterMessage.objects.filter(conversation=conversation).order_by("-id")[: SHOWN * 5])


def plan_to(member: Member, plan_id: int) -> LaterMessage:
    """One planned message in a conversation the member may answer; 404 or OutOfReach otherwise."""
    found = LaterMessage.objects.filter(pk=plan_id).first()
    if found is None:
        raise Http404
    found.conversation = get_to(member, "inbox.reply", found.conversation_id)
    return found


def assignments_of(conversation: Conversation) -> list[Assignment]:
    """Who was given the conversation, by whom and why, the latest first."""
    rows = Assignment.objects.filter(conversation=conversation).select_related("member", "by")
    return list(rows.order_by("-id")[:SHOWN])
