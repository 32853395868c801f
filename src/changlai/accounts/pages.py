"""The only way to make a page. Each says who may open it; the tests walk every address and ask ``view.page``.

    @page(can="inbox.view")                      a permission in an organisation
    @outside_page(can="channels.manage")         the same, with no transaction around it: it calls a platform
    @member_page                                 any active member of the organisation (profile, search)
    @member_page_on_the_way                      the same, before a required second factor is set up
    @signed_in_page                              somebody signed in, no organisation yet (choosing one)
    @open_page                                   everybody (sign-in, first run)
    @ticket_page(purpose="inbox.rating")         whoever holds a signed link: a customer who is asked something

A page of an organisation runs, rendering included, in one scope: one transaction, rolled back by any
exception. A :class:`Refusal` becomes an answer with its sentence: a page, or a toast for htmx.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control

from changlai.accounts import actions, queries
from changlai.accounts.models import Member, Organisation, User
from changlai.accounts.refusals import missing_permission, not_this_way, refused
from changlai.kernel import crypto
from changlai.kernel.clock import epoch
from changlai.kernel.errors import Refusal
from changlai.kernel.middleware import client_ip
from changlai.kernel.tenancy import scope
from changlai.kernel.throttle import Throttle
from changlai.ui import preferences

__all__ = [
    "Door",
    "Held",
    "PageRule",
    "Request",
    "member_page",
    "member_page_on_the_way",
    "open_page",
    "outside_page",
    "page",
    "signed_in_page",
    "ticket_page",
]

SEEN = "seen"  # session: when it was last written down that it is in use, in Unix seconds
SEEN_SECONDS = 300
GET_POST = ("GET", "POST")
SIGN_IN_FIRST = 401
LINK_PER_MINUTE, LINK_AT_ONCE = 20, 10  # requests by one link
_LINKS = Throttle(per_minute=LINK_PER_MINUTE, burst=LINK_AT_ONCE)


class Request(HttpRequest):
    """What a page of an organisation gets. Nobody else comes in."""

    user: User
    member: Member
    organisation: Organisation


View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class PageRule:
    """Who may open a page. ``kind`` is permission, member, signed_in or open; ``can`` goes with permission."""

    kind: str
    methods: tuple[str, ...]
    can: str = ""
    is_on_the_way: bool = False  # open before a second factor that the role requires is set up


class Door:
    """A view with its rule in ``.page``."""

    def __init__(self, view: View, rule: PageRule) -> None:
        functools.update_wrapper(self, view)
        self.view = view
        self.page = rule

    def __call__(self, request: HttpRequest, **arguments: Any) -> HttpResponse:  # noqa: ANN401 - parts of the address
        if request.method not in self.page.methods and not (request.method == "HEAD" and "GET" in self.page.methods):
            return not_this_way(request, self.page.methods)
        response = self.admit(request, **arguments)
        if isinstance(response, HttpResponseNotAllowed):
            return not_this_way(request, response["Allow"].split(", "))
        patch_cache_control(response, private=True, no_cache=True) if not response.has_header("Cache-Control") else None
        return response

    def admit(self, request: HttpRequest, **arguments: Any) -> HttpResponse:  # noqa: ANN401 - as above
        """Open to everybody."""
        try:
            return self.view(request, **arguments)
        except Refusal as refusal:
            return refused(request, refusal)


@dataclass(frozen=True, slots=True)
class Held:
    """A signed link that somebody came by: whose it is, and what it says. The page runs in that firm's scope."""

    ticket: str
    claims: dict[str, Any]
    firm: Organisation


class TicketDoor(Door):
    """For whoever holds a link: throttled for each, kept by nobody, and its address goes to no other site.

    With "no-referrer" browsers would post the form with "Origin: null", which is refused as a forgery.
    """

    purpose = ""

    def admit(self, request: HttpRequest, **arguments: Any) -> HttpResponse:  # noqa: ANN401 - as above
        held = self._held(arguments.pop("ticket"))
        with scope(held.firm.pk), translation.override(_language_of_reader(request, held.firm)):
            try:
                _LINKS.take(held.ticket)
                response = self.view(request, held, **arguments)
            except Refusal as refusal:
                response = refused(request, refusal)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "same-origin"
        return response

    def _held(self, ticket: str) -> Held:
        """404 for a link that is not ours, or whose time is over."""
        try:
            claims = crypto.read_ticket(ticket, purpose=self.purpose)
        except crypto.BadTicket:
            raise Http404 from None
        firm = Organisation.objects.filter(pk=claims["o"]).first()
        if firm is None:
            raise Http404
        return Held(ticket, claims, firm)


class SignedInDoor(Door):
    """For somebody who has signed in."""

    def admit(self, request: HttpRequest, **arguments: Any) -> HttpResponse:  # noqa: ANN401 - as above
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return super().admit(request, **arguments)


class OrganisationDoor(Door):
    """For the members of the organisation in the address, held to the rule's permission."""

    def admit(self, request: HttpRequest, **arguments: Any) -> HttpResponse:  # noqa: ANN401 - as above
        user = request.user
        if not isinstance(user, User):
            return to_sign_in(request)
        found = queries.entrance(user, arguments.pop("organisation"))
        if found is None:
            raise Http404  # foreign and missing look the same
        request.member, request.organisation = found.member, found.organisation  # type: ignore[attr-defined]  # see Request
        if found.member.role.needs_second_factor and not user.has_second_factor and not self.page.is_on_the_way:
            return to_second_factor(request, found.organisation.slug)
        with (
            translation.override(language_of(request, found)),
            timezone.override(ZoneInfo(found.organisation.time_zone)),
        ):
            return self._inside(request, found, arguments)

    def _inside(self, request: HttpRequest, found: queries.Entrance, arguments: dict[str, Any]) -> HttpResponse:
        """Show the page, or why not: what a refusal leaves behind is written in a scope of its own."""
        try:
            return self._shown(request, found, arguments)
        except Refusal as refusal:
            with scope(found.organisation.pk):
                refusal.afterwards()
                return refused(request, refusal)

    def _shown(self, request: HttpRequest, found: queries.Entrance, arguments: dict[str, Any]) -> HttpResponse:
        with scope(found.organisation.pk):
            self._greet(request, found.member)
            return self.view(request, **arguments)

    def _greet(self, request: HttpRequest, member: Member) -> None:
        """Hold the member to the rule's permission, and note the visit."""
        if self.page.can and not member.can(self.page.can):
            raise missing_permission(member, self.page.can)
        actions.note_seen(member=member, now=timezone.now())
        if epoch() - request.session.get(SEEN, inf) > SEEN_SECONDS:  # only sessions that were written down
            request.session[SEEN] = epoch()
            key, ip = request.session.session_key or "", client_ip(request.META)
            actions.note_session_seen(key=key, ip=ip, now=timezone.now())


class OutsideDoor(OrganisationDoor):
    """For pages that call the outside: no transaction is open around the view, which opens its own scopes."""

    def _shown(self, request: HttpRequest, found: queries.Entrance, arguments: dict[str, Any]) -> HttpResponse:
        with scope(found.organisation.pk):
            self._greet(request, found.member)
        return self.view(request, **arguments)


def page(*, can: str, methods: Sequence[str] = GET_POST) -> Callable[[View], Door]:
    """A page of an organisation for members with the permission ``can``; ``methods`` are those it answers."""
    return lambda view: OrganisationDoor(view, PageRule("permission", tuple(methods), can))


def outside_page(*, can: str, methods: Sequence[str] = GET_POST) -> Callable[[View], Door]:
    """As ``page``, for a view that talks to a platform: it opens scopes of its own, and calls between them."""
    return lambda view: OutsideDoor(view, PageRule("permission", tuple(methods), can))


def member_page(view: View) -> Door:
    """A page of an organisation that every active member may open."""
    return OrganisationDoor(view, PageRule("member", GET_POST))


def member_page_on_the_way(view: View) -> Door:
    """As ``member_page``, open too before a second factor that the member's role requires is set up."""
    return OrganisationDoor(view, PageRule("member", GET_POST, is_on_the_way=True))


def signed_in_page(view: View) -> Door:
    """A page outside any organisation for somebody who has signed in."""
    return SignedInDoor(view, PageRule("signed_in", GET_POST))


def open_page(view: View) -> Door:
    """A page for everybody."""
    return Door(view, PageRule("open", GET_POST))


def ticket_page(*, purpose: str) -> Callable[[View], Door]:
    """A page for whoever holds a ticket of that purpose (kernel.crypto) whose claim ``o`` is the organisation. The view
    takes a ``Held`` and runs in that organisation's scope, in the reader's language where we speak it.
    """

    def made(view: View) -> Door:
        door = TicketDoor(view, PageRule("open", GET_POST))
        door.purpose = purpose
        return door

    return made


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the sign-in page and back afterwards; for a fragment the whole page goes there."""
    if request.headers.get("HX-Request") == "true":
        here = request.headers.get("HX-Current-URL", "")
        response = HttpResponse(status=SIGN_IN_FIRST)
        response["HX-Redirect"] = _sign_in_url(_path_of(here))
        return response
    return HttpResponseRedirect(_sign_in_url(request.get_full_path() if request.method == "GET" else ""))


def to_second_factor(request: HttpRequest, organisation: str) -> HttpResponse:
    """Send a member whose role requires a second factor to the page that sets it up."""
    address = reverse("accounts:second_factor", args=[organisation])
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)


def _sign_in_url(after: str) -> str:
    return reverse("entrance:sign_in") + (f"?{urlencode({'next': after})}" if after and after != "/" else "")


def _path_of(url: str) -> str:
    """The path of an address of ours; what else an htmx header may claim is dropped by the sign-in page's own
    check.
    """
    return "/" + url.split("://", 1)[-1].partition("/")[2] if "://" in url else ""


def _language_of_reader(request: HttpRequest, firm: Organisation) -> str:
    """A customer's own, as their phone says; the organisation's where it says none that we speak."""
    own = translation.get_language_from_request(request) if request.headers.get("Accept-Language") else ""
    return own if own in dict(settings.LANGUAGES) else firm.language


def language_of(request: HttpRequest, found: queries.Entrance) -> str:
    """The member's language; a choice made on this device comes first."""
    return preferences.read(request).language or found.member.user.language or found.organisation.language
