"""What people said texts mean, and what was learned from it."""

from django.db import models
from django.db.models import Q

from changlai.kernel.fields import EncryptedTextField
from changlai.kernel.tenancy import OrgModel

DIGEST = 64  # SHA-256 of the text, lower-case hex


class CorrectionKept(OrgModel):
    """What a person said a text means: the last word on it counts. The text is sealed; it goes when the text's owner
    forgets it (``actions.forget``). ``said``: the labels, those of aspects under ``aspects``.
    """

    digest = models.CharField(max_length=DIGEST)
    text = EncryptedTextField()
    said = models.JSONField(default=dict)
    by_id = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "digest"], name="correction_once")]
        indexes = [models.Index(fields=["organisation_id", "-at", "-id"], name="correction_recent")]


class OwnLayer(OrgModel):
    """What an organisation's corrections add to the model. ``version`` grows with every training."""

    weights = models.BinaryField(default=b"")  # empty: nothing was learned
    version = models.IntegerField(default=1)
    correction_count = models.IntegerField(default=0)
    trained_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id"], name="own_layer_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="own_layer_version"),
        ]
