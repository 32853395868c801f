"""Where one is signed in."""

from dataclasses import dataclass

from django.contrib import auth
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from changlai.accounts import actions, devices, queries
from changlai.accounts.enums import SignInWay
from changlai.accounts.models import SignedIn
from changlai.accounts.pages import Request, member_page
from changlai.accounts.views import session
from changlai.ui.render import render


@dataclass(frozen=True, slots=True)
class Place:
    """A session on the page."""

    row: SignedIn
    device: devices.Device
    way: str
    is_here: bool


@member_page
def sessions(request: Request) -> HttpResponse:
    """Every device one is signed in on; posting signs out all others."""
    key = request.session.session_key or ""
    if request.method == "POST":
        actions.end_other_sessions(member=request.member, keep=key)
        session.go_on(request, request.user)
        return HttpResponseRedirect(f"{request.path}?saved")
    places = [_place(row, key) for row in queries.sessions(request.user)]
    context = {"places": sorted(places, key=lambda place: not place.is_here), "saved": "saved" in request.GET}
    return render(request, "accounts/sessions.html", context)


@member_page
def end(request: Request, session_id: int) -> HttpResponse:
    """Sign out one device; this one goes to the sign-in page."""
    if request.method == "POST":
        actions.end_session(member=request.member, session_id=session_id)
        if not request.session.exists(request.session.session_key or ""):
            auth.logout(request)
            return HttpResponseRedirect(reverse("entrance:sign_in"))
    return HttpResponseRedirect(reverse("accounts:sessions", args=[request.organisation.slug]) + "?saved")


def _place(row: SignedIn, key: str) -> Place:
    way = str(SignInWay(row.way).label) if row.way in set(SignInWay) else ""
    return Place(row, devices.named(row.agent), way, row.session_key == key)
