from dataclasses import dataclass

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext

from changlai.accounts import catalogue
from changlai.accounts.enums import Level, SystemRole
from changlai.accounts.models.user import User
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class Department(OrgModel):
    """A part of the organisation. "Own department" reaches it and those below it."""

    name = models.CharField(max_length=80)
    parent = OrgForeignKey("self", null=True, blank=True, related_name="children")
    # Where a platform's directory has it, and how it is called there; empty for one made here.
    door = models.CharField(max_length=60, default="", db_default="", blank=True)
    external_id = models.CharField(max_length=128, default="", db_default="", blank=True)

    class Meta(OrgModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "door", "external_id"],
                condition=~models.Q(door=""),
                name="department_of_directory_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Role(OrgModel):
    """A set of permissions. ``grants`` maps a permission to a level ("team"); a system role needs none.

    ``shown_fields`` says of masked fields whether the role sees them in full.
    """

    slug = models.CharField(max_length=50)
    name = models.CharField(max_length=80, blank=True)  # empty for a system role: its name is translated
    grants = models.JSONField(default=dict, blank=True)
    shown_fields = models.JSONField(default=dict, db_default={}, blank=True)
    needs_second_factor = models.BooleanField(default=False, db_default=False)
    is_system = models.BooleanField(default=False)

    class Meta(OrgModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "slug"], name="role_slug_unique"),
            models.UniqueConstraint(
                "organisation_id", Lower("name"), condition=models.Q(is_system=False), name="role_name_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name on screen, in the reader's language."""
        return str(SystemRole(self.slug).label) if self.is_system else self.name or gettext("Unnamed role")

    def level(self, permission: str) -> Level:
        """How far the role lets its members go. Raises UnknownPermission."""
        return catalogue.level(permission, role=self.slug, is_system=self.is_system, grants=self.grants)

    def shows(self, field: str) -> bool:
        """Whether the role's members see a masked field in full. Raises UnknownField."""
        return catalogue.shows(field, role=self.slug, is_system=self.is_system, shown_fields=self.shown_fields)


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a program may go with its token: never further than the member, and no further than this."""

    role: Role | None = None
    areas: frozenset[str] = frozenset()  # first parts of permissions; empty for all

    def level(self, permission: str) -> Level:
        if self.areas and permission.partition(".")[0] not in self.areas:
            return Level.NONE
        return self.role.level(permission) if self.role else Level.ALL

    def shows(self, field: str) -> bool:
        return self.role is None or self.role.shows(field)


class Member(OrgModel):
    """A user in one organisation."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = OrgForeignKey(Role, related_name="members")
    department = OrgForeignKey(Department, null=True, blank=True, related_name="members")
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=80, blank=True)
    avatar_tone = models.PositiveSmallIntegerField(default=1)  # 1..8, tokens.css t1..t8
    portrait_file_id = models.BigIntegerField(null=True, blank=True)  # a picture of their own choice
    portrait = models.CharField(max_length=64, default="", db_default="", blank=True)  # its digest; in its address
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    checklist_steps = models.JSONField(default=list, blank=True)  # first steps that are done by looking: their slugs
    checklist_hidden_at = models.DateTimeField(null=True, blank=True)

    limits = Limits()  # of the token a program came with; nothing is stored

    class Meta(OrgModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "user"], name="member_user_unique"),
            models.CheckConstraint(condition=models.Q(avatar_tone__range=(1, 8)), name="member_tone_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def level(self, permission: str) -> Level:
        """How far a permission reaches for this member. Raises UnknownPermission."""
        return min(self.role.level(permission), self.limits.level(permission)) if self.is_active else Level.NONE

    def can(self, permission: str) -> bool:
        """Whether the member has the permission at all, if only for what is his own."""
        return self.level(permission) > Level.NONE
