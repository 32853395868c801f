"""Tickets for live events: the edge asks no database who somebody is, it believes our signature for a minute."""

import re

from django.http import HttpResponse, JsonResponse

from changlai.accounts.pages import Request, member_page
from changlai.kernel import crypto, sse

TICKET_SECONDS = 60.0
ROOMS = 8
_ROOM = re.compile(r"[a-z_]{1,40}(:[0-9]{1,19}){0,2}", re.ASCII)


@member_page
def live(request: Request) -> HttpResponse:
    """A ticket for the rooms in ``?room=inbox&room=conversation:12``: always rooms of this organisation."""
    asked = request.GET.getlist("room")[:ROOMS]
    rooms = [sse.room(request.organisation.pk, name) for name in asked if _ROOM.fullmatch(name)]
    ticket = crypto.sign_ticket({"rooms": rooms, "member": request.member.pk}, TICKET_SECONDS, purpose="live")
    response = JsonResponse({"ticket": ticket})
    response["Cache-Control"] = "no-store"
    return response
