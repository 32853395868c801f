"""Looking for words in conversations."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from changlai.accounts.operations import cursor_of, place_of
from changlai.accounts.pages import Request, page
from changlai.channels import queries as channels
from changlai.inbox import queries
from changlai.inbox.tables.hits import hits
from changlai.inbox.views.shelf import where
from changlai.ui.render import render, wants_fragment

LONGEST = 100  # characters of what is looked for


def asked(request: Request) -> str:
    return request.GET.get("q", "")[:LONGEST].replace("\x00", "")


@page(can="inbox.view", methods=("GET",))
@never_cache
def search(request: Request) -> HttpResponse:
    """Messages and notes of every conversation within sight that hold what is looked for."""
    text, place = asked(request), place_of(request.GET.get("after", ""), int)
    found = queries.look_for(request.member, text, before=place[0] if place else 0)
    is_beside = "beside" in request.GET  # in place of the list, with the conversation beside it
    here = {
        "q": text,
        "hits": hits(found.messages, text),
        "products": {one.pk: channels.product_of(one.conversation.account) for one in found.messages},
        "is_short": bool(text.strip()) and not queries.is_long_enough(text),
        "next": cursor_of(found.before) if found.before else "",
        "where": where(request),
        "is_beside": is_beside,
        "here": where(request) | ({"beside": "1"} if is_beside else {}),
        "is_more": bool(place),
    }
    block = "hits" if wants_fragment(request) and "q" in request.GET else "search"
    return render(request, "inbox/search.html", here, block=block)


@page(can="inbox.view", methods=("GET",))
@never_cache
def search_thread(request: Request, conversation_id: int) -> HttpResponse:
    """Ids of the messages of one conversation that hold it, the latest first."""
    held = queries.get_for(request.member, conversation_id)
    return JsonResponse({"items": queries.search_thread(held, asked(request))})
