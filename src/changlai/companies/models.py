"""Companies, the trades they are in, the people inside them, and what was noted and kept about them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.companies.enums import CompanySize
from changlai.customers.models import Customer
from changlai.kernel.fields import EncryptedJSONField
from changlai.kernel.tenancy import OrgForeignKey, OrgModel
from changlai.records.models import OwnValue


class Industry(OrgModel):
    """A trade, as the organisation calls it."""

    name = models.CharField(max_length=40)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "name"], name="industry_once"),
            models.CheckConstraint(condition=~Q(name=""), name="industry_named"),
        ]


class Company(OrgModel):
    """A firm that customers work for. ``key`` is its name as names are compared, see ``naming.key``, ``core`` what
    tells it from others, see ``naming.core``; ``code`` the unified social credit code (GB 32100-2015); ``place`` the
    GB/T 2260 code of its province, city or district. With ``binned_at`` it waits in the bin.
    """

    name = models.CharField(max_length=120)
    key = models.CharField(max_length=120)
    # Made by the database, for sorting (records/sql/names.sql): by pinyin, where ``key`` goes by the numbers of the
    # characters.
    name_key = models.GeneratedField(
        expression=models.Func(models.F("name"), function="records_name_key"),
        output_field=models.TextField(),
        db_persist=True,
    )
    core = models.CharField(max_length=120, default="", blank=True)
    short_name = models.CharField(max_length=60, default="", blank=True)
    code = models.CharField(max_length=18, default="", blank=True)
    industry = OrgForeignKey(Industry, models.SET_NULL, null=True, related_name="+")
    size = models.CharField(
        max_length=10, default="", blank=True, choices=[(one.value, one.value) for one in CompanySize]
    )
    website = models.CharField(max_length=300, default="", blank=True)
    phone = models.CharField(max_length=30, default="", blank=True)  # E.164
    place = models.BigIntegerField(null=True)
    street = models.CharField(max_length=300, default="", blank=True)
    parent = OrgForeignKey("self", models.SET_NULL, null=True, related_name="daughters")
    owner = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    source = models.CharField(max_length=120, default="", blank=True)
    remark = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    binned_at = models.DateTimeField(null=True)
    binned_by = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    binned_reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "code"], name="company_code_once", condition=~Q(code="")
            ),
            models.CheckConstraint(condition=~Q(name=""), name="company_named"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="company_not_its_own_parent"),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "key", "id"], name="company_by_key"),
            models.Index(fields=["organisation_id", "name_key", "id"], name="company_by_name_key"),
            models.Index(fields=["organisation_id", "short_name", "id"], name="company_by_short_name"),
            models.Index(fields=["organisation_id", "-created_at", "-id"], name="company_by_creation"),
            models.Index(fields=["organisation_id", "owner", "-created_at", "-id"], name="company_by_owner"),
            models.Index(fields=["organisation_id", "parent", "id"], name="company_of_parent"),
            models.Index(fields=["organisation_id", "industry", "id"], name="company_by_industry"),
            models.Index(fields=["organisation_id", "place", "id"], name="company_by_place"),
            models.Index(fields=["organisation_id", "core", "id"], name="company_by_core", condition=~Q(core="")),
            models.Index(fields=["organisation_id", "phone", "id"], name="company_by_phone", condition=~Q(phone="")),
            models.Index(
                fields=["organisation_id", "binned_at", "id"],
                name="company_in_bin",
                condition=Q(binned_at__isnull=False),
            ),
        ]


class Post(OrgModel):
    """A customer works, or worked, for a company. ``is_main``: it is the one a customer is shown with."""

    company = OrgForeignKey(Company, models.CASCADE, related_name="posts")
    customer = OrgForeignKey(Customer, models.CASCADE, related_name="+")
    position = models.CharField(max_length=120, default="", blank=True)
    is_main = models.BooleanField(default=False)
    since = models.DateField(null=True)
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "customer", "company"], name="post_once"),
            models.UniqueConstraint(
                fields=["organisation_id", "customer"], name="post_main_once", condition=Q(is_main=True)
            ),
            models.CheckConstraint(condition=~Q(is_main=True, left_on__isnull=False), name="post_main_is_present"),
        ]
        indexes = [models.Index(fields=["organisation_id", "company", "left_on", "id"], name="post_of_company")]


class CompanyNote(OrgModel):
    """What a member wrote about a company for colleagues."""

    company = OrgForeignKey(Company, models.CASCADE, related_name="notes")
    member = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "company", "-id"], name="company_note_of")]


class CompanyValue(OwnValue):
    """A company's value of an own field; of several choices one row each."""

    record = OrgForeignKey(Company, models.CASCADE, related_name="+")


class CompanyMerging(OrgModel):
    """Two companies became one, by a person. No reference to them: a merge outlives both, and a row comes back under
    its old id. ``is_kept``: what undoing needs is still there.
    """

    into_id = models.BigIntegerField()
    old_id = models.BigIntegerField()
    old_name = models.CharField(max_length=120)
    by = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    is_kept = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "into_id", "-id"], name="company_merging_into"),
            models.Index(fields=["organisation_id", "-id"], name="company_merging_latest"),
            models.Index(
                fields=["organisation_id", "merged_at"], name="company_merging_kept", condition=Q(is_kept=True)
            ),
        ]


class CompanyMergeImage(OrgModel):
    """What one module has to put back when a merge of companies is undone: see customers.contracts.Kept.

    ``people`` are the customers whose posts are among ``rows``: who is erased leaves here, too.
    """

    merging = OrgForeignKey(CompanyMerging, models.CASCADE, related_name="images")
    old_id = models.BigIntegerField()
    place = models.CharField(max_length=80)
    ids = ArrayField(models.BigIntegerField(), default=list)
    rows = EncryptedJSONField(default=list)
    people = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "merging", "id"], name="company_merge_image")]


class CompanyAlias(OrgModel):
    """The id of a company that was merged leads to the one that stayed."""

    old_id = models.BigIntegerField()
    company = OrgForeignKey(Company, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "old_id"], name="company_alias_once")]
        indexes = [models.Index(fields=["organisation_id", "company"], name="company_alias_of")]


class CompanyApart(OrgModel):
    """Two companies that look alike, of which somebody said that they are two; the older one is the first."""

    first = OrgForeignKey(Company, models.CASCADE, related_name="+")
    second = OrgForeignKey(Company, models.CASCADE, related_name="+")
    by = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "first", "second"], name="company_apart_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="company_apart_ordered"),
        ]
        indexes = [models.Index(fields=["organisation_id", "second"], name="company_apart_second")]
