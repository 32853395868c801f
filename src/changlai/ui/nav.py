"""The way round the house. A module says in its ``nav.py`` what it has; what is not installed is not shown.

    ITEMS = (NavItem("inbox.conversations", _("Conversations"), "inbox", "inbox:list", "inbox.view", "inbox"),)
    LINKS = {"search": "web:search"}
    BANNERS = (stopped,)

An item belongs to one of ``GROUPS``. On screen a group is one row of the side bar; its items stand below it while one
of them is open. Of a group with many, items that go together stand behind one line of ``PARTS``. ``LINKS`` fills slots
of the shell with addresses of modules that ``ui`` may not know.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from django.urls import NoReverseMatch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.kernel import discovery
from changlai.ui.addresses import within

Text: TypeAlias = "str | Promise"

SLOTS = frozenset(
    {
        "home",  # the organisation's first page
        "organisations",  # choosing another organisation
        "search",  # answers ?q= as a page, and as the block "results" of ui/search.html to the command palette
        "live",  # answers {"ticket": "..."} for the live events of ?room=...
        "presence",  # takes a POST from every open screen now and then; answers how the member is present
        "profile",
        "portrait",  # the picture of a member, with member_id and its digest in the address
        "notices",  # the member's notices
        "bell",  # answers with the count on the bell; asked when the page opens and after live events "notice..."
        "bell_menu",  # answers with the newest notices, for the menu below the bell
        "sign_out",  # takes a POST
        "imports",  # where tables come in; takes ?kind= of a record
        "help",
        "keys",  # every key, by page
        "guide",  # short help on the page ?page=<name of its address>: a fragment for the drawer, or a page
    }
)


MORE_SPECIFIC = frozenset({"portrait"})  # slots whose address needs more than the organisation


@dataclass(frozen=True, slots=True)
class NavItem:
    """A page in the side bar, for members who ``can(permission)``; without a permission, for every member.

    ``url_name`` and ``count_url`` are names of addresses with the organisation as their only argument. ``count_url``
    answers a figure as text (nothing for zero); it is asked when the page opens and after each live event "counts".
    ``order`` counts within the part, or within the group for what stands in no part.
    """

    slug: str
    label: Text
    icon: str
    url_name: str
    permission: str
    group: str
    order: int = 50
    count_url: str = ""
    part: str = ""

    def __post_init__(self) -> None:
        if self.group not in {group.slug for group in GROUPS}:
            raise ValueError(f"{self.slug}: there is no group {self.group!r} in the navigation")
        if self.part and self.part not in {part.slug for part in PARTS if part.group == self.group}:
            raise ValueError(f"{self.slug}: the group {self.group!r} has no part {self.part!r}")


@dataclass(frozen=True, slots=True)
class Quick:
    """Something begun from every page, in a dialog: a button in the upper bar and a command of the palette. Declared as
    ``QUICK``; shown to members who ``can(permission)``. ``url_name`` has the organisation as its only argument.
    """

    label: Text
    icon: str
    url_name: str
    permission: str


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
    Group("tasks", _("Tasks"), "clipboard", pgettext_lazy("heading", "Daily")),
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
class Part:
    """Items of a group that go together: one line, which leads to the first of them."""

    slug: str
    label: Text
    group: str = "settings"


PARTS = (
    Part("mine", _("My account")),
    Part("company", _("Organisation")),
    Part("team", _("Team and rights")),
    Part("service", _("Channels and service")),
    Part("care", _("Customers and compliance")),
    Part("programs", _("Other programs")),
    Part("system", _("System")),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line to draw: a group or a part with its items, or an item. ``url_name`` is an item's own."""

    label: Text
    icon: str
    url: str
    is_open: bool = False
    count_url: str = ""
    items: Sequence["Entry"] = ()
    url_name: str = ""

    @property
    def pages(self) -> list["Entry"]:
        """The items at the ends of its branches; itself when it has none."""
        return [page for item in self.items for page in item.pages] if self.items else [self]


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
    """Every item of every installed module, as they stand on screen."""
    items = [item for module in discovery.rooms("nav") for item in getattr(module, "ITEMS", ())]
    groups, parts = [group.slug for group in GROUPS], ["", *(part.slug for part in PARTS)]
    return tuple(sorted(items, key=lambda i: (groups.index(i.group), parts.index(i.part), i.order, i.slug)))


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


@lru_cache(maxsize=1)
def declared_quick() -> tuple[Quick, ...]:
    """What may be begun from every page."""
    return tuple(one for module in discovery.rooms("nav") for one in getattr(module, "QUICK", ()))


def quick(member: Any, organisation: Any) -> list[tuple[Quick, str]]:  # noqa: ANN401 - accounts stands above ui
    """What this member may begin from every page of ``organisation``, with its address."""
    return [(one, address(one.url_name, organisation.slug)) for one in declared_quick() if member.can(one.permission)]


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
    plain = {slot: name for slot, name in declared_links().items() if slot not in MORE_SPECIFIC}
    found = {slot: address(name, slug, required=False) for slot, name in plain.items()}
    return {slot: url for slot, url in found.items() if url}


def address(name: str, organisation: str, *, required: bool = True) -> str:
    """The address called ``name``, within ``organisation`` when it belongs to one; empty if it may be missing."""
    try:
        return within(organisation, name)
    except NoReverseMatch:
        if required:
            raise
        return ""


def _row(group: Group, items: Sequence[NavItem], urls: Mapping[str, str], here: str, organisation: str) -> Entry | None:
    mine = [item for item in items if item.group == group.slug]
    if not mine:
        return None
    drawn = {item.slug: _item(item, urls[item.slug], here, organisation) for item in mine}
    loose = [drawn[item.slug] for item in mine if not item.part]
    inner = [_part(part, [drawn[item.slug] for item in mine if item.part == part.slug]) for part in PARTS]
    own = loose + [entry for entry in inner if entry is not None]
    return Entry(
        label=group.label,
        icon=group.icon,
        url=own[0].url,
        is_open=any(entry.is_open for entry in own),
        count_url=own[0].count_url,
        items=own if len(own) > 1 else (),
    )


def _item(item: NavItem, url: str, here: str, organisation: str) -> Entry:
    count_url = address(item.count_url, organisation) if item.count_url else ""
    return Entry(item.label, item.icon, url, bool(here) and url == here, count_url, url_name=item.url_name)


def _part(part: Part, entries: Sequence[Entry]) -> Entry | None:
    """One line for what goes together; a single item stands for itself."""
    if len(entries) < 2:  # noqa: PLR2004 - one alone
        return entries[0] if entries else None
    is_open = any(entry.is_open for entry in entries)
    return Entry(part.label, entries[0].icon, entries[0].url, is_open, items=entries)


def _sections(rows: Iterable[tuple[Group, Entry]]) -> list[Section]:
    sections: dict[str, list[Entry]] = {}
    for group, row in rows:
        sections.setdefault(str(group.heading), []).append(row)
    return [Section(heading, entries) for heading, entries in sections.items()]
