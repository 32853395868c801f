"""Conversations and their messages."""

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce

from changlai.accounts.models import Member
from changlai.channels.contracts import HANDLE_BYTES
from changlai.channels.models import Account
from changlai.customers.models import Customer
from changlai.inbox.enums import Author, ConversationState, MessageState, Standing
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
    identity_id = models.BigIntegerField(null=True)  # the customer's name behind that address
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
    sorted_at = models.DateTimeField(null=True)  # when the rules of distribution looked at it
    queued_at = models.DateTimeField(null=True)  # since when a rule waits for somebody who is free to take it
    snoozed_until = models.DateTimeField(null=True)  # out of sight until then, or until the customer writes
    woken_at = models.DateTimeField(null=True)  # when its snooze ended: it stands on top until somebody acts
    answer_due_at = models.DateTimeField(null=True)  # by when the waiting customer should have an answer
    escalate_at = models.DateTimeField(null=True)  # when somebody must be told next that they still wait
    escalation = models.PositiveSmallIntegerField(default=0, db_default=0)  # 1: the assignee was warned; 2: overdue
    close_reason = OrgForeignKey("inbox.CloseReason", models.SET_NULL, null=True, blank=True)
    score = models.PositiveSmallIntegerField(null=True)  # 1 to 5, when the customer has rated it
    # What orders the top of the list: when an answer is due, or when the snooze ended. Made by the database.
    urgent_at = models.GeneratedField(
        expression=Case(
            When(waiting_since__isnull=False, then=Coalesce("answer_due_at", "waiting_since")), default=F("woken_at")
        ),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    window_opened_at = models.DateTimeField(null=True)  # the customer's last message: the platform's clock starts here
    window_sent = models.PositiveIntegerField(default=0)  # what we have written since

    @property
    def standing(self) -> Standing:
        """On which lists it is."""
        if self.state == ConversationState.CLOSED:
            return Standing.CLOSED
        return Standing.OPEN if self.snoozed_until is None else Standing.SNOOZED

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
            models.Index(
                fields=["organisation_id", "assignee", "urgent_at", "id"],
                name="conversation_urgent_of",
                condition=Q(urgent_at__isnull=False, state="open"),
            ),
            models.Index(
                fields=["organisation_id", "urgent_at", "id"],
                name="conversation_urgent",
                condition=Q(urgent_at__isnull=False, state="open"),
            ),
            # Nobody's have shelves of their own: IS NULL is no order that an index over assignees could go by.
            models.Index(
                fields=["organisation_id", "urgent_at", "id"],
                name="conversation_urgent_nobody",
                condition=Q(urgent_at__isnull=False, state="open", assignee__isnull=True),
            ),
            models.Index(
                fields=["organisation_id", "state", "-last_message_at", "-id"],
                name="conversation_nobody",
                condition=Q(assignee__isnull=True),
            ),
            models.Index(
                fields=["organisation_id", "queued_at"],
                name="conversation_queue",
                condition=Q(queued_at__isnull=False),
            ),
            models.Index(
                fields=["organisation_id", "snoozed_until"],
                name="conversation_snoozed",
                condition=Q(snoozed_until__isnull=False),
            ),
            models.Index(
                fields=["organisation_id", "escalate_at"],
                name="conversation_escalations",
                condition=Q(escalate_at__isnull=False),
            ),
            models.Index(fields=["organisation_id", "opened_at", "id"], name="conversation_by_opening"),
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
    is_recalled = models.BooleanField(default=False)  # taken back; a note: deleted by its writer
    edited_at = models.DateTimeField(null=True)  # of a note
    platform_id = models.CharField(max_length=128, default="", blank=True)
    event_id = models.BigIntegerField(null=True)  # what it came from: the same event again makes no second message
    identity_id = models.BigIntegerField(null=True)  # under which of their names the customer wrote, or is answered
    address = models.JSONField(null=True)  # how to answer, where the name is another one than the line before had

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
