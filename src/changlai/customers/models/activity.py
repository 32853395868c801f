"""How often customers did something a day: what "did X at least n times in d days" is answered from.

Derived from the timeline, which is the truth: can be rebuilt, and is compared with it every night.
"""

from django.db import models

from changlai.kernel.tenancy import OrgModel


class ActivityChunk(OrgModel):
    """Customers who did something of one kind on one day of the organisation's calendar.

    ``ids`` are theirs (int64, little-endian), ``counts`` how often (signed, as many bytes each as the largest needs).
    Several rows of a kind and day are added up; they are made one every few minutes.
    """

    kind = models.CharField(max_length=40)
    day = models.DateField()
    ids = models.BinaryField()
    counts = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "kind", "day", "id"], name="activity_chunk")]
