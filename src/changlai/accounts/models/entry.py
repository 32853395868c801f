"""How people come in, and where they are in: invitations, forgotten passwords, second factors, sessions."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from changlai.accounts.models.member import Department, Member, Role
from changlai.accounts.models.organisation import Organisation
from changlai.accounts.models.user import User
from changlai.kernel.fields import EncryptedTextField
from changlai.kernel.tenancy import OrgForeignKey, OrgModel


class Invitation(OrgModel):
    """A place that waits for somebody. Its link is signed, not stored: it names the row and ``round``, so that the
    link of an earlier mail dies when the invitation is sent again.
    """

    email = models.CharField(max_length=254)
    role = OrgForeignKey(Role, related_name="invitations")
    department = OrgForeignKey(Department, models.SET_NULL, null=True, blank=True, related_name="invitations")
    invited_by = OrgForeignKey(Member, related_name="invitations")
    round = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    member = OrgForeignKey(Member, null=True, blank=True, related_name="+")  # who came of it

    class Meta(OrgModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "email"],
                condition=Q(revoked_at=None, accepted_at=None),
                name="invitation_open_once",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_lower"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, member=None) | Q(accepted_at__isnull=False, member__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def name(self) -> str:
        """What the audit log calls it."""
        return self.email


class PasswordReset(models.Model):
    """Somebody asked for a new password. The link is signed, names the row, and works once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)  # in whose name the mail goes out
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class SecondFactor(models.Model):
    """The seed of a user's authenticator app (RFC 6238), and the last step that was used: a code works once."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    seed = EncryptedTextField(owner="user_id")  # base32
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)  # until then it is not asked for
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """Stands in for the authenticator app once. Only a digest is stored."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]


class SignedIn(models.Model):
    """A session as its user sees it: which device, from where, since when. ``session_key`` is Django's."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    way = models.CharField(max_length=20)
    ip = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    generation = models.PositiveIntegerField(default=0, db_default=0)  # the user's, then: a later one has ended it

    class Meta:
        indexes = [models.Index(fields=["user", "-last_seen_at"], name="signed_in_user")]
