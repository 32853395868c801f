"""Inviting colleagues, for programs."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Schema, Status

from changlai.accounts import actions, queries
from changlai.accounts.api.members import department_or_404
from changlai.accounts.api.routing import router
from changlai.accounts.models import Invitation
from changlai.accounts.operations import ApiRequest, allowed, id_page, id_place

PAGE = 50
BASE = "/invitations/{int:invitation_id}"


class InvitationOut(Schema):
    """A place that waits for somebody. Its link goes out by mail only."""

    id: int
    email: str
    role_id: int
    department_id: int | None
    sent_at: datetime
    expires_at: datetime


class InvitationPage(Schema):
    """Those that wait for an answer, the latest made first."""

    items: list[InvitationOut]
    next: str | None


class InvitationsIn(Schema):
    """The same place for each of these addresses."""

    emails: list[str] = Field(min_length=1, max_length=100)
    role_id: int
    department_id: int | None = None


class InvitedOut(Schema):
    """What became of one address: the invitation, or why there is none."""

    email: str
    invitation: InvitationOut | None
    refusal: str


@router.get("/invitations", response=InvitationPage, summary="List open invitations")
@allowed("members.manage")
def invitations(request: ApiRequest, cursor: str = "") -> dict[str, Any]:  # noqa: ARG001 - the shape of an operation
    rows, below = queries.invitations().order_by("-id"), id_place(cursor)
    return id_page(list((rows.filter(pk__lt=below) if below else rows)[: PAGE + 1]), PAGE)


@router.post("/invitations", response=list[InvitedOut], summary="Invite colleagues")
@allowed("members.manage")
def invite(request: ApiRequest, given: InvitationsIn) -> list[dict[str, Any]]:
    """An address that is refused does not hold up the others. 403 for a role that reaches further than one's own."""
    good, refused = _sorted(given.emails)
    made = actions.invite_all(
        emails=good,
        role=queries.get_role(given.role_id),
        department=department_or_404(given.department_id) if given.department_id is not None else None,
        by=request.member,
        now=timezone.now(),
    )
    told = [
        {
            "email": one.email,
            "invitation": one.invitation,
            "refusal": str(one.refusal.sentence) if one.refusal else "",
        }
        for one in made
    ]
    return told + refused


@router.post(f"{BASE}/sending", response=InvitationOut, summary="Send an invitation again")
@allowed("members.manage")
def resend(request: ApiRequest, invitation_id: int) -> Invitation:
    """With another link; the link of the earlier mail dies."""
    actions.resend(invitation=queries.get_invitation(invitation_id), by=request.member, now=timezone.now())
    return queries.get_invitation(invitation_id)


@router.delete(BASE, response={204: None}, summary="Take an invitation back")
@allowed("members.manage")
def revoke(request: ApiRequest, invitation_id: int) -> Status[None]:
    """Its link stops working."""
    actions.revoke(invitation=queries.get_invitation(invitation_id), by=request.member, now=timezone.now())
    return Status(204, None)


def _sorted(emails: list[str]) -> tuple[list[str], list[dict[str, Any]]]:
    """Addresses in lower case, and the answer for what is none."""
    good: list[str] = []
    refused: list[dict[str, Any]] = []
    for email in emails:
        address = email.strip().lower()
        try:
            validate_email(address)
        except ValidationError:
            refused.append({"email": email, "invitation": None, "refusal": _("This is no e-mail address.")})
        else:
            good.append(address)
    return good, refused
