"""Which events other programs can hear of. Thin on purpose: ids and facts, never a customer's words or name; who may
read them fetches them with an API token.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.channels.events import DeliveryFailed
from changlai.companies.events import (
    CompaniesMerged,
    CompanyBinned,
    CompanyChanged,
    CompanyCreated,
    CompanyDeleted,
    CompanyMergeUndone,
    CompanyRestored,
)
from changlai.customers.enums import InteractionKind
from changlai.customers.events import (
    CustomerBinned,
    CustomerPurged,
    CustomerRestored,
    CustomersMerged,
    InteractionRecorded,
    MergeUndone,
)
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
from changlai.integrations.registry_listening import LISTENING
from changlai.kernel.events import Event
from changlai.orders.events import (
    OrderCancelled,
    OrderChanged,
    OrderDeleted,
    OrderDone,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    OrderShipped,
)
from changlai.tags.events import CustomerTagged
from changlai.tasks.events import TaskCreated, TaskDone, TaskReopened

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


def _in_bin(event: CustomerBinned | CustomerRestored) -> Data:
    return {"customer_id": event.customer_id, "member_id": event.by_id or None, "at": event.at.isoformat()}


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


def _order(event: OrderPlaced) -> Data:
    """A step of an order; all their events are made alike."""
    return {
        "order_id": event.order_id,
        "customer_id": event.customer_id,
        "status": event.status,
        "amount": event.amount,
        "currency": event.currency,
        "at": event.at.isoformat(),
    }


def _task(event: TaskCreated | TaskDone | TaskReopened) -> Data:
    return {
        "task_id": event.task_id,
        "customer_id": event.customer_id or None,
        "assignee_id": event.assignee_id or None,
        "member_id": (event.author_id if isinstance(event, TaskCreated) else event.by_id) or None,
        "at": event.at.isoformat(),
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
    Topic("customer.binned", _("a customer was moved to the bin"), CustomerBinned, _in_bin),
    Topic("customer.restored", _("a customer is back from the bin"), CustomerRestored, _in_bin),
    Topic(
        "customer.purged",
        _("a customer was purged for good"),
        CustomerPurged,
        lambda event: {
            "customer_id": event.key,
            "old_ids": list(event.customer_ids),
            "member_id": event.by_id or None,
            "at": event.at.isoformat(),
        },
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
    Topic("company.created", _("a company was made"), CompanyCreated, lambda event: {"company_id": event.company_id}),
    Topic(
        "company.changed",
        _("something about a company changed"),
        CompanyChanged,
        lambda event: {"company_id": event.company_id, "fields": list(event.fields)},
    ),
    Topic(
        "company.deleted", _("a company was deleted"), CompanyDeleted, lambda event: {"company_id": event.company_id}
    ),
    Topic(
        "company.merged",
        _("two companies became one"),
        CompaniesMerged,
        lambda event: {"company_id": event.into_id, "merged_id": event.old_id},
    ),
    Topic(
        "company.unmerged",
        _("a merge of companies was undone"),
        CompanyMergeUndone,
        lambda event: {"company_id": event.into_id, "merged_id": event.old_id},
    ),
    Topic(
        "company.binned",
        _("a company was moved to the bin"),
        CompanyBinned,
        lambda event: {"company_id": event.company_id},
    ),
    Topic(
        "company.restored",
        _("a company came back from the bin"),
        CompanyRestored,
        lambda event: {"company_id": event.company_id},
    ),
    Topic("order.placed", _("an order was placed"), OrderPlaced, _order),
    Topic("order.paid", _("an order was paid"), OrderPaid, _order),
    Topic("order.shipped", _("an order was shipped"), OrderShipped, _order),
    Topic("order.done", _("an order is done"), OrderDone, _order),
    Topic("order.cancelled", _("an order was cancelled"), OrderCancelled, _order),
    Topic("order.refunded", _("money of an order went back"), OrderRefunded, _order),
    Topic(
        "order.changed",
        _("something else about an order changed"),
        OrderChanged,
        lambda event: {"order_id": event.order_id, "customer_id": event.customer_id, "fields": list(event.fields)},
    ),
    Topic(
        "order.deleted",
        _("an order was deleted"),
        OrderDeleted,
        lambda event: {"order_id": event.order_id, "customer_id": event.customer_id, "number": event.number},
    ),
    Topic("task.created", _("a task was made"), TaskCreated, _task),
    Topic("task.done", _("a task was done"), TaskDone, _task),
    Topic("task.reopened", _("a task that was done is to be done after all"), TaskReopened, _task),
    *LISTENING,
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
