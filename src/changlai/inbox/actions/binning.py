"""A customer goes to the bin: nobody waits for an answer any more, and nothing planned leaves."""

from collections.abc import Sequence
from datetime import datetime

from changlai.customers.events import CustomerBinned
from changlai.inbox.actions.calling_off import end_plans
from changlai.inbox.actions.holding import hold, line
from changlai.inbox.actions.signals import tell_one
from changlai.inbox.enums import ConversationState, Escalation
from changlai.inbox.events import ConversationClosed
from changlai.inbox.models import Conversation
from changlai.kernel import db
from changlai.kernel.events import publish

_OPEN = """
    select c.id from inbox_conversation c
    join customers_customer u on u.organisation_id = c.organisation_id and u.id = c.customer_id
    where c.organisation_id = any(%b::bigint[]) and c.customer_id = any(%b::bigint[]) and c.state = 'open'
      and u.binned_at is not null order by c.id"""


def close_of_binned(events: Sequence[CustomerBinned], *, now: datetime) -> None:
    """Close the open conversations of who is in the bin still, whatever reason the organisation asks for.

    Planned messages are called off with them and their authors told, and nobody is asked how it was. One statement when
    nothing is open.
    """
    found = db.rows(_OPEN, (sorted({e.organisation_id for e in events}), sorted({e.customer_id for e in events})))
    for conversation in Conversation.objects.filter(id__in=[row[0] for row in found]).order_by("id"):
        _close(conversation, now)


def _close(conversation: Conversation, now: datetime) -> None:
    held = hold(conversation)
    if held.state == ConversationState.CLOSED:
        return
    held.state, held.closed_at, held.close_reason = ConversationState.CLOSED, now, None
    held.waiting_since, held.unread_count, held.queued_at = None, 0, None
    held.snoozed_until, held.woken_at = None, None
    held.answer_due_at, held.escalate_at, held.escalation = None, None, Escalation.NONE
    held.save()
    end_plans(conversation=held, by=None, now=now)
    line(held, "binned", None, now)
    publish(
        ConversationClosed(
            organisation_id=held.organisation_id,
            key=held.customer_id,
            conversation_id=held.id,
            customer_id=held.customer_id,
            by_id=0,
            at=now,
        )
    )
    tell_one(held, "closed")
