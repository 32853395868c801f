"""The list of conversations, whole and page by page; row by row as they change it comes with the live events."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from changlai.accounts.operations import cursor_of
from changlai.accounts.pages import Request, page
from changlai.channels.models import Account
from changlai.inbox import drawn, queries, sight
from changlai.inbox.cursors import conversation_place
from changlai.inbox.enums import Standing, Tab
from changlai.inbox.filters import Filters
from changlai.inbox.phone import phone_url
from changlai.inbox.tables import bounded, figures, texts
from changlai.inbox.tables.conditions import conditions
from changlai.ui.render import render, wants_fragment


def tab_of(request: Request) -> Tab:
    """The tab in the address; an unknown one is Mine."""
    asked = request.POST.get("tab") or request.GET.get("tab", "")
    return Tab(asked) if asked in set(Tab) else Tab.MINE


def state_of(request: Request) -> Standing:
    """Open conversations, or those the address asks for: snoozed, closed."""
    asked = request.POST.get("state") or request.GET.get("state", "")
    return Standing(asked) if asked in set(Standing) else Standing.OPEN


def shelf(request: Request, *, opened: int = 0) -> dict[str, Any]:
    """What the list needs: its first (or next) page, what it is narrowed to, and the folders. ``opened`` is the
    conversation beside it.
    """
    tab, state, filters = tab_of(request), state_of(request), Filters.read(request.GET.dict())
    place = conversation_place(request.GET.get("after", ""))
    ids, after = queries.page(request.member, tab, state=state, after=place, narrow=filters.apply)
    shown = drawn.Shelf(tab, state, translation.get_language(), filters)
    return drawn.context(queries.listed(ids), request.organisation, shown, now=timezone.now(), opened=opened) | {
        "filters": filters,
        "may_bulk": request.member.can("inbox.assign"),
        "folders": queries.folders(request.member),
        "conditions": conditions(filters, request.member),
        "rooms": " ".join([drawn.room(tab, state, filters), *queries.live_rooms(request.member, tab)]),
        "next": cursor_of(int(after.is_waiting), after.moment.isoformat(), after.id) if after else "",
    }


def tabs(request: Request) -> dict[str, Any]:
    """The tabs with their counts, "99+" above the bound, and how many of mine wait."""
    counted = figures(sight.figures(sight.sights([request.member]))[request.member.pk])
    return {"tab": tab_of(request), "state": state_of(request), "counts": counted}


@page(can="inbox.view", methods=("GET",))
def inbox(request: Request) -> HttpResponse:
    """The inbox without an open conversation; with htmx the rows of a tab, or its next page.

    Who comes without a tab and has nobody waiting is led to the customers nobody has taken yet.
    """
    if not request.GET and not wants_fragment(request) and nothing_is_mine(request):
        return redirect(f"{request.path}?tab={Tab.UNASSIGNED}")
    here = shelf(request) | {"conversation": None}
    if not wants_fragment(request):
        return whole(request, here)
    if request.GET.get("after"):
        return render(request, "inbox/rows.html", here)
    return render(request, "inbox/list.html", here | tabs(request))


def nothing_is_mine(request: Request) -> bool:
    """Whether nobody waits for this member but somebody for anyone: then those are what to begin with."""
    mine, nobodys = (queries.on_tab(request.member, tab) for tab in (Tab.MINE, Tab.UNASSIGNED))
    return not mine.exists() and nobodys.exists()


def whole(request: Request, here: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The inbox as a page. ``here`` says what is open, and holds the list's rows."""
    around = tabs(request) | {"waiting_texts": texts(), "is_new": False}
    if not here["rows"] and not queries.has_any(request.member):
        around |= {"is_new": True, "phone_url": phone_url(), "has_channel": Account.objects.exists()}
    return render(request, "inbox/inbox.html", here | around, block="page", status=status)


@page(can="inbox.view", methods=("GET",))
@never_cache
def waiting_count(request: Request) -> HttpResponse:
    """How many of my customers wait, as the figure in the side bar; nothing for none."""
    count = queries.unread_mine(request.member)
    return HttpResponse(bounded(count) if count else "", content_type="text/plain; charset=utf-8")


def where(request: Request) -> dict[str, str]:
    """The tab, state and filters that every address of the inbox carries, so that the list stays as it was chosen."""
    chosen = {"tab": str(tab_of(request)), "state": str(state_of(request))}
    kept = {name: value for name, value in chosen.items() if name in request.GET}
    return kept | Filters.read(request.GET.dict()).query


def address(request: Request, conversation_id: int | None = None) -> str:
    """Where the inbox, or one conversation in it, is, with the list as it was chosen."""
    slug = request.organisation.slug
    if conversation_id is None:
        return reverse("inbox:inbox", kwargs={"organisation": slug}, query=where(request))
    arguments = {"organisation": slug, "conversation_id": conversation_id}
    return reverse("inbox:conversation", kwargs=arguments, query=where(request))
