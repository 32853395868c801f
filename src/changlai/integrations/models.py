"""Programs of others that want to hear what happens, what they were told, and how it went."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.integrations.enums import DeliveryState, Disabled
from changlai.kernel.fields import EncryptedTextField
from changlai.kernel.tenancy import OrgForeignKey, OrgModel

URL_LENGTH = 2000
TOPIC_LENGTH = 60


class Endpoint(OrgModel):
    """An address of another program. ``topics`` are those it wants; none means all, also those that come later.

    ``old_secret`` signs too until ``old_secret_until``, so that the receiver has time to change over.
    """

    url = models.CharField(max_length=URL_LENGTH)
    name = models.CharField(max_length=80)
    topics = models.JSONField(default=list, blank=True)
    secret = EncryptedTextField()
    old_secret = EncryptedTextField(default="", blank=True)
    old_secret_until = models.DateTimeField(null=True)
    disabled = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Disabled], default="", blank=True
    )
    disabled_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)  # the first failure after the last success
    held_until = models.DateTimeField(null=True)  # it did not answer just now: leave it alone for a moment
    paced_at = models.DateTimeField(null=True)  # its pace: calls up to then are spoken for
    turn_at = models.DateTimeField(null=True)  # the last turn that was given to a message that has to wait
    created_by = OrgForeignKey(Member, models.SET_NULL, null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(disabled="", disabled_at=None) | (~Q(disabled="") & Q(disabled_at__isnull=False)),
                name="endpoint_disabled_with_date",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Message(OrgModel):
    """One event as it is told: the same bytes and the same ``uid`` for every endpoint and every try."""

    uid = models.CharField(max_length=40)
    topic = models.CharField(max_length=TOPIC_LENGTH)
    event_id = models.BigIntegerField(null=True)  # its place in the log; none for a test
    payload = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "uid"], name="webhook_message_uid"),
            models.UniqueConstraint(
                fields=["organisation_id", "event_id", "topic"],
                condition=Q(event_id__isnull=False),
                name="webhook_message_once",
            ),
        ]
        indexes = [models.Index(fields=["organisation_id", "created_at"], name="webhook_message_age")]


class Delivery(OrgModel):
    """A message to one endpoint."""

    endpoint = OrgForeignKey(Endpoint, models.CASCADE)
    message = OrgForeignKey(Message, models.CASCADE)
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in DeliveryState], default=DeliveryState.WAITING
    )
    try_count = models.PositiveIntegerField(default=0)
    round_count = models.PositiveIntegerField(default=0)  # tries since it was last ordered: where the schedule stands
    status = models.PositiveIntegerField(null=True)  # what the last try was answered; none: no answer
    next_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)  # it is being handed over since then
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "endpoint", "message"], name="webhook_delivery_once"),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "endpoint", "-id"], name="webhook_delivery_list"),
            models.Index(fields=["organisation_id", "endpoint", "state", "-id"], name="webhook_delivery_state"),
            models.Index(fields=["organisation_id", "message"], name="webhook_delivery_of"),
            models.Index(
                fields=["organisation_id", "endpoint", "called_at"],
                name="webhook_delivery_under_way",
                condition=Q(called_at__isnull=False),
            ),
        ]


class Try(OrgModel):
    """One request and its answer. ``error`` says in a slug why there was none; ``answer`` is the body's beginning."""

    delivery = OrgForeignKey(Delivery, models.CASCADE)
    at = models.DateTimeField()
    status = models.PositiveIntegerField(null=True)
    milliseconds = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=200, default="", blank=True)
    answer = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "delivery", "-id"], name="webhook_try_of")]
