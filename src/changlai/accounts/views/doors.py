"""Coming in by a platform: there and back again."""

import secrets
from dataclasses import asdict, dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import actions, proofs, queries
from changlai.accounts.contracts import SignInDoor
from changlai.accounts.errors import SignInAstray
from changlai.accounts.models import Member, Organisation
from changlai.accounts.pages import Request, member_page, open_page
from changlai.accounts.views import session
from changlai.kernel.clock import epoch
from changlai.kernel.tenancy import scope

UNDER_WAY = "door"  # session: a visit to a platform that has begun
UNDER_WAY_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to a platform. ``state`` proves that whoever comes back was sent from this browser; ``member_id`` is
    who links an account of theirs, 0 for signing in.
    """

    state: str
    organisation: str
    door: str
    after: str
    member_id: int
    at: float


@open_page
def start(request: HttpRequest, organisation: str, door: str) -> HttpResponse:
    """Off to the platform."""
    _house, found = _door(organisation, door)
    return _off(request, found, organisation, after=request.GET.get("next", ""), member_id=0)


@member_page
def link(request: Request, door: str) -> HttpResponse:
    """Off to the platform, to link one's account there; posted, so that no picture on a page can do it."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("accounts:profile", args=[request.organisation.slug]))
    found = queries.door(door)
    return _off(request, found, request.organisation.slug, after="", member_id=request.member.pk)


@member_page
def unlink(request: Request, door: str) -> HttpResponse:
    """The account there lets nobody in any more."""
    if request.method == "POST":
        actions.unlink(member=request.member, door=queries.door(door))
    return HttpResponseRedirect(reverse("accounts:profile", args=[request.organisation.slug]) + "?saved")


@open_page
def back(request: HttpRequest, organisation: str, door: str) -> HttpResponse:
    """Back from the platform: with a code, and with the state we gave along."""
    visit = _visit(request, organisation, door)
    house, found = _door(organisation, door)
    outsider = found.who(request.GET.dict())
    now = timezone.now()
    if visit.member_id:
        with scope(house.pk):
            member = Member.objects.select_related("user").filter(pk=visit.member_id, is_active=True).first()
            if member is None or member.user != request.user:
                raise SignInAstray
            actions.link(member=member, door=found, outsider=outsider, now=now)
        return HttpResponseRedirect(reverse("accounts:profile", args=[organisation]) + "?saved")
    with scope(house.pk):
        user = actions.come_in(door=found, outsider=outsider, now=now).user
    after = visit.after or reverse("web:home", args=[organisation])
    return session.enter(request, user, way=str(found.platform)[:20], organisation=house, after=after)


def _off(
    request: HttpRequest, door: SignInDoor, organisation: str, *, after: str, member_id: int
) -> HttpResponseRedirect:
    visit = Visit(proofs.new_secret(), organisation, door.slug, after[:500], member_id, epoch())
    request.session[UNDER_WAY] = asdict(visit)
    came_back = settings.PUBLIC_URL + reverse("entrance:door_back", args=[organisation, door.slug])
    is_inside = door.is_inside(request.headers.get("User-Agent", ""))
    return HttpResponseRedirect(door.address(back=came_back, state=visit.state, is_inside=is_inside))


def _visit(request: HttpRequest, organisation: str, door: str) -> Visit:
    """What was begun here and is still young; it is good once. Raises SignInAstray."""
    kept = request.session.pop(UNDER_WAY, None)
    if kept is None:
        raise SignInAstray
    visit = Visit(**kept)
    is_ours = secrets.compare_digest(visit.state.encode(), request.GET.get("state", "").encode())
    if (
        not is_ours
        or (visit.organisation, visit.door) != (organisation, door)
        or epoch() - visit.at > UNDER_WAY_SECONDS
    ):
        raise SignInAstray
    return visit


def _door(organisation: str, slug: str) -> tuple[Organisation, SignInDoor]:
    """A door of an organisation nobody has signed in to yet; unknown ones are not told apart."""
    house = Organisation.objects.filter(slug=organisation).first()
    if house is None:
        raise Http404
    with scope(house.pk):
        return house, queries.door(slug)
