"""Short help on every page: what it is for and what one does there. Each module says it of its own pages."""

from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse

from changlai.accounts.contracts import GuideTopic, PageKeys
from changlai.accounts.models import Member
from changlai.accounts.pages import Request, member_page
from changlai.kernel import discovery
from changlai.ui import nav
from changlai.ui.render import render


@dataclass(frozen=True, slots=True)
class Entry:
    """A topic and where its page is; empty where it has no address of its own."""

    topic: GuideTopic
    url: str


@member_page
def guide(request: Request) -> HttpResponse:
    """Help on ``?page=``, in the drawer; without htmx, or for a page without help, all there is."""
    found = entries(request.member, request.organisation.slug)
    wanted = request.GET.get("page", "")
    about = next((entry for entry in found if wanted in entry.topic.pages), None)
    return render(request, "web/guide.html", {"entries": found, "about": about}, block="drawer")


@member_page
def keys(request: Request) -> HttpResponse:
    """Every key, by the page it works on."""
    return render(request, "web/keys.html", {"pages": page_keys(request.member)})


def page_keys(member: Member) -> list[PageKeys]:
    """The keys of the pages this member has: those that work everywhere first, then in the order of the menu."""
    found: dict[str, PageKeys] = {}
    for declared in (one for room in discovery.rooms("guide") for one in getattr(room, "KEYS", ())):
        known = found.get(declared.page)
        found[declared.page] = replace(known, keys=known.keys + declared.keys) if known else declared
    items = [item for item in nav.declared_items() if _may(member, item)]
    order = ["", *(name for item in items for name in _pages_of(item))]
    return [found[page] for page in dict.fromkeys(order) if page in found]


def _pages_of(item: nav.NavItem) -> tuple[str, ...]:
    """The pages that go with a line of the menu, by the guide."""
    return next((topic.pages for topic in topics() if item.url_name in topic.pages), (item.url_name,))


def topics() -> list[GuideTopic]:
    """All topics of the house."""
    return [topic for room in discovery.rooms("guide") for topic in room.TOPICS]


def entries(member: Member, slug: str) -> list[Entry]:
    """The topics whose pages this member has, in the order of the menu; ``slug`` is the organisation's."""
    items = nav.declared_items()
    ours = {name: topic for topic in topics() for name in topic.pages}
    shown: dict[int, Entry] = {}
    for item in items:
        topic = ours.get(item.url_name)
        if topic is not None and _may(member, item):
            shown.setdefault(id(topic), Entry(topic, _address(item.url_name, slug)))
    for topic in topics():  # pages without a place in the menu: everybody's own
        if not any(item.url_name in topic.pages for item in items):
            shown.setdefault(id(topic), Entry(topic, _address(topic.pages[0], slug)))
    return list(shown.values())


def _may(member: Member, item: nav.NavItem) -> bool:
    return not item.permission or member.can(item.permission)


def _address(name: str, slug: str) -> str:
    try:
        return reverse(name, args=[slug])
    except NoReverseMatch:
        return ""
