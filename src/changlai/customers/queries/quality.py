"""How good the records are: figures counted once a day, each a condition of the filter language that opens its list."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from changlai.customers.contracts import Care
from changlai.customers.enums import KIND
from changlai.customers.models import QualityCount
from changlai.kernel import db, discovery
from changlai.kernel.tenancy import organisation_id
from changlai.records import filters

ALL_FIGURE = "all"
STALE_DAYS = 90
TREND_DAYS = 30
WHOLE = "whole"  # by: of how many, for a figure of another module
MOST_GROUPS = 30  # sources, and people responsible, that are told apart
NO_CONTACT = {"all": [{"path": "has_phone", "is": False}, {"path": "has_email", "is": False}]}
STALE = {"not": {"path": "last_interaction_at", "last_days": STALE_DAYS}}
FIGURES: Mapping[str, Mapping[str, Any]] = {
    ALL_FIGURE: {},
    "possible_duplicate": {"path": "possible_duplicate", "is": True},
    "id_clash": {"path": "id_clash", "is": True},
    "bad_phone": {"path": "bad_phone", "is": True},
    "no_contact": NO_CONTACT,
    "no_name": {"path": "name", "is_empty": True},
    "no_company": {"path": "company", "is_empty": True},
    "no_city": {"path": "city", "is_empty": True},
    "no_source": {"path": "source", "is_empty": True},
    "no_owner": {"path": "owner", "is_empty": True},
    "stale": STALE,
    "stale_owned": {"all": [STALE, {"path": "owner", "is_filled": True}]},
}
_COUNT = """
    select case when grouping(r.source) = 0 then 'source' when grouping(r.owner_id) = 0 then 'owner' else '' end,
      case when grouping(r.source) = 0 then r.source when grouping(r.owner_id) = 0 then coalesce(r.owner_id::text, '')
        else '' end, count(*)
    from customers_customer r
    where r.organisation_id = %(org)s and r.binned_at is null and {where}
    group by grouping sets ((), (r.source), (r.owner_id)) order by 3 desc"""


@cache
def cares() -> tuple[Care, ...]:
    """The figures of other modules, in the order of their slugs; sought once a process."""
    found = [one for room in discovery.rooms("panels") for one in getattr(room, "CARE", ())]
    return tuple(sorted(found, key=lambda one: one.slug))


def counted(figure: str) -> list[tuple[str, str, int]]:
    """One figure as it is now: ("", "", of all), and by source and by person responsible, the largest first.

    One walk over the organisation's customers: for the night, not for a page.
    """
    found = filters.compiled(filters.read(KIND, tree(figure), None), None)
    rows = db.rows(_COUNT.format(where=found.text), {**found.values, "org": organisation_id()})
    groups: dict[str, list[tuple[str, str, int]]] = {"": [], "source": [], "owner": []}
    for by, value, count in rows:
        groups[by].append((by, value, count))
    return [*(groups[""] or [("", "", 0)]), *groups["source"][:MOST_GROUPS], *groups["owner"][:MOST_GROUPS]]


def tree(figure: str, by: str = "", value: str = "") -> dict[str, Any]:
    """The filter that opens a figure's list, of one source or one person responsible."""
    parts = [dict(FIGURES[figure])] if FIGURES[figure] else []
    if by:
        path = {"source": "source", "owner": "owner"}[by]
        parts.append({"path": path, "is": value} if value else {"path": path, "is_empty": True})
    return {"all": parts}


def latest_quality() -> tuple[date | None, dict[tuple[str, str, str], int]]:
    """The last day that was counted, with every figure by (figure, by, value); two statements."""
    day = QualityCount.objects.order_by("-day").values_list("day", flat=True).first()
    rows = QualityCount.objects.filter(day=day).values_list("figure", "by", "value", "count") if day else ()
    return day, {(figure, by, value): count for figure, by, value, count in rows}


def quality_trend(until: date) -> dict[str, list[tuple[date, int]]]:
    """Every figure of all customers, day by day over TREND_DAYS; one statement."""
    rows = QualityCount.objects.filter(by="", day__gt=until - timedelta(days=TREND_DAYS), day__lte=until)
    found: dict[str, list[tuple[date, int]]] = {}
    for figure, day, count in rows.order_by("day").values_list("figure", "day", "count"):
        found.setdefault(figure, []).append((day, count))
    return found
