"""What people said texts mean, what was learned from it, and the language model an organisation asks besides."""

from django.db import models
from django.db.models import Q

from changlai.ai.enums import Asks
from changlai.kernel.fields import EncryptedTextField
from changlai.kernel.tenancy import OrgModel

DIGEST = 64  # SHA-256 of the text, lower-case hex
ADDRESS_LENGTH, MODEL_LENGTH, KEY_LENGTH = 500, 120, 1_000
DETAIL_LENGTH = 200


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


class LanguageModel(OrgModel):
    """A language model elsewhere that an organisation chose to ask. ``budget``: tokens a calendar month.

    Prices are cents of a million tokens, read and written; they only tell what it came to. ``failure`` is why the
    latest call gave no answer, ``failures`` how many in a row did; nobody is asked before ``resume_at``.
    """

    address = models.CharField(max_length=ADDRESS_LENGTH)
    model = models.CharField(max_length=MODEL_LENGTH)
    key = EncryptedTextField(default="", blank=True)
    is_on = models.BooleanField(default=False)
    asks = models.CharField(max_length=10, default=Asks.UNCERTAIN)
    budget = models.BigIntegerField()
    price_read = models.IntegerField(default=0)
    price_written = models.IntegerField(default=0)
    failure = models.CharField(max_length=12, default="", blank=True)
    failure_detail = models.CharField(max_length=DETAIL_LENGTH, default="", blank=True)
    failed_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    resume_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id"], name="language_model_once"),
            models.CheckConstraint(condition=Q(budget__gte=0), name="language_model_budget"),
        ]

    def __str__(self) -> str:
        return self.model


class ModelUse(OrgModel):
    """What a language model was asked in a month of the organisation's calendar (its first day).

    ``tokens`` count against the budget: with every call the most it may take is set aside, and put right by what it
    took; an answer lost on the way stays counted. ``cost`` is in millionths of a cent.
    """

    month = models.DateField()
    calls = models.IntegerField(default=0)
    texts = models.IntegerField(default=0)
    judged = models.IntegerField(default=0)
    tokens = models.BigIntegerField(default=0)
    cost = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "month"], name="model_use_once")]
