"""A forgotten password."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from changlai.accounts import actions, proofs, queries
from changlai.accounts.enums import SignInWay
from changlai.accounts.errors import ResetOver, TooManyAttempts
from changlai.accounts.forms import AskResetForm, NewPasswordForm
from changlai.accounts.pages import open_page
from changlai.accounts.views import session
from changlai.ui.render import render


@open_page
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail. The answer is the same for everybody."""
    form = AskResetForm(request.POST or None)
    refusal = None
    if form.is_valid():
        try:
            actions.ask_password_reset(
                sign_in_name=form.cleaned_data["account"], visitor=session.visitor_of(request), now=timezone.now()
            )
        except TooManyAttempts as caught:
            refusal = caught
    is_asked = form.is_bound and form.is_valid() and refusal is None
    context = {"form": form, "refusal": refusal, "is_asked": is_asked, "sends_mail": bool(settings.MAIL_HOST)}
    status = refusal.status if refusal else 422 if form.is_bound and not is_asked else 200
    response = render(request, "accounts/forgotten.html", context, status=status)
    if refusal:
        response["Retry-After"] = str(refusal.facts["seconds"])
    return response


@open_page
def new_password(request: HttpRequest, ticket: str) -> HttpResponse:
    """The link of the mail: a new password, and in."""
    reset_id = proofs.read_reset_ticket(ticket)
    user = queries.reset_user(reset_id, now=timezone.now()) if reset_id else None
    if reset_id is None or user is None:
        raise ResetOver
    form = NewPasswordForm(request.POST or None, user=user)
    if form.is_valid():
        user = actions.reset_password(reset_id=reset_id, new=form.cleaned_data["new"], now=timezone.now())
        response = session.enter(request, user, way=SignInWay.RESET)
    else:
        context = {"form": form, "user": user}
        response = render(request, "accounts/new_password.html", context, status=422 if form.is_bound else 200)
    response["Referrer-Policy"] = "strict-origin"  # never the address; "no-referrer" would break its form
    return response
