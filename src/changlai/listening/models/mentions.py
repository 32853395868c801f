"""What was said, by whom, and what it means."""

from datetime import UTC

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import TruncDate

from changlai.accounts.models import Member
from changlai.ai.enums import Intent, Sentiment, Urgency
from changlai.channels.contracts import SAID_KEY
from changlai.channels.enums import SaidKind
from changlai.customers.models import Customer
from changlai.kernel.tenancy import OrgForeignKey, OrgModel
from changlai.listening.contracts import WORD_LENGTH
from changlai.listening.models.topics import MentionSource, Topic


def said_on() -> models.GeneratedField:
    """The day of UTC something was said on: the board looks for what most people may have read day by day, and the
    database only looks a day up where it stands in a column of its own.
    """
    return models.GeneratedField(
        expression=TruncDate("said_at", tzinfo=UTC), output_field=models.DateField(), db_persist=True
    )


class Author(OrgModel):
    """Who says something in public, with no more than the platform tells everybody.

    ``key`` is the value of their identity there; ``customer``: who that is, by an identity we know or a person's word.
    """

    is_unnamed_in_audit = True  # whoever is forgotten is not to be read there
    platform = models.CharField(max_length=20)
    key = models.CharField(max_length=128)
    kind = models.CharField(max_length=40, default="", blank=True)  # of the identity they are known by
    scope = models.CharField(max_length=128, default="", blank=True)
    name = models.CharField(max_length=200, default="", blank=True)
    url = models.CharField(max_length=2_000, default="", blank=True)
    avatar_url = models.CharField(max_length=2_000, default="", blank=True)
    place = models.CharField(max_length=60, default="", blank=True)
    followers = models.BigIntegerField(default=0)
    is_verified = models.BooleanField(default=False)
    customer = OrgForeignKey(Customer, models.SET_NULL, null=True, blank=True, related_name="+")
    mention_count = models.IntegerField(default=0)
    negative_count = models.IntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "platform", "key"], name="author_once")]
        indexes = [
            models.Index(
                fields=["organisation_id", "customer"], name="author_of_customer", condition=Q(customer__isnull=False)
            )
        ]


class AuthorApart(OrgModel):
    """Somebody looked: the author is not this customer, who is not suggested again."""

    author = OrgForeignKey(Author, models.CASCADE, related_name="+")
    customer = OrgForeignKey(Customer, models.CASCADE, related_name="+")
    by = OrgForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "author", "customer"], name="author_apart_once")
        ]
        indexes = [models.Index(fields=["organisation_id", "customer"], name="author_apart_customer")]


class Mention(OrgModel):
    """One thing somebody said in public. ``key`` is the platform's id of it: delivered again, it is the same one.

    ``fold`` is the earlier mention it repeats nearly word for word; ``copies`` counts those that repeat this one.
    ``reach`` is how many may have read it: followers, as told. ``expires_at`` follows from its source. ``words`` are
    those of its text that the board counts: kept, so that what was counted once can be taken back word for word.
    """

    source = OrgForeignKey(MentionSource, models.CASCADE, related_name="+")
    platform = models.CharField(max_length=20)
    key = models.CharField(max_length=SAID_KEY)
    kind = models.CharField(max_length=10, default=SaidKind.POST)
    author = OrgForeignKey(Author, models.CASCADE, null=True, related_name="+")
    text = models.TextField(default="", blank=True)
    about = models.TextField(default="", blank=True)
    words = ArrayField(models.CharField(max_length=WORD_LENGTH), default=list, blank=True)
    url = models.CharField(max_length=2_000, default="", blank=True)
    parent = models.CharField(max_length=SAID_KEY, default="", blank=True)
    place = models.CharField(max_length=60, default="", blank=True)
    said_at = models.DateTimeField()
    said_on = said_on()
    heard_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reach = models.BigIntegerField(default=0)
    likes = models.IntegerField(default=0)
    comments = models.IntegerField(default=0)
    reposts = models.IntegerField(default=0)
    pictures = models.SmallIntegerField(default=0)
    to_us = models.BooleanField(default=False)
    address = models.JSONField(default=dict)
    fold = OrgForeignKey("listening.Mention", models.SET_NULL, null=True, blank=True, related_name="+")
    copies = models.IntegerField(default=0)
    sentiment = models.CharField(max_length=10, default=Sentiment.NEUTRAL)
    chance = models.FloatField(default=0.0)
    is_uncertain = models.BooleanField(default=False)
    intent = models.CharField(max_length=10, default=Intent.OTHER)
    urgency = models.CharField(max_length=10, default=Urgency.NONE)
    provider = models.CharField(max_length=20, default="embedded")
    corrected_by = OrgForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    corrected_at = models.DateTimeField(null=True)
    is_handled = models.BooleanField(default=False)  # somebody looked, or a case took it up

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "platform", "key"], name="heard_once")]
        indexes = [
            models.Index(fields=["organisation_id", "-said_at", "-id"], name="mention_latest"),
            models.Index(fields=["organisation_id", "sentiment", "-said_at", "-id"], name="mention_by_sentiment"),
            models.Index(fields=["organisation_id", "reach", "id"], name="mention_by_reach"),
            models.Index(
                fields=["organisation_id", "platform", "said_on", "-reach", "-id"],
                include=["said_at"],
                name="mention_of_day",
            ),
            models.Index(fields=["organisation_id", "author", "-said_at"], name="mention_of_author"),
            models.Index(fields=["organisation_id", "fold"], name="mention_copies", condition=Q(fold__isnull=False)),
            models.Index(fields=["organisation_id", "platform", "parent"], name="mention_below"),
            models.Index(fields=["organisation_id", "source", "expires_at"], name="mention_expiry"),
        ]


class MentionTopic(OrgModel):
    """A mention belongs to a topic. What the most read of a topic are found by is told again here; it never changes."""

    mention = OrgForeignKey(Mention, models.CASCADE, related_name="topics")
    topic = OrgForeignKey(Topic, models.CASCADE, related_name="+")
    platform = models.CharField(max_length=20)
    reach = models.BigIntegerField()
    said_at = models.DateTimeField()
    said_on = said_on()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "mention", "topic"], name="mention_topic_once")
        ]
        indexes = [
            models.Index(fields=["organisation_id", "topic", "-said_at", "mention"], name="mention_of_topic"),
            models.Index(
                fields=["organisation_id", "topic", "platform", "said_on", "-reach", "-mention"],
                include=["said_at"],
                name="mention_topic_day",
            ),
        ]


class MentionAspect(OrgModel):
    """What a mention says about one side of the firm's offer."""

    mention = OrgForeignKey(Mention, models.CASCADE, related_name="aspects")
    aspect = models.CharField(max_length=12)
    sentiment = models.CharField(max_length=10)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "mention", "aspect"], name="mention_aspect_once")
        ]
        indexes = [
            models.Index(
                fields=["organisation_id", "aspect", "sentiment", "-said_at", "mention"], name="mention_by_aspect"
            )
        ]


class MentionBand(OrgModel):
    """A piece of a mention's fingerprint: who shares one may say nearly the same. Kept for some days only."""

    band = models.BigIntegerField()
    mention = OrgForeignKey(Mention, models.CASCADE, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "band"], name="mention_band"),
            models.Index(fields=["organisation_id", "mention"], name="mention_bands_of"),
            models.Index(fields=["organisation_id", "said_at"], name="mention_band_age"),
        ]


class SecondLook(OrgModel):
    """A mention that a language model is to look at, too; gone when it has. It holds no words.

    ``tries``: how often somebody took it; ``held_until``: whose turn it is until then.
    """

    mention = OrgForeignKey(Mention, models.CASCADE, related_name="+")
    tries = models.SmallIntegerField(default=0)
    held_until = models.DateTimeField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "mention"], name="second_look_once")]
