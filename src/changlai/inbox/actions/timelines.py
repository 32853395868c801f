"""Our answers and notes on the customer's timeline, beside what the customer said."""

from collections.abc import Sequence

import msgspec

from changlai.channels.contracts import Content
from changlai.customers import actions as customers
from changlai.customers import queries as customer_queries
from changlai.customers.actions import Entry
from changlai.customers.enums import InteractionKind
from changlai.inbox.events import MessageQueued, NoteWritten
from changlai.inbox.models import Conversation, Message

ANSWER_PART = -2  # the cause is a message of ours: a part of its own keeps it apart from deliveries
NOTE_PART = -3  # the same for a private note


def tell_answers(events: Sequence[MessageQueued]) -> None:
    """Put what colleagues wrote on the customers' timelines; a few statements, and once, however often it runs."""
    messages = {
        message.id: message
        for message in Message.objects.filter(
            id__in=[event.message_id for event in events], is_recalled=False
        ).select_related("member")
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
        identity_id=message.identity_id,
    )


def withdraw_answer(conversation: Conversation, message: Message) -> None:
    """An answer was taken back: it stands on the customer's timeline no more."""
    place = (conversation.organisation_id, conversation.customer_id, conversation.account_id)
    customers.withdraw([Entry(*place, InteractionKind.MESSAGE_OUT, message.occurred_at, message.pk, ANSWER_PART)])


def tell_notes(events: Sequence[NoteWritten]) -> None:
    """Put notes on the customers' timelines as they are now: written, changed or deleted; a few statements."""
    ids = {event.message_id: event for event in events}
    found = Message.objects.filter(id__in=ids).select_related("member").order_by("id")
    moved = customer_queries.current_ids(event.customer_id for event in ids.values())
    notes = [(note, _note_entry(ids[note.pk], note, moved)) for note in found]
    standing = [entry for note, entry in notes if not note.is_recalled]
    customers.record(standing)
    customers.amend(standing)
    customers.withdraw([entry for note, entry in notes if note.is_recalled])


def _note_entry(event: NoteWritten, note: Message, moved: dict[int, int]) -> Entry:
    facts = {"member_id": event.member_id, "member": note.member.name if note.member else "", "text": note.text}
    return Entry(
        event.organisation_id,
        moved.get(event.customer_id, event.customer_id),
        None,
        InteractionKind.NOTE,
        note.occurred_at,
        note.pk,
        NOTE_PART,
        facts=facts | {"conversation_id": event.conversation_id},
    )
