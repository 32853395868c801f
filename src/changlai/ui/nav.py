"""The way round the house. A module says in its ``nav.py`` what it has; what is not installed is not shown.

    ITEMS = (NavItem("inbox.conversations", _("Conversations"), "inbox", "inbox:list", "inbox.view", "inbox"),)
    LINKS = {"search": "web:search"}
    BANNERS = (stopped,)

An item belongs to one of ``GROUPS``. On screen a group is one row of the side bar; its items stand below it while one
of them is open. ``LINKS`` fills slots of the shell with addresses of modules that ``ui`` may not know.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.kernel import discovery

Text: TypeAlias = "str | Promise"

SLOTS = frozenset(
    {
        "home",  # the organisation's first page
        "organisations",  # choosing another organisation
        "search",  # answers ?q= as a page, and as the block "results" of ui/search.html to the command palette
        "live",  # answers {"ticket": "..."} for the live events of ?room=...
        "presence",  # takes a POST from every open screen now and then; answers how the member is present
        "profile",
        "notices",  # the member's notices
        "bell",  # answers with the count on the bell; asked when the page opens and after live events "notice..."
        "bell_menu",  # answers with the newest notices, for the menu below the bell
        "sign_out",  # takes a POST
        "help",
        "guide",  # short help on the page ?page=<name of its address>: a fragment for the drawer, or a page
    }
)


@dataclass(frozen=True, slots=True)
class NavItem:
    """A page in the side bar, for members who ``can(permission)``; without a permission, for every member.

    ``url_name`` and ``count_url`` are names of addresses with the organisation as their only argument. ``count_url``
    answers a figure as text (nothing for zero); it is asked when the page opens and after each live event "counts".
    """

    slug: str
    label: Text
    icon: str
    url_name: str
    permission: str
    group: str
    order: int = 50
    count_url: str = ""

    def __post_init__(self) -> None:
        if self.group not in {group.slug for group in GROUPS}:
            raise ValueError(f"{self.slug}: there is no group {self.group!r} in the navigation")


@dataclass(frozen=True, slots=True)
class Banner:
    """A word of warning on every page. ``url_name`` leads to the way out, for those who may take it; ``link`` names it.

    A module's ``BANNERS`` are functions of (member, organisation) that answer one or None; they ask no database.
    """

    text: str
    detail: str = ""
    url_name: str = ""
    link: str = ""
    icon: str = "player-pause"


@dataclass(frozen=True, slots=True)
class Group:
    """A row of the side bar. Groups with the same heading stand together below it."""

    slug: str
    label: Text
    icon: str
    heading: Text = ""
    at_foot: bool = False


GROUPS = (
    Group("start", _("Get started"), "checklist"),
    Group("inbox", _("Inbox"), "inbox", pgettext_lazy("heading", "Daily")),
    Group("customers", _("Customers"), "users", pgettext_lazy("heading", "Daily")),
    Group("acquire", _("Acquire"), "user-plus", pgettext_lazy("heading", "Growth")),
    Group("grow", _("Grow"), "affiliate", pgettext_lazy("heading", "Growth")),
    Group("nurture", _("Nurture"), "plant-2", pgettext_lazy("heading", "Growth")),
    Group("sell", _("Sell"), "briefcase", pgettext_lazy("heading", "Deals")),
    Group("serve", _("Serve"), "lifebuoy", pgettext_lazy("heading", "Deals")),
    Group("listen", _("Listen"), "ear", pgettext_lazy("heading", "Insight")),
    Group("analyse", _("Analyse"), "chart-line", pgettext_lazy("heading", "Insight")),
    Group("settings", _("Settings"), "settings", at_foot=True),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line to draw: a group with its items, or an item."""

    label: Text
    icon: str
    url: str
    is_open: bool = False
    count_url: str = ""
    items: Sequence["Entry"] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one heading."""

    heading: Text
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Navigation:
    """The whole side bar for one member on one page."""

    sections: Sequence[Section] = ()
    foot: Sequence[Entry] = ()

    @property
    def phone(self) -> list[Entry]:
        """What fits into the bar at the lower edge of a phone, beside "More"."""
        return [entry for section in self.sections for entry in section.entries][:4]


@lru_cache(maxsize=1)
def declared_items() -> tuple[NavItem, ...]:
    """Every item of every installed module, in order."""
    items = [item for module in discovery.rooms("nav") for item in getattr(module, "ITEMS", ())]
    return tuple(sorted(items, key=lambda item: (item.order, item.slug)))


@lru_cache(maxsize=1)
def declared_links() -> Mapping[str, str]:
    """The address name that fills each slot of the shell."""
    links: dict[str, str] = {}
    for module in discovery.rooms("nav"):
        links |= getattr(module, "LINKS", {})
    if unknown := links.keys() - SLOTS:
        raise ValueError(f"the shell has no slots {sorted(unknown)}")
    return links


@lru_cache(maxsize=1)
def declared_banners() -> tuple[Callable[[Any, Any], Banner | None], ...]:
    """What may say something at the top of every page."""
    return tuple(make for module in discovery.rooms("nav") for make in getattr(module, "BANNERS", ()))


def navigation(member: Any, organisation: Any, path: str) -> Navigation:  # noqa: ANN401 - accounts stands above ui
    """The side bar for ``member`` (has ``can``) of ``organisation`` (has ``slug``) at ``path``."""
    items = [item for item in declared_items() if not item.permission or member.can(item.permission)]
    urls = {item.slug: address(item.url_name, organisation.slug) for item in items}
    here = max((url for url in urls.values() if path.startswith(url)), key=len, default="")
    rows = [(group, _row(group, items, urls, here, organisation.slug)) for group in GROUPS]
    shown = [(group, row) for group, row in rows if row is not None]
    return Navigation(
        sections=_sections((group, row) for group, row in shown if not group.at_foot),
        foot=[row for group, row in shown if group.at_foot],
    )


def banners(member: Any, organisation: Any) -> list[tuple[Banner, str]]:  # noqa: ANN401 - as above
    """What every page of ``organisation`` says at its top, with the address of the way out."""
    found = [banner for make in declared_banners() if (banner := make(member, organisation)) is not None]
    return [(one, address(one.url_name, organisation.slug) if one.url_name else "") for one in found]


def links(organisation: Any) -> dict[str, str]:  # noqa: ANN401 - as above
    """The address behind each filled slot."""
    slug = organisation.slug if organisation is not None else ""
    found = {slot: address(name, slug, required=False) for slot, name in declared_links().items()}
    return {slot: url for slot, url in found.items() if url}


def address(name: str, organisation: str, *, required: bool = True) -> str:
    """The address called ``name``, within ``organisation`` when it belongs to one; empty if it may be missing."""
    if organisation:
        try:
            return reverse(name, kwargs={"organisation": organisation})
        except NoReverseMatch:
            pass
    try:
        return reverse(name)
    except NoReverseMatch:
        if required:
            raise
        return ""


def _row(group: Group, items: Sequence[NavItem], urls: Mapping[str, str], here: str, organisation: str) -> Entry | None:
    own = [
        Entry(
            label=item.label,
            icon=item.icon,
            url=urls[item.slug],
            is_open=bool(here) and urls[item.slug] == here,
            count_url=address(item.count_url, organisation) if item.count_url else "",
        )
        for item in items
        if item.group == group.slug
    ]
    if not own:
        return None
    return Entry(
        label=group.label,
        icon=group.icon,
        url=own[0].url,
        is_open=any(entry.is_open for entry in own),
        count_url=own[0].count_url,
        items=own if len(own) > 1 else (),
    )


def _sections(rows: Iterable[tuple[Group, Entry]]) -> list[Section]:
    sections: dict[str, list[Entry]] = {}
    for group, row in rows:
        sections.setdefault(str(group.heading), []).append(row)
    return [Section(heading, entries) for heading, entries in sections.items()]
