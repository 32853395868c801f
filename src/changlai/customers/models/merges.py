"""What was made one, and what undoing it needs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from changlai.accounts.models import Member
from changlai.kernel.fields import EncryptedJSONField
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class Merging(OrgModel):
    """Several customers became one, by a person or by the machine. Ids are kept as they were that day.

    No reference to a customer: a merge outlives them both, and their rows come back under the same ids.
    """

    into_id = models.BigIntegerField()
    merged_ids = ArrayField(models.BigIntegerField())
    reason = models.CharField(max_length=300)
    by = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")  # nobody: the machine
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    is_kept = models.BooleanField(default=True)  # whether the images are still there

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "into_id", "-id"], name="merging_into"),
            models.Index(fields=["organisation_id", "-id"], name="merging_latest"),
            models.Index(
                fields=["organisation_id", "merged_at"], name="merging_kept", condition=models.Q(is_kept=True)
            ),
        ]


class MergeImage(OrgModel):
    """What one module has to put back when a merge is undone: see customers.contracts.Kept."""

    merging = OrgForeignKey(Merging, models.CASCADE)
    old_id = models.BigIntegerField()  # the customer whose rows these were: who stayed has some too
    place = models.CharField(max_length=80)
    ids = ArrayField(models.BigIntegerField(), default=list)
    rows = EncryptedJSONField(default=list)  # rows as they stood: as private as the rows themselves

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "merging", "id"], name="merge_image")]
