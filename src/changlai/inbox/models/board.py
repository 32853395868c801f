"""The board's figures by day: made of the conversations, and made again whenever one of the day changes."""

from django.db import models

from changlai.inbox.enums import Split
from changlai.kernel.tenancy import OrgModel


class DaySheet(OrgModel):
    """What became of the conversations opened on one day, over all or of one member, account or hour.

    ``first`` and ``solved`` say how many took so many business seconds: {"75": 3}, rounded as people read them.
    """

    day = models.DateField()
    split = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Split])
    key = models.BigIntegerField(default=0)  # the member's or account's id, the hour; 0 for all and for nobody
    opened = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    closed = models.PositiveIntegerField()
    rated = models.PositiveIntegerField()
    score_sum = models.PositiveIntegerField()
    first = models.JSONField(default=dict)
    solved = models.JSONField(default=dict)

    class Meta(OrgModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "day", "split", "key"], name="day_sheet_once")
        ]


class StaleDay(OrgModel):
    """A day whose sheets must be made again. As often as it was said: whoever says it never waits for who counts."""

    day = models.DateField()

    class Meta(OrgModel.Meta):
        indexes = [models.Index(fields=["organisation_id", "-day"], name="stale_days")]
