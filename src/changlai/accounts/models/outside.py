"""Who members are on platforms that let them in, and what a platform's directory said."""

from django.db import models

from changlai.accounts.enums import Arrivals
from changlai.accounts.models.member import Department, Member, Role
from changlai.kernel.fields import EncryptedJSONField
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class OutsideAccount(OrgModel):
    """A member as a platform knows them: by it they come in, and its directory keeps their place up to date."""

    door = models.CharField(max_length=60)
    external_id = models.CharField(max_length=128)
    member = OrgForeignKey(Member, models.CASCADE, related_name="outside_accounts")
    linked_at = models.DateTimeField()

    class Meta(OrgModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "door", "external_id"], name="outside_account_once"),
            models.UniqueConstraint(fields=["organisation_id", "door", "member"], name="outside_account_of_member"),
        ]


class DoorRule(OrgModel):
    """Who may come in by a platform's door. Without a rule, only members who are linked already.

    ``departments`` are the platform's ids, empty for all of them.
    """

    door = models.CharField(max_length=60)
    arrivals = models.CharField(
        max_length=20, choices=[(one.value, one.label) for one in Arrivals], default=Arrivals.KNOWN
    )
    role = OrgForeignKey(Role, related_name="door_rules")  # of those who are let in for the first time
    departments = models.JSONField(default=list, blank=True)

    class Meta(OrgModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation_id", "door"], name="door_rule_once")]


class DepartmentLead(OrgModel):
    """Who leads a department."""

    department = OrgForeignKey(Department, models.CASCADE, related_name="leads")
    member = OrgForeignKey(Member, models.CASCADE, related_name="leads")

    class Meta(OrgModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "department", "member"], name="department_lead_once")
        ]


class DirectoryImport(OrgModel):
    """What a platform's directory said, looked at before it is taken over. The names lie sealed."""

    door = models.CharField(max_length=60)
    snapshot = EncryptedJSONField()
    made_by = OrgForeignKey(Member, related_name="+")
    made_at = models.DateTimeField()
    is_awaited = models.BooleanField(default=False, db_default=False)  # the platform is being asked
    language = models.CharField(max_length=10, default="", db_default="", blank=True)  # of who asked
    trouble = models.TextField(default="", db_default="", blank=True)  # why the platform did not tell, in words
    taken_by = OrgForeignKey(Member, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)  # when somebody said: take it over
    wishes = models.JSONField(default=dict, db_default={}, blank=True)  # how: role, adds, removes; left: last seen to
    total_count = models.PositiveIntegerField(default=0, db_default=0)  # people and members to look at
    done_count = models.PositiveIntegerField(default=0, db_default=0)
    applied_at = models.DateTimeField(null=True, blank=True)  # when it ended
    is_stopped = models.BooleanField(default=False, db_default=False)  # somebody ended it before
    report = models.JSONField(default=dict, blank=True)  # what was done: counts by kind

    class Meta(OrgModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "door"],
                condition=models.Q(taken_at__isnull=False, applied_at=None),
                name="directory_import_under_way",
            )
        ]

    @property
    def is_read(self) -> bool:
        """The platform has answered: there is something to look at."""
        return not self.is_awaited and not self.trouble

    @property
    def is_under_way(self) -> bool:
        """Somebody said to take it over, and it is not done yet."""
        return self.taken_at is not None and self.applied_at is None
