"""Messages that are to be sent at a later moment."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.inbox.enums import LaterState
from changlai.inbox.models.conversations import Conversation, Message
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class LaterMessage(OrgModel):
    """An answer that waits for its hour. The customer's next message cancels it: it would no longer fit."""

    conversation = OrgForeignKey(Conversation, models.CASCADE)
    member = OrgForeignKey(Member, models.CASCADE)
    text = models.TextField(default="", blank=True)
    file_ids = models.JSONField(default=list)  # kernel StoredFile
    send_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in LaterState], default=LaterState.WAITING
    )
    reason = models.TextField(default="", blank=True)  # why it was not sent, in words
    message = OrgForeignKey(Message, models.SET_NULL, null=True, blank=True)  # the first line it became
    created_at = models.DateTimeField()

    class Meta(OrgModel.Meta):
        indexes = [
            models.Index(
                fields=["organisation_id", "conversation", "send_at"],
                name="later_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["organisation_id", "conversation", "-id"], name="later_of_conversation"),
        ]
