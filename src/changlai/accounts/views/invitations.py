"""Inviting colleagues, and taking the place."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import actions, proofs, queries
from changlai.accounts.enums import SignInWay
from changlai.accounts.errors import InvitationOver
from changlai.accounts.forms import AcceptForm, InviteForm
from changlai.accounts.models import User
from changlai.accounts.pages import Request, open_page, page
from changlai.accounts.views import session
from changlai.kernel.tenancy import scope
from changlai.ui.render import render


@page(can="members.manage")
def invitations(request: Request) -> HttpResponse:
    """Invite one or many, and see who has not answered."""
    form = InviteForm(request.POST or None)
    outcomes: list[actions.Invited] = []
    if form.is_valid():
        given = form.cleaned_data
        outcomes = actions.invite_all(
            emails=given["emails"],
            role=given["role"],
            department=given["department"],
            by=request.member,
            now=timezone.now(),
        )
        form = InviteForm()
    context = {
        "form": form,
        "outcomes": outcomes,
        "invitations": queries.invitations(),
        "now": timezone.now(),
        "sends_mail": bool(settings.MAIL_HOST),
    }
    return render(request, "accounts/invitations.html", context, status=422 if form.is_bound else 200)


@page(can="members.manage", methods=("GET",))
def link(request: Request, invitation_id: int) -> HttpResponse:
    """The link itself, to hand over by other means than mail."""
    now = timezone.now()
    invitation = queries.get_invitation(invitation_id)
    actions.check_may_give(invitation.role, request.member)  # whoever has the link can take the place
    context = {"invitation": invitation, "link": queries.invitation_link(invitation, now=now), "now": now}
    response = render(request, "accounts/invitation_link.html", context)
    response["Cache-Control"] = "no-store"
    return response


@page(can="members.manage", methods=("POST",))
def sending(request: Request, invitation_id: int) -> HttpResponse:
    """Send it once more, with another link."""
    actions.resend(invitation=queries.get_invitation(invitation_id), by=request.member, now=timezone.now())
    return _back(request)


@page(can="members.manage", methods=("POST",))
def revocation(request: Request, invitation_id: int) -> HttpResponse:
    """Take it back."""
    actions.revoke(invitation=queries.get_invitation(invitation_id), by=request.member, now=timezone.now())
    return _back(request)


@open_page
def invitation(request: HttpRequest, ticket: str) -> HttpResponse:
    """Take an invited place: with a name and a password, or with the account one has already."""
    found = proofs.read_invitation_ticket(ticket)
    if found is None:
        raise InvitationOver
    with scope(found.organisation_id):
        mail = queries.invitation_mail(found.invitation_id, now=timezone.now())
        if mail is None or queries.get_invitation(found.invitation_id).round != found.round:
            raise InvitationOver
    known = User.objects.filter(email=mail.to).first()
    form = None if known else AcceptForm(request.POST or None, email=mail.to)
    if request.method == "POST" and (form is None or form.is_valid()):
        given = form.cleaned_data if form else {"name": "", "password": ""}
        organisation, member = actions.accept(ticket=found, now=timezone.now(), **given)
        response: HttpResponse = HttpResponseRedirect(reverse("web:start", args=[organisation.slug]))
        if form is not None:
            session.begin(request, member.user, way=SignInWay.INVITATION, organisation=organisation)
            session.mark_device(response, member.user)
    else:
        status = 422 if form is not None and form.is_bound else 200
        context = {"form": form, "mail": mail, "known": known}
        response = render(request, "accounts/invitation.html", context, status=status)
    response["Referrer-Policy"] = "strict-origin"  # never the address; "no-referrer" would break its form
    return response


def _back(request: Request) -> HttpResponse:
    return HttpResponseRedirect(reverse("accounts:invitations", args=[request.organisation.slug]))
