"""What signing in leaves behind in a session and on a device."""

import secrets
from dataclasses import asdict, dataclass

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from changlai.accounts import actions, throttle
from changlai.accounts.actions.sign_in import Visitor
from changlai.accounts.models import Organisation, User
from changlai.accounts.pages import SEEN
from changlai.kernel.clock import epoch
from changlai.kernel.middleware import client_ip

BACKEND = "changlai.accounts.backend.Members"
DEVICE_COOKIE = ("__Host-" if settings.SESSION_COOKIE_SECURE else "") + "changlai_device"
DEVICE_AGE = 400 * 86_400  # seconds; browsers keep no cookie longer
REMEMBERED_AGE = 14 * 86_400  # seconds
ORGANISATION = "organisation"  # session: the slug of the organisation opened last
PENDING = "pending"  # session: who is to give the second factor
PENDING_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in that waits for its second factor. ``proof`` changes with the password; ``at`` is in Unix seconds."""

    user_id: int
    proof: str
    way: str
    organisation: str
    remember: bool
    after: str
    at: float


def visitor_of(request: HttpRequest) -> Visitor:
    """Where an attempt to sign in comes from."""
    return Visitor(client_ip(request.META), request.COOKIES.get(DEVICE_COOKIE, ""))


def enter(
    request: HttpRequest,
    user: User,
    *,
    way: str,
    organisation: Organisation | None = None,
    remember: bool = False,
    after: str = "",
) -> HttpResponse:
    """Sign the user in and go on to ``after``; by way of the second factor when the user has one."""
    if user.has_second_factor:
        request.session.cycle_key()
        slug = organisation.slug if organisation else ""
        pending = Pending(user.pk, user.get_session_auth_hash(), way, slug, remember, after, epoch())
        request.session[PENDING] = asdict(pending)
        return HttpResponseRedirect(reverse("entrance:second_factor"))
    begin(request, user, way=way, organisation=organisation, remember=remember)
    response = onwards(after)
    mark_device(response, user)
    return response


def pending(request: HttpRequest) -> tuple[Pending, User] | None:
    """Who has proved who they are but for the second factor, within minutes; the password is still the same."""
    kept = request.session.get(PENDING)
    found = Pending(**kept) if kept else None
    if found is None or epoch() - found.at > PENDING_SECONDS:
        return None
    user = User.objects.filter(pk=found.user_id, is_active=True).first()
    if user is None or not secrets.compare_digest(user.get_session_auth_hash(), found.proof):
        return None
    return found, user


def complete(request: HttpRequest, waiting: Pending, user: User) -> HttpResponse:
    """The second factor was right: what ``enter`` put off."""
    organisation = Organisation.objects.filter(slug=waiting.organisation).first() if waiting.organisation else None
    request.session.pop(PENDING, None)
    begin(request, user, way=waiting.way, organisation=organisation, remember=waiting.remember)
    response = onwards(waiting.after)
    mark_device(response, user)
    return response


def begin(
    request: HttpRequest, user: User, *, way: str, organisation: Organisation | None = None, remember: bool = False
) -> None:
    """Sign the user in under a new session key, and write down where."""
    auth.login(request, user, backend=BACKEND)
    if remember:
        request.session.set_expiry(REMEMBERED_AGE)
    if organisation:
        request.session[ORGANISATION] = organisation.slug
    request.session[SEEN] = epoch()
    request.session.save()
    actions.note_session(
        user=user,
        key=request.session.session_key or "",
        way=way,
        ip=client_ip(request.META),
        agent=request.headers.get("User-Agent", ""),
        now=timezone.now(),
    )


def go_on(request: HttpRequest, user: User) -> None:
    """Every session of the user was ended but this one, which goes on under another key."""
    before = request.session.session_key or ""
    auth.update_session_auth_hash(request, user)
    request.session.save()
    actions.move_session(user=user, before=before, after=request.session.session_key or "")


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
