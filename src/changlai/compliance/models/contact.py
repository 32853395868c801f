"""Whether, when and with which words a person may be written to."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.compliance.enums import Covers, Purpose, WordEffect
from changlai.customers.models import Customer
from changlai.kernel.fields import EncryptedTextField
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class Consent(OrgModel):
    """One word of a customer about being written to: yes or no, with its evidence. Rows are only added; the latest
    for a channel, or for all of them, counts (个人信息保护法 14-16: withdrawing is as easy as giving).
    """

    customer = OrgForeignKey(Customer, models.CASCADE)
    channel = models.CharField(max_length=40, default="", blank=True)  # a product's slug; empty: every channel
    purpose = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Purpose])
    is_given = models.BooleanField()
    at = models.DateTimeField()
    way = models.CharField(max_length=20)  # how it was said: a slug of enums.SaidBy
    text_version = models.CharField(max_length=60, default="", blank=True)  # of the notice that was shown
    evidence = models.CharField(max_length=1000, default="", blank=True)
    member = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "customer", "-at", "-id"], name="consent_of_customer")]


class ListKey(OrgModel):
    """The secret under which an organisation's suppression list is hashed: it outlives changes of the field keys,
    because what is on the list cannot be hashed anew once the value is gone.
    """

    secret = EncryptedTextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id"], name="list_key_once")]


class Suppression(OrgModel):
    """An address nobody writes to. Only its digest stands here, so that the entry survives the person's erasure."""

    kind = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    hint = models.CharField(max_length=40, default="", blank=True)  # masked, to find it again; goes with the person
    covers = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Covers])
    reason = models.CharField(max_length=20)
    note = models.CharField(max_length=200, default="", blank=True)
    until = models.DateTimeField(null=True)  # nobody writes before; empty: never again
    created_at = models.DateTimeField()
    member = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "kind", "digest"], name="suppression_once"),
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="suppression_is_a_digest"),
        ]
        indexes = [models.Index(fields=["organisation_id", "-id"], name="suppression_latest")]


class QuietHours(OrgModel):
    """When nothing is sent of one's own accord, in the organisation's time; past midnight when it ends before it
    begins. An empty channel is every channel.
    """

    channel = models.CharField(max_length=40, default="", blank=True)
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "channel"], name="quiet_hours_once"),
            models.CheckConstraint(condition=~Q(starts_at=models.F("ends_at")), name="quiet_hours_last"),
        ]


class BlockedWord(OrgModel):
    """A word that must not leave, or that one should think about; ``normal`` is how it is compared."""

    word = models.CharField(max_length=60)
    normal = models.CharField(max_length=60)
    category = models.CharField(max_length=40, default="", blank=True)
    effect = models.CharField(max_length=10, choices=[(one.value, one.value) for one in WordEffect])
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "normal"], name="blocked_word_once"),
            models.CheckConstraint(condition=~Q(normal=""), name="blocked_word_says_something"),
        ]


class Cap(OrgModel):
    """How often a customer is written to for a purpose at most, over all channels."""

    purpose = models.CharField(max_length=20)
    messages = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "purpose"], name="cap_once"),
            models.CheckConstraint(condition=Q(messages__gte=1, days__gte=1), name="cap_leaves_something"),
        ]


class LedgerEntry(OrgModel):
    """The ledger of caps: somebody was written to for a purpose that has one."""

    customer = OrgForeignKey(Customer, models.CASCADE)
    purpose = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "customer", "purpose", "-at"], name="contact_ledger")]
