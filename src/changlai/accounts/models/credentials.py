"""Everything that opens a door. Only digests are stored; a table that leaks opens nothing."""

from django.db import models
from django.utils import timezone

from changlai.accounts.models.member import Member, Role
from changlai.accounts.models.organisation import Organisation
from changlai.accounts.models.user import User
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class SignInLink(models.Model):
    """Signs one user in once, within minutes."""

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class FirstRun(models.Model):
    """The one token that may set the system up; printed on the console, replaced at each start, dead when
    used.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="first_run_once")]


class SignInAttempt(models.Model):
    """An attempt that counts against a limit. ``bucket`` is a digest of the account and device, or of the
    address.
    """

    bucket = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["bucket", "at"], name="sign_in_attempt_bucket")]


class ApiToken(OrgModel):
    """A program's key: acts as its member, and may be narrowed. The value is shown once:
    ``cl_<prefix>_<43 characters>``. ``areas`` are the first parts of permissions, empty for all of them.
    """

    member = OrgForeignKey(Member, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    role = OrgForeignKey(Role, null=True, blank=True, related_name="api_tokens")  # None: as far as the member's own
    areas = models.JSONField(default=list, db_default=[], blank=True)
    is_read_only = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} (cl_{self.prefix}_…)"
