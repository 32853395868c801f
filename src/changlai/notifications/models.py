"""What members are told, how they want to be told, and what goes out to them."""

from datetime import time

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.kernel.fields import EncryptedJSONField
from changlai.kernel.tenancy import OrgForeignKey, OrgModel
from changlai.notifications.enums import OUTSIDE, DispatchState, MailState, Pace, Way

ONCE = 120  # characters of what is told once


class Notification(OrgModel):
    """One thing a member was told. Its sentences are made from kind and values, in the reader's language."""

    member = OrgForeignKey(Member, models.CASCADE)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=500, blank=True)
    values = models.JSONField(default=dict)
    once = models.CharField(max_length=ONCE)
    is_listed = models.BooleanField(default=True)  # False: the member wants this kind elsewhere only
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "member", "once"], name="notification_once"),
        ]
        indexes = [
            models.Index(
                fields=["organisation_id", "member", "-id"], name="notification_list", condition=Q(is_listed=True)
            ),
            models.Index(
                fields=["organisation_id", "member", "-id"],
                name="notification_unread",
                condition=Q(is_listed=True, read_at=None),
            ),
            models.Index(fields=["organisation_id", "created_at"], name="notification_age"),
        ]


class Dispatch(OrgModel):
    """A notice on its way out: all that wait for one member and way at the same moment go as one message."""

    notification = OrgForeignKey(Notification, models.CASCADE)
    member = OrgForeignKey(Member, models.CASCADE)
    way = models.CharField(max_length=10, choices=[(way.value, way.value) for way in OUTSIDE])
    due_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in DispatchState], default=DispatchState.WAITING
    )
    reason = models.CharField(max_length=300, default="", blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "notification", "way"], name="dispatch_once"),
        ]
        indexes = [
            models.Index(
                fields=["organisation_id", "member", "way", "due_at"],
                name="dispatch_waiting",
                condition=Q(state=DispatchState.WAITING),
            ),
        ]


class Choice(OrgModel):
    """How a member wants one kind one way; without a row, as the kind says."""

    member = OrgForeignKey(Member, models.CASCADE)
    kind = models.CharField(max_length=60)
    way = models.CharField(max_length=10, choices=[(way.value, way.value) for way in Way])
    pace = models.CharField(max_length=10, choices=[(pace.value, pace.value) for pace in Pace])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "member", "kind", "way"], name="notice_choice_once"),
        ]


class Habits(OrgModel):
    """When a member wants to be left alone, and when the daily digest comes. Hours of the member's ``time_zone``;
    empty: the organisation's. Quiet hours may go over midnight; without both ends there are none.
    """

    member = OrgForeignKey(Member, models.CASCADE)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    urgent_passes = models.BooleanField(default=True)
    digest_at = models.TimeField(default=time(9, 0))
    time_zone = models.CharField(max_length=50, default="", blank=True)
    has_sound = models.BooleanField(default=True)
    has_desktop = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "member"], name="notice_habits_once"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None) | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="notice_quiet_has_both_ends",
            ),
        ]


class Mail(OrgModel):
    """A mail to one address. ``letter`` (subject, sentences, links) is sealed, and empty once the mail has left."""

    to = models.CharField(max_length=254)
    letter = EncryptedJSONField(default=dict)
    once = models.CharField(max_length=ONCE)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in MailState], default=MailState.QUEUED)
    reason = models.CharField(max_length=300, default="", blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "once"], name="mail_once")]
        indexes = [models.Index(fields=["organisation_id", "-queued_at", "-id"], name="mail_latest")]
