"""Conversations and their messages."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.channels.contracts import HANDLE_BYTES
from changlai.channels.models import Account
from changlai.customers.models import Customer
from changlai.inbox.enums import Author, ConversationState, MessageState
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class Conversation(OrgModel):
    """A talk with one customer through one channel account. At most one of them is open at a time, by constraint."""

    customer = OrgForeignKey(Customer)
    account = OrgForeignKey(Account)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in ConversationState], default=ConversationState.OPEN
    )
    assignee = OrgForeignKey(Member, models.SET_NULL, null=True, blank=True)
    address = models.JSONField(default=dict)  # what the channel needs to answer
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    last_message_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)  # the customer's first message nobody has answered
    first_answer_at = models.DateTimeField(null=True)
    unread_count = models.PositiveIntegerField(default=0)
    preview = models.CharField(max_length=200, default="", blank=True)
    preview_kind = models.CharField(max_length=20, default="text")
    preview_author = models.CharField(max_length=10, default=Author.CUSTOMER)
    has_failed = models.BooleanField(default=False)  # the last outgoing message did not arrive
    window_opened_at = models.DateTimeField(null=True)  # the customer's last message: the platform's clock starts here
    window_sent = models.PositiveIntegerField(default=0)  # what we have written since

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "customer", "account"],
                name="conversation_open_once",
                condition=Q(state="open"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation_id", "state", "assignee", "-last_message_at", "-id"], name="conversation_shelf"
            ),
            models.Index(fields=["organisation_id", "state", "-last_message_at", "-id"], name="conversation_all"),
            models.Index(fields=["organisation_id", "customer", "-id"], name="conversation_of_customer"),
        ]


class Message(OrgModel):
    """One line of a conversation."""

    conversation = OrgForeignKey(Conversation, models.CASCADE)
    author = models.CharField(max_length=10, choices=[(a.value, a.value) for a in Author])
    member = OrgForeignKey(Member, models.SET_NULL, null=True, blank=True)
    colleague = models.CharField(max_length=128, default="", blank=True)  # name of a colleague in the platform's client
    kind = models.CharField(max_length=20)
    text = models.TextField(default="", blank=True)
    content = models.JSONField(default=dict)  # channels.contracts.Content
    occurred_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in MessageState], default=MessageState.NONE, blank=True
    )
    reason = models.TextField(default="", blank=True)  # why it failed, in words
    can_retry = models.BooleanField(default=False)
    is_recalled = models.BooleanField(default=False)
    platform_id = models.CharField(max_length=128, default="", blank=True)
    event_id = models.BigIntegerField(null=True)  # what it came from: the same event again makes no second message

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "event_id"], name="message_event_once", condition=Q(event_id__isnull=False)
            )
        ]
        indexes = [
            models.Index(fields=["organisation_id", "conversation", "-occurred_at", "-id"], name="message_thread"),
            models.Index(
                fields=["organisation_id", "conversation", "platform_id"],
                name="message_by_platform_id",
                condition=~Q(platform_id=""),
            ),
        ]


class MediaWait(OrgModel):
    """A file a message shows that has not been fetched yet; found by the platform's handle when it arrives."""

    message = OrgForeignKey(Message, models.CASCADE)
    account_id = models.BigIntegerField()
    remote = models.CharField(max_length=HANDLE_BYTES)

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "account_id", "remote"], name="media_wait")]
