"""Our answers on the customer's timeline, beside what the customer said."""

from collections.abc import Sequence

import msgspec

from changlai.channels.contracts import Content
from changlai.customers import actions as customers
from changlai.customers import queries as customer_queries
from changlai.customers.actions import Entry
from changlai.customers.enums import InteractionKind
from changlai.inbox.events import MessageQueued
from changlai.inbox.models import Message

ANSWER_PART = -2  # the cause is a message of ours: a part of its own keeps it apart from deliveries


def tell_answers(events: Sequence[MessageQueued]) -> None:
    """Put what colleagues wrote on the customers' timelines; a few statements, and once, however often it runs."""
    messages = {
        message.id: message
        for message in Message.objects.filter(id__in=[event.message_id for event in events]).select_related("member")
    }
    moved = customer_queries.current_ids(event.customer_id for event in events)
    customers.record(
        [_entry(event, messages[event.message_id], moved) for event in events if event.message_id in messages]
    )


def _entry(event: MessageQueued, message: Message, moved: dict[int, int]) -> Entry:
    return Entry(
        event.organisation_id,
        moved.get(event.customer_id, event.customer_id),
        event.account_id,
        InteractionKind.MESSAGE_OUT,
        message.occurred_at,
        message.id,
        ANSWER_PART,
        facts={"member_id": event.member_id, "member": message.member.name if message.member else ""},
        content=msgspec.convert(message.content, Content),
    )
