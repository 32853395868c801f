"""What the board shows, counted with every mention in its transaction: never too many, never too few."""

from django.db import models

from changlai.kernel.tenancy import OrgModel
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
