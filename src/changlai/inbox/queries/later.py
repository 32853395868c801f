"""Messages that wait for their hour, and how a conversation came to its colleague."""

from django.db.models import prefetch_related_objects
from django.http import Http404

from changlai.accounts.models import Member
from changlai.inbox.enums import LaterState
from changlai.inbox.models import Assignment, Conversation, LaterMessage
from changlai.inbox.queries.conversations import get_to
from changlai.kernel import shapes

SHOWN = 20


def plans_of(conversation: Conversation) -> list[LaterMessage]:
    """What waits to be sent in a conversation, the next first."""
    rest = "t.conversation_id = %(id)s and t.state = %(state)s order by t.send_at, t.id limit %(limit)s"
    known = {"id": conversation.pk, "state": LaterState.WAITING, "limit": SHOWN}
    plans = shapes.held(LaterMessage, rest, known)
    prefetch_related_objects(plans, "member")
    return plans


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
