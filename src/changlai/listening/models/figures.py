"""What the board shows, counted with every mention in its transaction: never too many, never too few."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.kernel.tenancy import OrgForeignKey, OrgModel
from changlai.listening.contracts import WORD_LENGTH

EVERYTHING = 0  # the topic of what is counted over all mentions


class MentionTally(OrgModel):
    """Mentions of one hour (UTC), by topic, platform and sentiment. ``copies`` of them repeat another one."""

    topic_id = models.BigIntegerField(default=EVERYTHING)
    hour = models.DateTimeField()
    platform = models.CharField(max_length=20)
    sentiment = models.CharField(max_length=10)
    count = models.IntegerField(default=0)
    copies = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "topic_id", "hour", "platform", "sentiment"], name="mention_tally_once"
            )
        ]


class AspectTally(OrgModel):
    """What was said of one hour (UTC) about an aspect, by topic, platform and the sentiment it has there."""

    topic_id = models.BigIntegerField(default=EVERYTHING)
    hour = models.DateTimeField()
    platform = models.CharField(max_length=20)
    aspect = models.CharField(max_length=12)
    sentiment = models.CharField(max_length=10)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "topic_id", "hour", "platform", "aspect", "sentiment"],
                name="aspect_tally_once",
            )
        ]


class WordTally(OrgModel):
    """In how many mentions of one day (of the organisation's time zone) a word stood, by topic."""

    topic_id = models.BigIntegerField(default=EVERYTHING)
    day = models.DateField()
    word = models.CharField(max_length=WORD_LENGTH)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "topic_id", "word", "day"], name="word_tally_once")
        ]
        indexes = [models.Index(fields=["organisation_id", "topic_id", "day", "count"], name="word_tally_hottest")]


class Recount(OrgModel):
    """Everything above counted again from the mentions, a piece of days at a time, up to ``done_on`` so far.

    Without days nothing was ever heard. The three counts are sums that were wrong and are right now; ``error`` is why
    nobody counts on, for kernel.sentences.
    """

    by = OrgForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    mentions = models.IntegerField(default=0)
    aspects = models.IntegerField(default=0)
    words = models.IntegerField(default=0)
    error = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id"], condition=Q(ended_at__isnull=True), name="recount_one_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["organisation_id", "-asked_at", "-id"], name="recount_latest")]

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on).days + 1 if self.first_on and self.last_on else 0

    @property
    def days_done(self) -> int:
        return (self.done_on - self.first_on).days + 1 if self.first_on and self.done_on else 0

    @property
    def wrong(self) -> int:
        """Sums that were wrong, of all kinds."""
        return self.mentions + self.aspects + self.words
