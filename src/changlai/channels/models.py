"""Connected accounts and what passed between them and us."""

import secrets

from django.db import models
from django.db.models import Q

from changlai.channels.contracts import HANDLE_BYTES
from changlai.channels.enums import Outcome, SendState
from changlai.kernel.fields import EncryptedJSONField
from changlai.kernel.tenancy import OrgForeignKey, OrgModel

PERSON_LENGTH = 128  # characters of a platform's name of somebody


def new_hook_key() -> str:
    """The secret part of a callback address: 160 random bits."""
    return secrets.token_hex(20)


class Account(OrgModel):
    """A connected account of a channel, or (with a parent) one of its endpoints, such as a 客服 account."""

    parent = OrgForeignKey("self", models.CASCADE, null=True, blank=True)
    channel = models.CharField(max_length=40)
    product = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    avatar_url = models.CharField(max_length=500, default="", blank=True)
    external_id = models.CharField(max_length=128, default="", blank=True)
    # Endpoints have none, their parent's is used: null, because many may have none and "" would be a second time.
    hook_key = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001 - as said above
    settings = EncryptedJSONField(default=dict)
    is_active = models.BooleanField(default=True)
    last_error = models.TextField(default="", blank=True)  # in words
    last_error_at = models.DateTimeField(null=True)
    authorised_until = models.DateTimeField(null=True)  # when its owner must agree again; null: never, or nobody says
    last_received_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "parent", "external_id"],
                name="account_endpoint_once",
                condition=Q(parent__isnull=False),
            ),
        ]

    @property
    def root_id(self) -> int:
        """The account that holds the settings."""
        return self.parent_id or self.id


class Delivery(OrgModel):
    """A raw delivery, verbatim, kept for replay. Partitioned by month of receipt; made by SQL."""

    account_id = models.BigIntegerField()
    kind = models.CharField(max_length=120)
    thread = models.TextField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    payload = models.BinaryField()
    context = models.BinaryField(null=True)
    in_public = models.BooleanField(default=False)  # said to everybody: read by the channel's voice

    class Meta:
        managed = False
        db_table = "channels_delivery"


class DeliveryKey(OrgModel):
    """What has been seen already. Lives longer than the partitions it guards."""

    account_id = models.BigIntegerField()
    digest = models.BinaryField()
    seen_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "channels_delivery_key"


class Tally(OrgModel):
    """Additions to the health counters of an account, by day: rows are only added, so nobody waits for a counter."""

    account_id = models.BigIntegerField()
    day = models.DateField()
    outcome = models.CharField(max_length=20, choices=[(o.value, o.value) for o in Outcome])
    reason = models.CharField(max_length=120, default="", blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "account_id", "day"], name="tally_by_day")]


class Token(OrgModel):
    """An access token of an account; ``fetching_until`` lets one caller at a time ask for a new one."""

    account = OrgForeignKey(Account, models.CASCADE)
    name = models.CharField(max_length=40)
    value = EncryptedJSONField(default=dict)
    expires_at = models.DateTimeField(null=True)
    fetching_until = models.DateTimeField(null=True)
    refused_until = models.DateTimeField(null=True)  # a wrong secret is not tried again for a while

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "account", "name"], name="token_once")]


class WindowTouch(OrgModel):
    """What somebody did last towards an account, without a word, that opens its reply window or shuts it (``is_open``).

    ``person`` is the platform's name of them, ``kind`` that of the delivery. Forgotten soon after the window's hours.
    """

    account = OrgForeignKey(Account, models.CASCADE)
    person = models.CharField(max_length=PERSON_LENGTH)
    kind = models.CharField(max_length=120)
    is_open = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "account", "person"], name="window_touch_once")
        ]


class Bucket(OrgModel):
    """How many calls to one API are left in this minute, and until when the platform has blocked it."""

    account = OrgForeignKey(Account, models.CASCADE)
    api = models.CharField(max_length=80)
    minute = models.DateTimeField()
    spent = models.PositiveIntegerField(default=0)
    blocked_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "account", "api"], name="bucket_once")]


class Stream(OrgModel):
    """How far a stream of an account has been pulled; the progress bar reads it."""

    account = OrgForeignKey(Account, models.CASCADE)
    key = models.CharField(max_length=160)
    cursor = models.TextField(default="", blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    is_running = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "account", "key"], name="stream_once")]


class Colleague(OrgModel):
    """A colleague as the platform knows them; ``member_id`` when we know who that is here."""

    account = OrgForeignKey(Account, models.CASCADE)
    external_id = models.CharField(max_length=128)
    name = models.CharField(max_length=120)
    avatar_url = models.CharField(max_length=500, default="", blank=True)
    member_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "account", "external_id"], name="colleague_once")
        ]


class Media(OrgModel):
    """A platform's media handle and the file we fetched for it; handles die after days."""

    account = OrgForeignKey(Account, models.CASCADE)
    remote = models.CharField(max_length=HANDLE_BYTES)
    file_id = models.BigIntegerField(null=True)
    error = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "account", "remote"], name="media_once")]


class Talk(OrgModel):
    """A visitor's talk as their own page shows it. ``seen_number``: they have read so far; ``read_number``: we have."""

    account = OrgForeignKey(Account, models.CASCADE)
    thread = models.CharField(max_length=200)
    last_number = models.PositiveIntegerField(default=0)
    seen_number = models.PositiveIntegerField(default=0)
    read_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "account", "thread"], name="talk_once")]


class Line(OrgModel):
    """One line of a talk; ``key`` makes it one, however often it is told."""

    talk = OrgForeignKey(Talk, models.CASCADE)
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=120)
    is_ours = models.BooleanField()
    name = models.CharField(max_length=120, default="", blank=True)  # of the colleague who wrote it
    content = models.JSONField()  # contracts.Content
    occurred_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "talk", "number"], name="line_number_once"),
            models.UniqueConstraint(fields=["organisation_id", "talk", "key"], name="line_key_once"),
        ]


class Outbox(OrgModel):
    """One message on its way out. ``key`` is unique for ever: a message is handed over at most once by itself."""

    account = OrgForeignKey(Account)
    key = models.CharField(max_length=32)
    reference = models.CharField(max_length=80)  # whose it is: "inbox.message:12"
    thread = models.BigIntegerField()  # the sender's ordering key (a conversation)
    address = models.JSONField()
    content = models.JSONField()
    author = models.CharField(max_length=120, default="", db_default="", blank=True)  # the colleague's name
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in SendState], default=SendState.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    platform_id = models.CharField(max_length=128, default="", blank=True)
    code = models.CharField(max_length=60, default="", blank=True)
    reason = models.TextField(default="", blank=True)
    can_retry = models.BooleanField(default=False)
    queued_at = models.DateTimeField(auto_now_add=True)
    handed_over_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "key"], name="outbox_key_once")]
        indexes = [
            models.Index(fields=["organisation_id", "reference"], name="outbox_by_reference"),
            models.Index(
                fields=["organisation_id", "account", "platform_id"],
                name="outbox_by_platform_id",
                condition=~Q(platform_id=""),
            ),
            models.Index(
                fields=["organisation_id", "thread", "id"],
                name="outbox_waiting",
                condition=Q(state__in=["queued", "sending"]),
            ),
        ]
