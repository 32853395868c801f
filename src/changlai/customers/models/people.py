"""Customers, the identities they are known by, who follows them, and one timeline."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.kernel.fields import EncryptedTextField
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class Customer(OrgModel):
    """A person a firm has to do with. Every touch point leads to one of these."""

    is_unnamed_in_audit: ClassVar[bool] = True  # the log is never altered, and a person can be erased

    name = models.CharField(max_length=120, default="", blank=True)
    is_named_by_hand = models.BooleanField(default=False)  # then a platform's nickname no longer changes it
    avatar_url = models.CharField(max_length=500, default="", blank=True)
    avatar_file_id = models.BigIntegerField(null=True)  # our own copy: screens never load a stranger's address
    avatar_digest = models.CharField(max_length=64, default="", db_default="", blank=True)  # the copy's; in its address
    avatar_kept_url = models.CharField(max_length=500, default="", db_default="", blank=True)  # what it is a copy of
    gender = models.CharField(max_length=10, default="", blank=True)
    company = models.CharField(max_length=120, default="", blank=True)
    position = models.CharField(max_length=120, default="", blank=True)
    city = models.CharField(max_length=120, default="", blank=True)
    address = models.CharField(max_length=300, default="", db_default="", blank=True)
    birthday = models.DateField(null=True)
    # Names of the columns somebody here wrote: what platforms tell of them no longer changes them.
    by_hand = models.JSONField(default=list, db_default=[])
    phone = EncryptedTextField(default="", blank=True)  # E.164
    note = models.TextField(default="", blank=True)
    owner = OrgForeignKey(Member, models.SET_NULL, null=True, blank=True)
    source = models.CharField(max_length=120, default="", blank=True)  # the product and state of the first touch
    created_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # of the news that last changed name, picture ...; empty: created_at
    last_interaction_at = models.DateTimeField(null=True)
    followed_up_at = models.DateTimeField(null=True)  # when a colleague last kept in touch: enums.FOLLOWED_UP
    # Made by the database: people of one name have one key, and lists are sorted by it (records/sql/names.sql).
    # Compared with = and <, which an index serves behind RLS; NULL of who has no name.
    name_key = models.GeneratedField(
        expression=models.Func(models.F("name"), function="records_name_key"),
        output_field=models.TextField(),
        db_persist=True,
    )
    binned_at = models.DateTimeField(null=True)  # since then in the bin: in no list, until restored or purged
    binned_by = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    binned_reason = models.CharField(max_length=200, default="", db_default="", blank=True)

    class Meta:
        indexes = [  # lists leave out who is in the bin, however many those are: so do their indexes
            models.Index(
                fields=["organisation_id", "-last_interaction_at", "-id"],
                name="customer_by_activity",
                condition=Q(binned_at__isnull=True),
            ),
            models.Index(
                fields=["organisation_id", "owner", "-last_interaction_at", "-id"],
                name="customer_by_owner",
                condition=Q(binned_at__isnull=True),
            ),
            models.Index(
                fields=["organisation_id", "created_at", "id"],
                name="customer_by_creation",
                condition=Q(binned_at__isnull=True),
            ),
            models.Index(
                fields=["organisation_id", "city", "id"],
                name="customer_by_city",
                condition=Q(binned_at__isnull=True) & ~Q(city=""),
            ),
            models.Index(
                fields=["organisation_id", "company", "id"],
                name="customer_by_company",
                condition=Q(binned_at__isnull=True) & ~Q(company=""),
            ),
            models.Index(
                fields=["organisation_id", "birthday", "id"],
                name="customer_by_birthday",
                condition=Q(binned_at__isnull=True, birthday__isnull=False),
            ),
            models.Index(
                fields=["organisation_id", "-binned_at", "-id"],
                name="customer_in_bin",
                condition=Q(binned_at__isnull=False),
            ),
            models.Index(
                fields=["organisation_id", "name_key", "id"],
                name="customer_by_name_key",
                condition=Q(binned_at__isnull=True),
            ),
            models.Index(
                fields=["organisation_id", "followed_up_at", "id"],
                name="customer_by_follow_up",
                condition=Q(binned_at__isnull=True),
            ),
        ]


class Identity(OrgModel):
    """One name of a customer on one platform. Two customers never share one: that is the constraint, not a check."""

    customer = OrgForeignKey(Customer, models.CASCADE)
    kind = models.CharField(max_length=60)
    scope = models.CharField(max_length=128, default="", blank=True)
    value = models.CharField(max_length=254)
    is_strong = models.BooleanField(default=True)
    is_exclusive = models.BooleanField(default=True)
    account_id = models.BigIntegerField(null=True)  # where it was first seen
    beside_id = models.BigIntegerField(null=True)  # the identity it was first told together with; none: of the first
    created_at = models.DateTimeField()
    undeliverable_at = models.DateTimeField(null=True)  # a platform said for good that nothing arrives there
    undeliverable_reason = models.TextField(default="", db_default="", blank=True)  # in words

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "kind", "scope", "value"], name="identity_once")
        ]
        indexes = [
            models.Index(fields=["organisation_id", "customer", "id"], name="identity_of_customer"),
            models.Index(
                fields=["organisation_id", "account_id", "customer"],
                name="identity_by_account",
                condition=Q(account_id__isnull=False),
            ),
            models.Index(
                fields=["organisation_id", "kind", "value", "customer"],
                name="identity_by_value",
                condition=Q(kind__in=["email", "phone"]),
            ),
        ]


class Alias(OrgModel):
    """The id of a customer that was merged into another: it still resolves."""

    old_id = models.BigIntegerField()
    customer = OrgForeignKey(Customer, models.CASCADE)
    merged_at = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "old_id"], name="alias_once")]
        indexes = [models.Index(fields=["organisation_id", "customer"], name="alias_of_customer")]


class Suggestion(OrgModel):
    """Two customers that may be one, and why they were not merged by the machine."""

    first = OrgForeignKey(Customer, models.CASCADE, related_name="+")
    second = OrgForeignKey(Customer, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)  # the strongest: a slug of enums.Twin, after a colon what of
    rules = ArrayField(models.CharField(max_length=60), default=list, db_default=[])  # all of them, slugs alone
    confidence = models.PositiveSmallIntegerField(default=50, db_default=50)  # in percent
    created_at = models.DateTimeField()
    is_different = models.BooleanField(default=False, db_default=False)  # a person said so: the machine obeys
    decided_at = models.DateTimeField(null=True)
    decided_by = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "first", "second"], name="suggestion_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="suggestion_in_order"),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "second"], name="suggestion_by_second"),
            models.Index(
                fields=["organisation_id", "-confidence", "-id"],
                name="suggestion_open",
                condition=Q(is_different=False),
            ),
        ]


class Follow(OrgModel):
    """A colleague's relation with a customer on a platform: remark, source and tags belong to it."""

    customer = OrgForeignKey(Customer, models.CASCADE)
    account_id = models.BigIntegerField()
    colleague = models.CharField(max_length=128)  # the platform's id of the colleague
    remark = models.CharField(max_length=120, default="", blank=True)
    description = models.CharField(max_length=600, default="", blank=True)
    state = models.CharField(max_length=128, default="", blank=True)
    way = models.CharField(max_length=40, default="", blank=True)
    company = models.CharField(max_length=120, default="", blank=True)
    tags = models.JSONField(default=list)  # [[platform id, group, name], ...]
    added_at = models.DateTimeField(null=True)
    removed = models.CharField(max_length=20, default="", blank=True)  # a slug of labels.REMOVALS; empty while it lasts
    removed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()  # the platform's time of what is written here: older news change nothing

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "account_id", "customer", "colleague"], name="follow_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "customer"], name="follow_of_customer"),
            models.Index(fields=["organisation_id", "colleague"], name="follow_by_colleague", condition=Q(removed="")),
            models.Index(
                fields=["organisation_id", "colleague"], name="follow_unlisted", condition=Q(removed="unlisted")
            ),
        ]


class Interaction(OrgModel):
    """One entry of a timeline. Partitioned by month of ``occurred_at``; made by SQL; nothing references it.

    ``event_id`` and ``part`` name what caused it: handling the same event again changes nothing.
    """

    customer_id = models.BigIntegerField()
    account_id = models.BigIntegerField(null=True)
    identity_id = models.BigIntegerField(null=True)  # under which of their names the customer was met
    kind = models.CharField(max_length=40)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    event_id = models.BigIntegerField()
    part = models.SmallIntegerField()
    facts = models.JSONField()

    class Meta:
        managed = False
        db_table = "customers_interaction"
