"""Deeds done to many records: which, by whom, how far, and what came of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from changlai.accounts.models import Member
from changlai.kernel.tenancy import OrgForeignKey, OrgModel
from changlai.records.enums import RunState


class DeedRun(OrgModel):
    """One deed done to many records by a member, in batches; it stays as its own report."""

    kind = models.CharField(max_length=40)
    deed = models.CharField(max_length=60)  # slug of a Deed
    member = OrgForeignKey(Member, models.CASCADE, related_name="+")
    arguments = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in RunState], default=RunState.RUNNING
    )
    total_count = models.PositiveIntegerField()
    done_count = models.PositiveIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)  # why not, in words, to how many
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    retry_of = models.BigIntegerField(null=True)  # the run whose failures this one tries again

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "member", "-id"], name="deed_run_of_member")]

    @property
    def gone_through(self) -> int:
        return self.done_count + self.failed_count


class RunBatch(OrgModel):
    """Some of the records a run means, frozen when it began. Done with its effect, in one transaction."""

    run = OrgForeignKey(DeedRun, models.CASCADE, related_name="batches")
    number = models.PositiveIntegerField()
    ids = ArrayField(models.BigIntegerField())
    is_done = models.BooleanField(default=False)
    failures = models.JSONField(default=dict)  # id, as text, to why not, in words

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "run", "number"], name="run_batch_once")]
        indexes = [
            models.Index(
                fields=["organisation_id", "run", "number"], name="run_batch_open", condition=models.Q(is_done=False)
            )
        ]
