"""Threads that were one matter: what was put together, and what taking it apart again needs."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.inbox.models.conversations import Conversation
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class ThreadMerge(OrgModel):
    """The lines of ``source`` went into another conversation of the same customer on the same account."""

    into = OrgForeignKey(Conversation, models.CASCADE, related_name="+")
    source = OrgForeignKey(Conversation, models.CASCADE, related_name="+")
    member = OrgForeignKey(Member, models.SET_NULL, null=True)
    message_ids = models.JSONField()  # the lines that moved
    before = models.JSONField()  # of the one that took them in: opened_at, first_answer_at
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "into", "-id"], name="thread_merge_into"),
            models.Index(
                fields=["organisation_id", "source"], name="thread_merge_source", condition=Q(undone_at__isnull=True)
            ),
        ]
