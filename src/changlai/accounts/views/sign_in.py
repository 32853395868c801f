from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import actions, queries
from changlai.accounts.forms import SignInForm
from changlai.accounts.pages import open_page
from changlai.accounts.views import session
from changlai.kernel.errors import Refusal
from changlai.ui.render import render


@open_page
def sign_in(request: HttpRequest) -> HttpResponse:
    """Account and password."""
    after = request.POST.get("next") or request.GET.get("next", "")
    if request.user.is_authenticated:
        return session.onwards(after)
    if not queries.has_organisations():
        return HttpResponseRedirect(reverse("entrance:welcome"))
    form = SignInForm(request.POST or None)
    refusal = None
    if form.is_valid():
        try:
            return _signed_in(request, form, after)
        except Refusal as caught:
            refusal = caught
    status = refusal.status if refusal else 422 if form.is_bound else 200
    page = {"form": form, "after": after, "refusal": refusal, "company": queries.only_organisation()}
    response = render(request, "accounts/sign_in.html", page, status=status)
    if refusal and "seconds" in refusal.facts:
        response["Retry-After"] = str(refusal.facts["seconds"])
    return response


def _signed_in(request: HttpRequest, form: SignInForm, after: str) -> HttpResponse:
    user = actions.sign_in_with_password(
        sign_in_name=form.cleaned_data["account"],
        password=form.cleaned_data["password"],
        visitor=session.visitor_of(request),
        now=timezone.now(),
    )
    session.begin(request, user, remember=form.cleaned_data["remember"])
    response = session.onwards(after)
    session.mark_device(response, user)
    return response


@open_page
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """A sign-in link. Looking at it changes nothing, so that a chat program's preview does not burn it."""
    if request.method == "POST":
        user, organisation = actions.use_sign_in_link(secret=secret, now=timezone.now())
        session.begin(request, user, organisation=organisation)
        response: HttpResponse = HttpResponseRedirect(reverse("front_door"))
        session.mark_device(response, user)
    else:
        response = render(request, "accounts/link.html", {})
    response["Referrer-Policy"] = "strict-origin"  # never the address; "no-referrer" would break its form
    return response


@open_page
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session. Reached by a form only; a mere look leads back."""
    if request.method == "POST":
        auth.logout(request)
        return HttpResponseRedirect(reverse("entrance:sign_in"))
    return HttpResponseRedirect(reverse("front_door"))
