"""Which events other programs can hear of. Thin on purpose: ids and facts, never a customer's words or name; who may
read them fetches them with an API token.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.channels.events import DeliveryFailed
from changlai.customers.enums import InteractionKind
from changlai.customers.events import CustomersMerged, InteractionRecorded, MergeUndone
from changlai.inbox.actions.deliveries import PREFIX, message_id
from changlai.inbox.events import (
    ConversationAssigned,
    ConversationClosed,
    ConversationRated,
    ConversationReopened,
    MessageQueued,
    MessageReceived,
)
from changlai.integrations.contracts import Data, Topic
from changlai.kernel.events import Event
from changlai.tags.events import CustomerTagged

PING = "ping"


def _message(event: MessageReceived | MessageQueued) -> Data:
    return {
        "conversation_id": event.conversation_id,
        "message_id": event.message_id,
        "customer_id": event.customer_id,
        "account_id": event.account_id,
        "at": event.at.isoformat(),
    }


def _failed(event: DeliveryFailed) -> Data | None:
    """Only messages of conversations: others have no id that a program could ask for."""
    if not event.reference.startswith(PREFIX):
        return None
    return {
        "message_id": message_id(event.reference),
        "account_id": event.account_id,
        "code": event.code,
        "can_retry": event.can_retry,
        "at": event.at.isoformat(),
    }


def _answer(event: MessageQueued) -> Data:
    return {**_message(event), "member_id": event.member_id}


def _closed(event: ConversationClosed) -> Data:
    return {
        "conversation_id": event.conversation_id,
        "customer_id": event.customer_id,
        "member_id": event.by_id or None,
        "at": event.at.isoformat(),
    }


def _merged(event: CustomersMerged) -> Data:
    return {"customer_id": event.into_id, "merged_ids": list(event.merged_ids), "reason": event.reason}


def _interaction(event: InteractionRecorded) -> Data | None:
    """Messages have topics of their own."""
    if event.kind in {InteractionKind.MESSAGE_IN, InteractionKind.COLLEAGUE_MESSAGE}:
        return None
    return {
        "customer_id": event.customer_id,
        "account_id": event.account_id or None,
        "kind": event.kind.value,
        "at": event.occurred_at.isoformat(),
    }


TOPICS = (
    Topic("message.received", _("a customer has written"), MessageReceived, _message),
    Topic("message.sent", _("a colleague has answered"), MessageQueued, _answer),
    Topic(
        "message.failed",
        _("an answer did not arrive"),
        DeliveryFailed,
        _failed,
    ),
    Topic(
        "conversation.assigned",
        _("a conversation was handed over"),
        ConversationAssigned,
        lambda event: {
            "conversation_id": event.conversation_id,
            "member_id": event.to_id or None,
            "by_member_id": event.by_id or None,
        },
    ),
    Topic("conversation.closed", _("a conversation was closed"), ConversationClosed, _closed),
    Topic(
        "conversation.reopened",
        _("a conversation was reopened"),
        ConversationReopened,
        lambda event: {"conversation_id": event.conversation_id, "member_id": event.by_id or None},
    ),
    Topic(
        "conversation.rated",
        _("a customer has rated a conversation"),
        ConversationRated,
        lambda event: {
            "conversation_id": event.conversation_id,
            "customer_id": event.customer_id,
            "member_id": event.member_id or None,
            "score": event.score,
            "at": event.at.isoformat(),
        },
    ),
    Topic("customer.interaction", _("something happened with a customer"), InteractionRecorded, _interaction),
    Topic("customer.merged", _("customers turned out to be one"), CustomersMerged, _merged),
    Topic(
        "customer.merge_undone",
        _("merged customers are several again"),
        MergeUndone,
        lambda event: {"customer_id": event.into_id, "merged_ids": list(event.merged_ids)},
    ),
    Topic(
        "customer.tagged",
        _("tags of a customer changed"),
        CustomerTagged,
        lambda event: {
            "customer_id": event.key,
            "added_tag_ids": list(event.added_ids),
            "removed_tag_ids": list(event.removed_ids),
            "way": event.way,
            "member_id": event.member_id or None,
        },
    ),
)


@cache
def topics() -> Mapping[str, Topic]:
    return {topic.slug: topic for topic in TOPICS}


@cache
def by_event() -> Mapping[type[Event], Topic]:
    return {topic.event: topic for topic in TOPICS}


def events() -> Sequence[type[Event]]:
    return [topic.event for topic in TOPICS]


def told(event: Any) -> tuple[Topic, Data] | None:  # noqa: ANN401 - any of the events above
    """The topic of an event and what is told about it; None when it is not to be told."""
    topic = by_event().get(type(event))
    data = topic.data(event) if topic else None
    return (topic, data) if topic is not None and data is not None else None
