"""What customers thought of a conversation."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.inbox.enums import RatingState
from changlai.inbox.models.conversations import Conversation
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class Rating(OrgModel):
    """One question to the customer for each conversation, and what they said."""

    conversation = OrgForeignKey(Conversation, models.CASCADE)
    member = OrgForeignKey(Member, models.SET_NULL, null=True, blank=True)  # who looked after it at its end
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in RatingState], default=RatingState.DUE)
    reason = models.TextField(default="", blank=True)  # why the question was not sent, in words
    score = models.PositiveSmallIntegerField(null=True)
    comment = models.CharField(max_length=1000, default="", blank=True)
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    rated_at = models.DateTimeField(null=True)

    class Meta(OrgModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "conversation"], name="rating_once"),
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__range=(1, 5)), name="rating_score"),
        ]
