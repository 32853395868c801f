"""The command palette's answers: pages to go to, then records the modules find."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _

from changlai.accounts.contracts import SearchHit, SearchProvider
from changlai.accounts.pages import Request, member_page
from changlai.kernel import discovery
from changlai.ui import nav
from changlai.ui.render import render

SHORTEST = 2  # characters before records are searched
PER_KIND = 6
TEXT_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Found:
    """Hits of one kind under their heading."""

    label: str
    hits: list[SearchHit]


@member_page
def search(request: Request) -> HttpResponse:
    """Answers ``?q=``: a page, or for the palette its block of results."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:TEXT_LENGTH]
    groups = [Found(_("Go to"), list(_pages(request, text))), *_records(request, text)]
    found = [group for group in groups if group.hits]
    return render(request, "ui/search.html", {"query": text, "groups": found}, block="results")


def _pages(request: Request, text: str) -> Iterable[SearchHit]:
    shown = nav.navigation(request.member, request.organisation, request.path)
    rows = [entry for section in shown.sections for entry in section.entries] + list(shown.foot)
    entries = {entry.url: entry for row in rows for entry in row.pages}
    for entry in entries.values():
        if text.casefold() in str(entry.label).casefold():
            yield SearchHit(str(entry.label), entry.url, icon=entry.icon)


def _records(request: Request, text: str) -> Iterable[Found]:
    if len(text) < SHORTEST:
        return
    for provider in _providers():
        if request.member.can(provider.permission):
            yield Found(str(provider.label), list(provider.find(request.member, text, PER_KIND)))


def _providers() -> list[SearchProvider]:
    found = [provider for room in discovery.rooms("search") for provider in getattr(room, "PROVIDERS", ())]
    return sorted(found, key=lambda provider: (provider.order, provider.slug))
