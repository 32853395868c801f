"""Letting new colleagues in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from changlai.accounts.actions.members import create_member
from changlai.accounts.actions.roles import check_may_give
from changlai.accounts.enums import SystemRole
from changlai.accounts.errors import AlreadyInvited, AlreadyMember, InvitationOver
from changlai.accounts.events import MemberInvited
from changlai.accounts.models import Department, Invitation, Member, Organisation, Role, User
from changlai.accounts.proofs import InvitationTicket
from changlai.kernel import audit
from changlai.kernel.errors import Refusal
from changlai.kernel.events import publish
from changlai.kernel.tenancy import scope

INVITATION_LIFE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invited:
    """What became of one address: the invitation, or why there is none."""

    email: str
    invitation: Invitation | None
    refusal: Refusal | None


def invite_all(
    *, emails: Sequence[str], role: Role, department: Department | None, by: Member, now: datetime
) -> list[Invited]:
    """Invite several people to the same place; an address that is refused does not hold up the others.

    Raises MayNotGive for a role that goes further than one's own.
    """
    check_may_give(role, by)
    outcomes = []
    for email in dict.fromkeys(emails):
        try:
            invitation = invite(email=email, role=role, department=department, by=by, now=now)
        except (AlreadyMember, AlreadyInvited) as refusal:
            outcomes.append(Invited(email, None, refusal))
        else:
            outcomes.append(Invited(email, invitation, None))
    return outcomes


def invite(*, email: str, role: Role, department: Department | None, by: Member, now: datetime) -> Invitation:
    """Keep a place for somebody, who is told by mail. ``email`` in lower case.

    Raises AlreadyMember, AlreadyInvited while an invitation is open, and MayNotGive.
    """
    check_may_give(role, by)
    known = Member.objects.filter(user__email=email).first()
    if known is not None:
        raise AlreadyMember(known.name, is_active=known.is_active)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email,
                role=role,
                department=department,
                invited_by=by,
                created_at=now,
                sent_at=now,
                expires_at=now + INVITATION_LIFE,
            )
    except IntegrityError as error:
        raise AlreadyInvited(email) from error
    audit.record("accounts.invitation.sent", actor=by, obj=invitation, changes={"role": role.label})
    _tell(invitation)
    return invitation


def resend(*, invitation: Invitation, by: Member, now: datetime) -> None:
    """Send it again with another link, good for the full time; the link of the earlier mail dies.

    Raises InvitationOver and MayNotGive.
    """
    check_may_give(invitation.role, by)
    held = _open(invitation)
    held.round, held.sent_at, held.expires_at = held.round + 1, now, now + INVITATION_LIFE
    held.save(update_fields=["round", "sent_at", "expires_at"])
    audit.record("accounts.invitation.sent", actor=by, obj=held, changes={"role": held.role.label})
    _tell(held)


def revoke(*, invitation: Invitation, by: Member, now: datetime) -> None:
    """Its link stops working. Raises InvitationOver."""
    held = _open(invitation)
    held.revoked_at = now
    held.save(update_fields=["revoked_at"])
    audit.record("accounts.invitation.revoked", actor=by, obj=held)


def accept(*, ticket: InvitationTicket, name: str, password: str, now: datetime) -> tuple[Organisation, Member]:
    """Take the place. Who signs in elsewhere already keeps name and password there. Raises InvitationOver."""
    organisation = Organisation.objects.filter(pk=ticket.organisation_id).first()
    if organisation is None:
        raise InvitationOver
    with scope(organisation.pk):
        invitation = _open(Invitation.objects.filter(pk=ticket.invitation_id, round=ticket.round).first())
        if invitation.expires_at <= now:
            raise InvitationOver
        known = User.objects.filter(email=invitation.email).first()
        member = create_member(
            organisation=organisation,
            name=known.name if known else name,
            sign_in_name=invitation.email,
            role=_role(invitation),
            department=invitation.department,
            password=password,
        )
        invitation.accepted_at, invitation.member = now, member
        invitation.save(update_fields=["accepted_at", "member"])
        audit.record("accounts.invitation.accepted", actor=member, obj=invitation)
    return organisation, member


def _role(invitation: Invitation) -> str:
    """The role that was meant; who invited must still be there, for an administrator's place above all."""
    if invitation.role.slug == SystemRole.ADMIN and not invitation.invited_by.is_active:
        raise InvitationOver
    return str(invitation.role.slug)


def _open(invitation: Invitation | None) -> Invitation:
    """The invitation, locked. Raises InvitationOver when it is gone, taken or taken back."""
    if invitation is None:
        raise InvitationOver
    rows = Invitation.objects.select_for_update(of=("self",)).filter(revoked_at=None, accepted_at=None)
    found = rows.filter(pk=invitation.pk, round=invitation.round).first()
    if found is None:
        raise InvitationOver
    return found


def _tell(invitation: Invitation) -> None:
    publish(
        MemberInvited(
            organisation_id=invitation.organisation_id, key=invitation.invited_by_id, invitation_id=invitation.pk
        )
    )
