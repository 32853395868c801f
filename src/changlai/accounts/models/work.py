"""When the organisation works, and who is at their desk."""

from django.db import models

from changlai.accounts.enums import Attendance
from changlai.accounts.models.member import Member
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class WorkCalendar(OrgModel):
    """Business hours of an organisation, in its time zone. Without a row, or ``is_always``, it never closes."""

    is_always = models.BooleanField(default=True)
    week = models.JSONField(default=list)  # seven lists of [from, to] in minutes after midnight, Monday first

    class Meta(OrgModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation_id"], name="work_calendar_once")]


class SpecialDay(OrgModel):
    """A day that differs from its weekday: a holiday (no ranges), or a day worked instead."""

    day = models.DateField()
    name = models.CharField(max_length=80)
    ranges = models.JSONField(default=list)

    class Meta(OrgModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation_id", "day"], name="special_day_once")]


class Presence(OrgModel):
    """Whether a member is at work: what they chose, as long as a screen of theirs is open."""

    member = OrgForeignKey(Member, models.CASCADE)
    chosen = models.CharField(
        max_length=10, choices=[(a.value, a.value) for a in Attendance], default=Attendance.ONLINE
    )
    state = models.CharField(
        max_length=10, choices=[(a.value, a.value) for a in Attendance], default=Attendance.OFFLINE
    )
    since = models.DateTimeField()  # of the state
    seen_at = models.DateTimeField()  # the last sign of an open screen

    class Meta(OrgModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "member"], name="presence_once"),
            models.CheckConstraint(condition=~models.Q(chosen="offline"), name="presence_chosen"),
        ]
        indexes = [
            models.Index(
                fields=["organisation_id", "seen_at"], name="presence_seen", condition=~models.Q(state="offline")
            )
        ]
