"""Scripts in the composer."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from changlai.accounts.pages import Request, page
from changlai.content import actions as content
from changlai.content import queries as scripts_of
from changlai.inbox import queries
from changlai.inbox.tables import said, values_of

LONGEST = 60  # characters of what is looked for


@page(can="content.use", methods=("GET",))
@never_cache
def scripts(request: Request, conversation_id: int) -> HttpResponse:
    """Scripts that fit ``q``, with the values of this conversation filled in."""
    held = queries.get_for(request.member, conversation_id)
    wanted = request.GET.get("q", "")[:LONGEST].replace("\x00", "")
    values = values_of(held, request.member, request.organisation, timezone.now())
    return JsonResponse({"items": said(scripts_of.found_for(request.member, wanted), values, request.organisation)})


@page(can="content.use", methods=("POST",))
def script_uses(request: Request, script_id: int) -> HttpResponse:
    """It was put into an answer."""
    content.note_use(script=scripts_of.get_for(request.member, script_id), now=timezone.now())
    return HttpResponse(status=204)
