"""Tickets for live events: the edge asks no database who somebody is, it believes our signature for a minute."""

import re
from functools import cache

from django.http import HttpResponse, JsonResponse

from changlai.accounts.contracts import LiveRoom
from changlai.accounts.models import Member
from changlai.accounts.pages import Request, member_page
from changlai.kernel import crypto, discovery, sse

TICKET_SECONDS = 60.0
MOST_ROOMS = 200  # a team leader hears a room for each member of the department
_ROOM = re.compile(r"[a-z_]{1,40}(:([a-z_]{1,40}|[0-9]{1,18})){0,3}(:[A-Za-z][A-Za-z0-9_-]{0,299})?", re.ASCII)


@member_page
def live(request: Request) -> HttpResponse:
    """A ticket for those rooms of ``?room=conversation:12&room=...`` that the member may enter."""
    asked = [name for name in request.GET.getlist("room")[:MOST_ROOMS] if _may_enter(request.member, name)]
    rooms = [sse.room(request.organisation.pk, name) for name in asked]
    claims = {"rooms": rooms, "member": request.member.pk, "generation": request.user.session_generation}
    ticket = crypto.sign_ticket(claims, TICKET_SECONDS, purpose="live")
    response = JsonResponse({"ticket": ticket})
    response["Cache-Control"] = "no-store"
    return response


def _may_enter(member: Member, name: str) -> bool:
    """A module vouches for each kind of room; one that nobody knows stays shut."""
    if not _ROOM.fullmatch(name):
        return False
    kind, *parts = name.split(":")
    room = _declared().get(kind)
    return room is not None and room.may_enter(member, tuple(parts))


@cache
def _declared() -> dict[str, LiveRoom]:
    return {room.name: room for module in discovery.rooms("live") for room in getattr(module, "ROOMS", ())}
