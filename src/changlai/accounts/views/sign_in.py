from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import actions, queries
from changlai.accounts.enums import SignInWay
from changlai.accounts.errors import TooManyAttempts, WrongCode
from changlai.accounts.forms import CodeForm, SignInForm
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
    house, doors = queries.doors_at(request.GET.get("at", ""))
    page = {
        "form": form,
        "after": after,
        "refusal": refusal,
        "company": queries.only_organisation(),
        "house": house,
        "doors": doors,
    }
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
    remember = form.cleaned_data["remember"]
    return session.enter(request, user, way=SignInWay.PASSWORD, remember=remember, after=after)


@open_page
def second_factor(request: HttpRequest) -> HttpResponse:
    """The code of the authenticator app, after the password."""
    waiting = session.pending(request)
    if waiting is None:
        return HttpResponseRedirect(reverse("entrance:sign_in"))
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            actions.check_second_factor(user=waiting[1], code=form.cleaned_data["code"], now=timezone.now())
        except (WrongCode, TooManyAttempts) as refusal:
            form.add_error("code", str(refusal.sentence))
        else:
            return session.complete(request, *waiting)
    return render(request, "accounts/second_factor_asked.html", {"form": form}, status=422 if form.is_bound else 200)


@open_page
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """A sign-in link. Looking at it changes nothing, so that a chat program's preview does not burn it."""
    if request.method == "POST":
        user, organisation = actions.use_sign_in_link(secret=secret, now=timezone.now())
        response = session.enter(request, user, way=SignInWay.LINK, organisation=organisation)
    else:
        response = render(request, "accounts/link.html", {})
    response["Referrer-Policy"] = "strict-origin"  # never the address; "no-referrer" would break its form
    return response


@open_page
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session. Reached by a form only; a mere look leads back."""
    if request.method == "POST":
        actions.forget_session(key=request.session.session_key or "")
        auth.logout(request)
        return HttpResponseRedirect(reverse("entrance:sign_in"))
    return HttpResponseRedirect(reverse("front_door"))
