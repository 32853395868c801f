"""What signing in leaves behind in a session and on a device."""

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from changlai.accounts import throttle
from changlai.accounts.actions.sign_in import Visitor
from changlai.accounts.models import Organisation, User
from changlai.kernel.middleware import client_ip

BACKEND = "django.contrib.auth.backends.ModelBackend"
DEVICE_COOKIE = ("__Host-" if settings.SESSION_COOKIE_SECURE else "") + "changlai_device"
DEVICE_AGE = 400 * 86_400  # seconds; browsers keep no cookie longer
REMEMBERED_AGE = 14 * 86_400  # seconds
ORGANISATION = "organisation"  # session: the slug of the organisation opened last


def visitor_of(request: HttpRequest) -> Visitor:
    """Where an attempt to sign in comes from."""
    return Visitor(client_ip(request.META), request.COOKIES.get(DEVICE_COOKIE, ""))


def begin(
    request: HttpRequest, user: User, *, organisation: Organisation | None = None, remember: bool = False
) -> None:
    """Sign the user in under a new session key."""
    auth.login(request, user, backend=BACKEND)
    if remember:
        request.session.set_expiry(REMEMBERED_AGE)
    if organisation:
        request.session[ORGANISATION] = organisation.slug


def mark_device(response: HttpResponse, user: User) -> None:
    """Let later attempts from this device be counted apart from everybody else's."""
    response.set_cookie(
        DEVICE_COOKIE,
        throttle.device_mark(user.email or user.phone or ""),
        max_age=DEVICE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def onwards(target: str) -> HttpResponseRedirect:
    """To the page that was asked for before signing in, if it is one of ours; else to the front door."""
    is_ours = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return HttpResponseRedirect(target if is_ours else reverse("front_door"))
