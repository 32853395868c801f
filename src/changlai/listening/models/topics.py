"""What is listened for, and where."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.channels.models import Account
from changlai.kernel.tenancy import OrgForeignKey, OrgModel
from changlai.listening.contracts import EXPRESSION_LENGTH, MOST_RETENTION, NAME_LENGTH
from changlai.listening.enums import Ground, SourceKind, TopicKind


class MentionSource(OrgModel):
    """A line of the register of sources: where mentions come from, what for, on what ground, how long they are kept.

    Nothing is collected without one. ``cursor`` is where a feed was read to (its ETag and date).
    """

    name = models.CharField(max_length=NAME_LENGTH)
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in SourceKind])
    account = OrgForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    url = models.CharField(max_length=2_000, default="", blank=True)  # of a feed
    platform = models.CharField(max_length=20, default="", blank=True)  # of what says none itself
    purpose = models.CharField(max_length=500)
    origin = models.CharField(max_length=500)  # who gives it, in words
    ground = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Ground])
    retention_days = models.PositiveIntegerField(default=365)
    is_on = models.BooleanField(default=True)
    cursor = models.CharField(max_length=500, default="", blank=True)
    looked_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)  # when it last brought something new
    heard_count = models.BigIntegerField(default=0)
    error = models.TextField(default="", blank=True)  # why a feed brings nothing: feeds.in_words
    created_at = models.DateTimeField()
    created_by = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "name"], name="mention_source_once"),
            models.UniqueConstraint(
                fields=["organisation_id", "account"],
                name="mention_source_of_account",
                condition=Q(account__isnull=False),
            ),
            models.CheckConstraint(condition=~Q(purpose="") & ~Q(origin=""), name="mention_source_lawful"),
            models.CheckConstraint(
                condition=Q(retention_days__range=(1, MOST_RETENTION)), name="mention_source_retention"
            ),
        ]


class Topic(OrgModel):
    """What is listened for. ``expression`` is words with AND, OR, NOT and NEAR; ``platforms`` empty means all.

    ``pending_id``: of what was stored before it was written so, mentions below this id are still to be looked at.
    """

    name = models.CharField(max_length=NAME_LENGTH)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in TopicKind])
    tone = models.PositiveSmallIntegerField(default=1)  # 1..8, the dots of tokens.css
    expression = models.CharField(max_length=EXPRESSION_LENGTH, default="", blank=True)
    exclusions = models.CharField(max_length=EXPRESSION_LENGTH, default="", blank=True)
    platforms = models.JSONField(default=list, blank=True)
    is_on = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)
    pending_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "name"], name="topic_once"),
            models.CheckConstraint(condition=~Q(name=""), name="topic_named"),
            models.CheckConstraint(condition=Q(tone__range=(1, 8)), name="topic_tone_known"),
        ]

    def __str__(self) -> str:
        """As it is offered in forms."""
        return self.name


class WatchedAuthor(OrgModel):
    """Somebody whose every post belongs to a topic. ``handle`` is what was entered, ``key`` their id once known."""

    topic = OrgForeignKey(Topic, models.CASCADE, related_name="watched")
    platform = models.CharField(max_length=20)
    handle = models.CharField(max_length=200)
    key = models.CharField(max_length=128, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "topic", "platform", "handle"], name="watched_once")
        ]
        indexes = [models.Index(fields=["organisation_id", "platform"], name="watched_by_platform")]
