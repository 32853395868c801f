"""Facts of its own that an organisation keeps about customers (docs/adr/0017-own-fields.md).

A value is a row in typed columns: what lists and segments compare with ``=`` and ``<`` is a plain integer, date or
text, so that an index serves it behind row-level security.
"""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.customers.enums import FieldKind
from changlai.customers.models.people import Customer
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class Section(OrgModel):
    """Fields that stand together on a customer's page."""

    name = models.CharField(max_length=40)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "name"], name="section_once"),
            models.CheckConstraint(condition=~Q(name=""), name="section_named"),
        ]


class Field(OrgModel):
    """One fact: its name, kind and rules. An archived one is asked for no more; its values are kept until purged."""

    section = OrgForeignKey(Section, models.PROTECT, related_name="fields")
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in FieldKind])
    help = models.CharField(max_length=200, default="", blank=True)
    position = models.PositiveIntegerField(default=0)
    is_required = models.BooleanField(default=False)
    is_unique = models.BooleanField(default=False)
    is_masked = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "name"], name="field_once", condition=Q(archived_at__isnull=True)
            ),
            models.CheckConstraint(condition=~Q(name=""), name="field_named"),
        ]
        indexes = [models.Index(fields=["organisation_id", "section", "position"], name="field_of_section")]


class FieldOption(OrgModel):
    """One of a field's choices. An archived one is offered no more; who has it keeps it."""

    field = OrgForeignKey(Field, models.CASCADE, related_name="options")
    name = models.CharField(max_length=60)
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "field", "name"], name="field_option_once"),
            models.CheckConstraint(condition=~Q(name=""), name="field_option_named"),
        ]


class FieldValue(OrgModel):
    """A customer's value of a field; of several choices one row each.

    ``text`` is as it was typed, ``key`` what is compared (lower case, at most 100 characters). ``number`` counts
    ten-thousandths: an integer is exact, and its order serves an index where that of ``numeric`` does not.
    """

    customer = OrgForeignKey(Customer, models.CASCADE)
    field = OrgForeignKey(Field, models.CASCADE)
    text = models.TextField(default="", blank=True)
    key = models.CharField(max_length=100, default="", blank=True)
    number = models.BigIntegerField(null=True)
    day = models.DateField(null=True)
    option = OrgForeignKey(FieldOption, models.PROTECT, null=True)
    member = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    is_only = models.BooleanField(default=True)  # the field takes one value
    is_unique = models.BooleanField(default=False)  # no two customers have the same

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "customer", "field"], name="field_value_only", condition=Q(is_only=True)
            ),
            models.UniqueConstraint(
                fields=["organisation_id", "customer", "field", "option"],
                name="field_value_once",
                condition=Q(option__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["organisation_id", "field", "key"], name="field_value_unique", condition=Q(is_unique=True)
            ),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "customer", "field"], name="field_value_of_customer"),
            models.Index(
                fields=["organisation_id", "field", "key", "customer"], name="field_value_key", condition=~Q(key="")
            ),
            models.Index(
                fields=["organisation_id", "field", "number", "customer"],
                name="field_value_number",
                condition=Q(number__isnull=False),
            ),
            models.Index(
                fields=["organisation_id", "field", "day", "customer"],
                name="field_value_day",
                condition=Q(day__isnull=False),
            ),
            models.Index(
                fields=["organisation_id", "field", "option", "customer"],
                name="field_value_option",
                condition=Q(option__isnull=False),
            ),
            models.Index(
                fields=["organisation_id", "field", "member", "customer"],
                name="field_value_member",
                condition=Q(member__isnull=False),
            ),
        ]
