"""Questions about invitations, forgotten passwords, second factors and sessions."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from changlai.accounts import proofs
from changlai.accounts.models import Invitation, Organisation, PasswordReset, SignedIn, User


@dataclass(frozen=True, slots=True)
class LinkMail:
    """A mail with a link that is for its reader alone; never put it into an event or a log."""

    to: str
    name: str  # of the reader; empty when it is not known yet
    language: str
    organisation: str
    url: str
    expires_at: datetime
    by: str = ""  # who invites
    role: str = ""


def invitations() -> QuerySet[Invitation]:
    """Those that wait for an answer, the latest first."""
    rows = Invitation.objects.select_related("role", "department", "invited_by")
    return rows.filter(revoked_at=None, accepted_at=None).order_by("-sent_at", "-id")


def get_invitation(invitation_id: int) -> Invitation:
    """One that waits for an answer; raises Http404."""
    found = invitations().filter(pk=invitation_id).first()
    if found is None:
        raise Http404
    return found


def invitation_link(invitation: Invitation, *, now: datetime) -> str:
    """The address that takes the place: for the mail, and for an administrator to hand over himself."""
    ticket = proofs.InvitationTicket(invitation.organisation_id, invitation.pk, invitation.round)
    secret = proofs.invitation_ticket(ticket, expires_at=invitation.expires_at, now=now)
    return settings.PUBLIC_URL + reverse("entrance:invitation", args=[secret])


def invitation_mail(invitation_id: int, *, now: datetime) -> LinkMail | None:
    """What to write to whoever is invited, in the organisation's scope; None when the invitation is over."""
    found = invitations().filter(pk=invitation_id, expires_at__gt=now).first()
    if found is None:
        return None
    organisation = Organisation.objects.get(pk=found.organisation_id)
    return LinkMail(
        to=found.email,
        name="",
        language=organisation.language,
        organisation=organisation.name,
        url=invitation_link(found, now=now),
        expires_at=found.expires_at,
        by=found.invited_by.name,
        role=found.role.label,
    )


def password_reset_mail(reset_id: int, *, now: datetime) -> LinkMail | None:
    """What to write to whoever forgot the password; None when the link was used or is too old."""
    rows = PasswordReset.objects.select_related("user", "organisation")
    found = rows.filter(pk=reset_id, used_at=None, expires_at__gt=now).first()
    if found is None or not found.user.email:
        return None
    return LinkMail(
        to=found.user.email,
        name=found.user.name,
        language=found.user.language or found.organisation.language,
        organisation=found.organisation.name,
        url=reset_link(found, now=now),
        expires_at=found.expires_at,
    )


def reset_link(reset: PasswordReset, *, now: datetime) -> str:
    """The address that sets a new password: for the mail, and for an administrator to hand over himself."""
    secret = proofs.reset_ticket(reset.pk, expires_at=reset.expires_at, now=now)
    return settings.PUBLIC_URL + reverse("entrance:new_password", args=[secret])


def reset_user(reset_id: int, *, now: datetime) -> User | None:
    """Whose new password a link is about; None when it no longer works."""
    rows = PasswordReset.objects.select_related("user")
    found = rows.filter(pk=reset_id, used_at=None, expires_at__gt=now, user__is_active=True).first()
    return found.user if found else None


def sessions(user: User) -> list[SignedIn]:
    """Where the user is signed in, the latest seen first."""
    alive = SignedIn.objects.filter(user=user, generation=user.session_generation)
    return list(alive.order_by("-last_seen_at", "-id"))
