"""How an organisation cares for its customers' records: the bin, what was purged from it, rules for duplicates."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.customers.enums import Certainty
from changlai.customers.models.people import Customer
from changlai.kernel.tenancy import OrgForeignKey, OrgModel
from changlai.records.enums import RunState

BIN_DAYS = 30
LONGEST_BIN_DAYS = 3650


class Care(OrgModel):
    """What an organisation decided; without a row everything is as on the first day."""

    bin_days = models.PositiveSmallIntegerField(default=BIN_DAYS, db_default=BIN_DAYS)  # from the bin to the purge

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id"], name="care_once"),
            models.CheckConstraint(condition=Q(bin_days__range=(1, LONGEST_BIN_DAYS)), name="care_bin_days"),
        ]


class TwinRule(OrgModel):
    """What an organisation decided about one way of finding duplicates; without a row it is as on the first day."""

    rule = models.CharField(max_length=60)  # a slug of enums.Twin, or field-<id>
    certainty = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Certainty])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "rule"], name="twin_rule_once")]


class Unchecked(OrgModel):
    """A customer who is new or changed, and whom nobody has compared with the others since."""

    customer = OrgForeignKey(Customer, models.CASCADE)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "customer"], name="unchecked_once")]


class MergeRun(OrgModel):
    """Many suggestions worked through in the background: merged, or merges of an earlier run undone."""

    member = OrgForeignKey(Member, models.CASCADE, related_name="+")
    undoes = OrgForeignKey("self", models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in RunState])
    waiting = ArrayField(models.BigIntegerField())  # suggestions; when undoing, merges
    merging_ids = ArrayField(models.BigIntegerField(), default=list)  # what became of it
    failed = models.JSONField(default=list)  # [[id, why in words], ...]
    total_count = models.PositiveIntegerField()
    done_count = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "-id"], name="merge_run_latest")]


class QualityCount(OrgModel):
    """How many customers a figure of the quality page had on a day: of all, of one source, of one responsible."""

    figure = models.CharField(max_length=40)
    day = models.DateField()
    by = models.CharField(max_length=10, default="", blank=True)  # "" of all, "source", "owner"
    value = models.CharField(max_length=120, default="", blank=True)  # the source, or the member's id
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "figure", "day", "by", "value"], name="quality_count_once"
            )
        ]


class Purge(OrgModel):
    """The proof that a customer of the bin is gone for good: ids and figures, nothing of the person."""

    old_ids = ArrayField(models.BigIntegerField())  # every id they ever had, the last one first
    binned_at = models.DateTimeField()
    purged_at = models.DateTimeField()
    by = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")  # nobody: its time was over
    report = models.JSONField(default=list)  # [[table, number of rows], ...]

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "-id"], name="purge_latest")]
