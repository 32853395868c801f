"""Facts of its own that an organisation keeps about records of a kind (docs/adr/0017-own-fields.md).

Definitions stand here, once for every kind. Values stand with the module whose records they are of: one table each,
made of :class:`OwnValue`, a row a value in typed columns. What lists and segments compare with ``=`` and ``<`` is a
plain integer, date or text, so that an index serves it behind row-level security.
"""

from typing import Any

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.kernel.models import StoredFile
from changlai.kernel.tenancy import OrgForeignKey, OrgModel
from changlai.records.enums import FieldKind


class Section(OrgModel):
    """Fields that stand together on a record's page. ``of`` is the kind of record: ``customer``, ``company``."""

    of = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "of", "name"], name="own_section_once"),
            models.CheckConstraint(condition=~Q(name=""), name="own_section_named"),
        ]


class Field(OrgModel):
    """One fact: its name, kind and rules. An archived one is asked for no more; its values are kept until purged."""

    of = models.CharField(max_length=40)
    section = OrgForeignKey(Section, models.PROTECT, related_name="fields")
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in FieldKind])
    help = models.CharField(max_length=200, default="", blank=True)
    position = models.PositiveIntegerField(default=0)
    is_required = models.BooleanField(default=False)
    is_unique = models.BooleanField(default=False)
    is_masked = models.BooleanField(default=False)
    is_searchable = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True)
    purging_at = models.DateTimeField(null=True)  # since when its values are being deleted, in the background
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "of", "name"], name="own_field_once", condition=Q(archived_at__isnull=True)
            ),
            models.CheckConstraint(condition=~Q(name=""), name="own_field_named"),
            models.CheckConstraint(
                condition=Q(purging_at__isnull=True) | Q(archived_at__isnull=False),
                name="own_field_purged_from_archive",
            ),
        ]
        indexes = [models.Index(fields=["organisation_id", "section", "position"], name="own_field_of_section")]


class FieldOption(OrgModel):
    """One of a field's choices. An archived one is offered no more; who has it keeps it."""

    field = OrgForeignKey(Field, models.CASCADE, related_name="options")
    name = models.CharField(max_length=60)
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "field", "name"], name="own_option_once"),
            models.CheckConstraint(condition=~Q(name=""), name="own_option_named"),
        ]


class OwnValue(OrgModel):
    """A record's value of a field; of several choices one row each. A module adds ``record``, what it is of.

    ``text`` is as it was typed, ``key`` what is compared (lower case, at most 100 characters). ``number`` is an
    integer, because that is exact and its order serves an index where that of ``numeric`` does not: ten-thousandths
    of a number, cents of an amount, 1 and 0 of yes and no, the code of a place.
    """

    field = OrgForeignKey(Field, models.CASCADE, related_name="+")
    text = models.TextField(default="", blank=True)
    key = models.CharField(max_length=100, default="", blank=True)
    number = models.BigIntegerField(null=True)
    day = models.DateField(null=True)
    option = OrgForeignKey(FieldOption, models.PROTECT, null=True, related_name="+")
    member = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    file = OrgForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    is_only = models.BooleanField(default=True)  # the field takes one value
    is_unique = models.BooleanField(default=False)  # no two records have the same

    # Of the concrete class; said here so that what is common can speak of it.
    record: models.ForeignKey[Any, Any]
    record_id: int

    class Meta:
        abstract = True
        constraints = [
            # Serves every question about a record's values as well: of each there are many, and an index is dear.
            models.UniqueConstraint(
                fields=["organisation_id", "record", "field", "option"],
                name="%(app_label)s_value_once",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["organisation_id", "record", "field"],
                name="%(app_label)s_value_only",
                condition=Q(is_only=True, option__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["organisation_id", "field", "key"],
                name="%(app_label)s_value_unique",
                condition=Q(is_unique=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation_id", "field", "key", "record"],
                name="%(app_label)s_value_key",
                condition=~Q(key=""),
            ),
            models.Index(
                fields=["organisation_id", "field", "number", "record"],
                name="%(app_label)s_value_number",
                condition=Q(number__isnull=False),
            ),
            models.Index(
                fields=["organisation_id", "field", "day", "record"],
                name="%(app_label)s_value_day",
                condition=Q(day__isnull=False),
            ),
            models.Index(
                fields=["organisation_id", "field", "option", "record"],
                name="%(app_label)s_value_option",
                condition=Q(option__isnull=False),
            ),
            models.Index(
                fields=["organisation_id", "field", "member", "record"],
                name="%(app_label)s_value_member",
                condition=Q(member__isnull=False),
            ),
            models.Index(
                fields=["organisation_id", "file"], name="%(app_label)s_value_file", condition=Q(file__isnull=False)
            ),
        ]
