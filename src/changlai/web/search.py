"""What a search finds: for the command palette a few of each kind, on the page of results all of one, page by page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changlai.accounts.finding import SearchHit, SearchProvider
from changlai.accounts.operations import cursor_of, place_of
from changlai.accounts.pages import Request, member_page
from changlai.kernel import discovery
from changlai.records import actions, queries
from changlai.ui import nav
from changlai.ui.render import render, wants_fragment

PER_KIND = 6
TEXT_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind under their heading; ``more`` leads to all of them."""

    label: str
    hits: list[SearchHit]
    more: str = ""


@member_page
def search(request: Request) -> HttpResponse:
    """Answers ``?q=``: for the palette its block of results, else the page, ``kind`` being one of its tabs."""
    text = _asked(request)
    provider = _chosen(request)
    if provider is not None:
        return _tab(request, text, provider)
    here: dict[str, Any] = {"query": text, "kind": ""}
    if wants_fragment(request):
        groups = [Group(_("Go to"), list(_pages(request, text))), *_records(request, text)]
        here |= {"recent": [] if text else _recent(request)}
    else:
        groups = list(_records(request, text))
        here |= {"tabs": _tabs(request, text, ""), "recent": _recent(request)}
        if any(group.hits for group in groups):
            actions.remember_search(member=request.member, text=text, now=timezone.now())
    here |= {"groups": [group for group in groups if group.hits], "conversations": _conversations(request, text)}
    return render(request, "web/search.html", here, block="results")


@member_page
def recent(request: Request) -> HttpResponse:
    """Note what led to a hit of the palette; ``forget`` drops all that was noted."""
    text = request.POST.get("q", "").replace("\x00", "").strip()[:TEXT_LENGTH]
    if request.method == "POST" and "forget" in request.POST:
        actions.forget_searches(member=request.member)
        return render(request, "web/search.html", _empty(request))
    if request.method == "POST" and text:
        actions.remember_search(member=request.member, text=text, now=timezone.now())
    return HttpResponse(status=204)


def _empty(request: Request) -> dict[str, Any]:
    return {"query": "", "kind": "", "groups": [], "recent": [], "tabs": _tabs(request, "", ""), "conversations": ""}


def _tab(request: Request, text: str, provider: SearchProvider) -> HttpResponse:
    """All hits of one kind, page by page."""
    if provider.page is None:
        raise Http404
    after = place_of(request.GET.get("after", ""), int, int, int)
    hits, following = provider.page(request.member, text, after) if text else ([], None)
    here = {
        "query": text,
        "kind": provider.slug,
        "hits": hits,
        "tabs": _tabs(request, text, provider.slug),
        "next": _address(request, text, provider.slug, cursor_of(*following)) if following else "",
        "is_more": after is not None,
        "conversations": _conversations(request, text),
        "recent": [],
    }
    if hits and after is None:
        actions.remember_search(member=request.member, text=text, now=timezone.now())
    return render(request, "web/search.html", here, block="hits")


def _asked(request: Request) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:TEXT_LENGTH]


def _chosen(request: Request) -> SearchProvider | None:
    wanted = request.GET.get("kind", "")
    return next((one for one in _providers(request) if one.page and one.slug == wanted), None)


def _recent(request: Request) -> list[tuple[str, str]]:
    """What the member looked for last, each with its address."""
    return [(text, _address(request, text)) for text in queries.recent_searches(request.member)]


def _conversations(request: Request, text: str) -> str:
    """Where the same words are looked for in conversations."""
    if not text or not request.member.can("inbox.view"):
        return ""
    return reverse("inbox:search", args=[request.organisation.slug], query={"q": text})


def _address(request: Request, text: str, kind: str = "", after: str = "") -> str:
    asked = {"q": text, "kind": kind, "after": after}
    told = {name: value for name, value in asked.items() if value}
    return reverse("web:search", args=[request.organisation.slug], query=told)


def _tabs(request: Request, text: str, kind: str) -> list[dict[str, Any]]:
    found = [("", _("All")), *((one.slug, str(one.label)) for one in _providers(request) if one.page)]
    return [{"label": label, "href": _address(request, text, slug), "on": slug == kind} for slug, label in found]


def _pages(request: Request, text: str) -> Iterable[SearchHit]:
    shown = nav.navigation(request.member, request.organisation, request.path)
    rows = [entry for section in shown.sections for entry in section.entries] + list(shown.foot)
    entries = {entry.url: entry for row in rows for entry in row.pages}
    for entry in entries.values():
        if text.casefold() in str(entry.label).casefold():
            yield SearchHit(str(entry.label), entry.url, icon=entry.icon)


def _records(request: Request, text: str) -> Iterable[Group]:
    for provider in _providers(request):
        if text and len(text) >= provider.shortest:
            hits = list(provider.find(request.member, text, PER_KIND))
            more = _address(request, text, provider.slug) if provider.page else ""
            yield Group(str(provider.label), hits, more if len(hits) == PER_KIND else "")


def _providers(request: Request) -> list[SearchProvider]:
    found = [provider for room in discovery.rooms("search") for provider in getattr(room, "PROVIDERS", ())]
    allowed = [provider for provider in found if request.member.can(provider.permission)]
    return sorted(allowed, key=lambda provider: (provider.order, provider.slug))
