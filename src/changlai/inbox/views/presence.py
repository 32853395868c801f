"""Who else is here: said by each open screen, asked when somebody unknown comes."""

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from changlai.accounts.pages import Request, page
from changlai.inbox import actions, queries
from changlai.inbox.enums import Presence
from changlai.inbox.tables import present


@page(can="inbox.view")
@never_cache
def presence(request: Request, conversation_id: int) -> HttpResponse:
    """Who else has it open; posting says what this screen's member does: ``state`` is viewing, typing or left."""
    held = queries.get_for(request.member, conversation_id)
    now = timezone.now()
    if request.method == "POST":
        actions.be_present(conversation=held, member=request.member, presence=_said(request), now=now)
        return HttpResponse(status=204)
    return JsonResponse({"items": present(queries.others_here(held, request.member, now), now)})


def _said(request: Request) -> Presence:
    try:
        return Presence(request.POST.get("state", ""))
    except ValueError:
        raise Http404 from None
