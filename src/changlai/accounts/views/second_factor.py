"""Setting up a second factor, and doing without it again."""

from base64 import b64encode
from io import BytesIO
from urllib.parse import quote, urlencode

import segno
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import actions
from changlai.accounts.errors import TooManyAttempts, WrongCode
from changlai.accounts.forms import CodeForm
from changlai.accounts.models import RecoveryCode, SecondFactor
from changlai.accounts.pages import Request, member_page, member_page_on_the_way
from changlai.accounts.views import session
from changlai.ui.render import render

ISSUER = "Changlai"


@member_page_on_the_way
def second_factor(request: Request) -> HttpResponse:
    """Scan, type the code, keep the recovery codes; or what one has."""
    if request.user.has_second_factor:
        return _standing(request, CodeForm())
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            codes = actions.confirm_second_factor(
                member=request.member, code=form.cleaned_data["code"], now=timezone.now()
            )
        except (WrongCode, TooManyAttempts) as refusal:
            form.add_error("code", str(refusal.sentence))
        else:
            session.go_on(request, request.user)
            return _codes(request, codes, is_new=True)
    factor = actions.begin_second_factor(user=request.user)
    context = {
        "form": form,
        "picture": _picture(request, factor),
        "seed": " ".join(factor.seed[at : at + 4] for at in range(0, len(factor.seed), 4)),
        "is_required": request.member.role.needs_second_factor,
    }
    response = render(request, "accounts/second_factor.html", context, status=422 if form.is_bound else 200)
    response["Cache-Control"] = "no-store"
    return response


@member_page
def recovery_codes(request: Request) -> HttpResponse:
    """Fresh codes, for one of the app."""
    if request.method != "POST" or not request.user.has_second_factor:
        return _to_page(request)
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            codes = actions.renew_recovery_codes(
                member=request.member, code=form.cleaned_data["code"], now=timezone.now()
            )
        except (WrongCode, TooManyAttempts) as refusal:
            form.add_error("code", str(refusal.sentence))
        else:
            return _codes(request, codes, is_new=False)
    return _standing(request, form)


@member_page
def removal(request: Request) -> HttpResponse:
    """The password alone from now on."""
    if request.method != "POST" or not request.user.has_second_factor:
        return _to_page(request)
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            actions.drop_second_factor(member=request.member, code=form.cleaned_data["code"], now=timezone.now())
        except (WrongCode, TooManyAttempts) as refusal:
            form.add_error("code", str(refusal.sentence))
        else:
            session.go_on(request, request.user)
            return HttpResponseRedirect(reverse("accounts:profile", args=[request.organisation.slug]) + "?saved")
    return _standing(request, form)


def _standing(request: Request, form: CodeForm) -> HttpResponse:
    context = {
        "form": form,
        "factor": SecondFactor.objects.get(user=request.user),
        "codes_left": RecoveryCode.objects.filter(user=request.user, used_at=None).count(),
        "is_required": request.member.role.needs_second_factor,
    }
    status = 422 if form.is_bound else 200
    return render(request, "accounts/second_factor_standing.html", context, status=status)


def _codes(request: Request, codes: list[str], *, is_new: bool) -> HttpResponse:
    """The recovery codes, on this very answer and never again; ``is_new``: the second factor was set up just now."""
    response = render(request, "accounts/recovery_codes.html", {"codes": codes, "is_new": is_new})
    response["Cache-Control"] = "no-store"
    return response


def _to_page(request: Request) -> HttpResponse:
    return HttpResponseRedirect(reverse("accounts:second_factor", args=[request.organisation.slug]))


def _picture(request: Request, factor: SecondFactor) -> str:
    """The code that authenticator apps scan, as the address of a picture (key URI format of the authenticator apps)."""
    account = quote(f"{ISSUER}:{request.user.email or request.user.phone or request.user.name}")
    facts = urlencode({"secret": factor.seed, "issuer": ISSUER})
    picture = BytesIO()
    segno.make_qr(f"otpauth://totp/{account}?{facts}").save(picture, kind="svg", scale=4, border=2, light="#fff")
    return "data:image/svg+xml;base64," + b64encode(picture.getvalue()).decode()
