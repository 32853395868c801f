"""What colleagues leave in a conversation for each other and for themselves: mentions and drafts."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.inbox.enums import DraftKind
from changlai.inbox.models.conversations import Conversation, Message
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class Mention(OrgModel):
    """A note names a colleague. Unread until they have had the conversation before their eyes."""

    conversation = OrgForeignKey(Conversation, models.CASCADE)
    message = OrgForeignKey(Message, models.CASCADE)
    member = OrgForeignKey(Member, models.CASCADE)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("organisation_id", "message", "member", name="mention_once")]
        indexes = [
            models.Index(fields=["organisation_id", "member", "conversation"], name="mention_of_member"),
            models.Index(
                fields=["organisation_id", "member", "conversation"],
                name="mention_unread",
                condition=Q(read_at__isnull=True),
            ),
        ]


class Watcher(OrgModel):
    """A member has a conversation before their eyes, as their open screen says every few seconds.

    The table is unlogged: after a crash of the database it is empty, and the screens fill it again.
    """

    conversation = OrgForeignKey(Conversation, models.CASCADE)
    member = OrgForeignKey(Member, models.CASCADE)
    seen_at = models.DateTimeField()
    typing_at = models.DateTimeField(null=True)  # the last key of an answer

    class Meta:
        constraints = [models.UniqueConstraint("organisation_id", "conversation", "member", name="watcher_once")]
        indexes = [models.Index(fields=["organisation_id", "member", "seen_at"], name="watcher_of_member")]


class Draft(OrgModel):
    """What a member has typed in a conversation and not sent, kept on the server so that no device loses it."""

    conversation = OrgForeignKey(Conversation, models.CASCADE)
    member = OrgForeignKey(Member, models.CASCADE)
    kind = models.CharField(max_length=5, choices=[(kind.value, kind.value) for kind in DraftKind])
    text = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation_id", "conversation", "member", "kind", name="draft_once"),
            models.CheckConstraint(condition=~Q(text=""), name="draft_says_something"),
        ]
