"""The list of a kind of record."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from changlai.accounts.pages import Request
from changlai.records import offers, queries, registry
from changlai.records.contracts import Kind
from changlai.records.enums import SheetFormat
from changlai.records.errors import BadFilter
from changlai.records.filters import Filter, Reading
from changlai.records.queries import Spot
from changlai.records.tables import cells, conditions, heads, quick, state
from changlai.records.tables.state import State
from changlai.ui.render import render

PAGE = 50
BOUND = queries.TOLD_UP_TO  # counts above are shown as "1,000+": nobody waits for a number


@dataclass(frozen=True, slots=True)
class Furniture:
    """What the module adds to its list."""

    tools: str = ""
    empty: str = ""
    has_drawer: bool = False
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A page: its rows, where the pages before and after it begin, and how many there are where that is known."""

    spots: list[Spot]
    count: int | None
    above: Spot | None = None
    below: Spot | None = None


def show(request: Request, kind: Kind, furniture: Furniture) -> HttpResponse:
    """The list; with htmx everything below the tabs' own row. The address holds the whole state."""
    member, address = request.member, reverse(kind.place, args=[request.organisation.slug])
    tabs = queries.tabs(member, kind)
    here = state.read(request.GET, kind, tabs)
    reading = Reading(kind.slug, member)
    found, problems = conditions.sound(reading, here.asked)
    turn = turned(request, here, found)
    shown, missing = cells.columns(reading.attributes, here.shown)
    title = reading.attributes.get(kind.title)
    ids = [one.id for one in turn.spots]
    rows = cells.rows(kind, member, shown, ids, title=title, options=reading.reader.options)
    count = queries.count_up_to(kind, member, found, BOUND) if turn.count is None else min(turn.count, BOUND)

    def at(other: State, **more: str) -> str:
        query = urlencode(other.query(**more))
        return f"{address}?{query}" if query else address

    context: dict[str, Any] = {
        "kind": kind,
        "furniture": furniture,
        "state": here,
        "place": address,
        "tabs": [
            (tab, f"{address}?{urlencode({'view': tab.key})}") for tab in tabs if tab.is_pinned or tab == here.tab
        ],
        "other_tabs": [(tab, f"{address}?{urlencode({'view': tab.key})}") for tab in tabs if not tab.is_pinned],
        "chips": [(chip, at(here.filtered(chip.without))) for chip in conditions.chips(reading, here.tree)],
        "quick": quick.offered(reading, here, at),
        "title": heads.of_title(reading, here, at),
        "heads": heads.drawn(shown, here, at),
        "sorts": heads.sorts(reading, here, at),
        "rows": rows,
        "count": count,
        "is_bounded": count >= BOUND,
        "bound": BOUND - 1,
        "problems": problems,
        "missing": missing,
        "previous": at(here, before=state.cursor(turn.above)) if turn.above else None,
        "next": at(here, after=state.cursor(turn.below)) if turn.below else None,
        "back": urlencode(here.query(list="1")),
        "query": urlencode(here.query()),
        "deeds": offers.for_member(kind.slug, member),
        "can_export": queries.export_kind(kind.slug, member) is not None,
        "formats": [(SheetFormat.XLSX, _("All results as XLSX")), (SheetFormat.CSV, _("All results as CSV"))],
        "imported_as": registry.imported_as(kind.slug) if member.can(kind.edit_permission) else "",
        "ticked_formats": [(SheetFormat.XLSX, _("Selected as XLSX")), (SheetFormat.CSV, _("Selected as CSV"))],
        "can_share": member.can("records.share"),
        "can_change_view": may_change(request, here),
        "is_plain": not here.text
        and found.is_everything
        and not (request.GET.get("after") or request.GET.get("before")),
        "all": at(State(kind, tabs[0])),
    }
    return render(request, "records/list.html", context, block="list")


def turned(request: Request, here: State, found: Filter) -> Turn:
    """The page that the address asks for."""
    kind, member = here.kind, request.member
    try:
        if before := state.spot(request.GET.get("before", "")):
            leaf = queries.leaf_above(kind, member, found, here.sorted_by, before=before, limit=PAGE)
            rows = leaf.spots
            return Turn(rows[1:], leaf.count, rows[1], rows[-1]) if len(rows) > PAGE else _down(here, request, found)
        return _down(here, request, found, state.spot(request.GET.get("after", "")))
    except BadFilter:  # a place of another order, or made up: the list begins anew
        return _down(here, request, found)


def _down(here: State, request: Request, found: Filter, after: Spot | None = None) -> Turn:
    leaf = queries.leaf(here.kind, request.member, found, here.sorted_by, after=after, limit=PAGE)
    shown = leaf.spots[:PAGE]
    above = shown[0] if after and shown else None
    return Turn(shown, leaf.count, above, shown[-1] if len(leaf.spots) > PAGE else None)


def may_change(request: Request, here: State) -> bool:
    """Whether the member may keep what is changed in the view itself."""
    view = here.tab.view
    return view is not None and (not view.is_team or request.member.can("records.share"))
