"""The figures of the quality page, in words, with the address of each one's list."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.customers import queries, sources

LABELS: Mapping[str, Any] = {
    queries.ALL_FIGURE: _("All customers"),
    "possible_duplicate": _("May be there twice"),
    "id_clash": _("Share a number, not their ID"),
    "bad_phone": _("Phone number nobody can be"),
    "no_contact": _("Neither phone nor e-mail"),
    "no_name": _("No name"),
    "no_company": _("No company"),
    "no_city": _("No city"),
    "no_source": _("No source"),
    "no_owner": _("Nobody responsible"),
    "stale": _("Silent for 90 days"),
    "stale_owned": _("Silent for 90 days, with somebody responsible"),
}
FILLED_IN: Mapping[str, str] = {  # figure to the column where what is missing is filled in
    "no_name": "name",
    "no_company": "company",
    "no_city": "city",
    "no_source": "source",
}
DEEDS: Mapping[str, tuple[str, Any]] = {  # figure to what is done with all of them, and how the button reads
    "bad_phone": ("customers.mend_phones", _("Bring into one form")),
    "no_owner": ("customers.assign", _("Give to somebody")),
    "stale_owned": ("customers.assign", _("Release or hand over")),
}
SURE = 90  # percent, from which on all duplicates may be merged in one go
NOBODY_NAMED: Mapping[str, str] = MappingProxyType({})


class FixWay(StrEnum):
    """How a figure is mended: in a list, by a deed with all of them in a dialog, pair by pair, or merged at once."""

    PAGE = "page"
    DIALOG = "dialog"
    REVIEW = "review"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Fix:
    """What mends a figure with one click. ``query`` goes with the address of its way."""

    way: FixWay
    label: Any
    query: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: how many now, how many of a hundred, and how many more or fewer than when the trend begins."""

    slug: str
    label: Any
    count: int
    percent: int
    change: int | None
    filter: str
    fixes: Sequence["Fix"] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one source or one person responsible; ``cells`` are (count, filter) in the order of the columns."""

    name: Any
    cells: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Other:
    """A figure of another module's records; ``url_name`` is where they are mended."""

    label: Any
    count: int
    percent: int
    change: int | None
    url_name: str
    fix: Any


@dataclass(frozen=True, slots=True)
class Quality:
    """The page: ``day`` is when it was counted, None before the first time."""

    day: date | None
    lines: list[Line]
    columns: list[Any]
    sources: list[Group]
    owners: list[Group]
    others: Mapping[str, Sequence[Other]]  # by the name of their records


def quality(member: Member) -> Quality:
    """Everything of the page, with what the member may mend; five statements."""
    day, counts = queries.latest_quality()
    if day is None:
        return Quality(None, [], [], [], [], {})
    trend, whole = queries.quality_trend(day), counts.get((queries.ALL_FIGURE, "", ""), 0)
    lines = []
    for slug, label in LABELS.items():
        count = counts.get((slug, "", ""), 0)
        fixes = _fixes(slug, member) if count and member.can("customers.edit") else ()
        change = _change(count, trend.get(slug, []))
        lines.append(Line(slug, label, count, _percent(count, whole), change, _packed(slug), fixes))
    names = {str(one): name for one, name in Member.objects.values_list("id", "name")}
    by_source, by_owner = _groups("source", counts), _groups("owner", counts, names)
    others = _others(member, counts, trend)
    return Quality(day, lines, list(LABELS.values()), by_source, by_owner, others)


def _others(
    member: Member, counts: Mapping[tuple[str, str, str], int], trend: Mapping[str, Sequence[tuple[date, int]]]
) -> dict[str, list[Other]]:
    """What other modules had counted, as far as the member may see it."""
    found: dict[str, list[Other]] = {}
    for care in queries.cares():
        count = counts.get((care.slug, "", ""))
        if count is None or not member.can(care.permission):
            continue
        percent = _percent(count, counts.get((care.slug, queries.WHOLE, ""), 0))
        line = Other(care.label, count, percent, _change(count, trend.get(care.slug, [])), care.url_name, care.fix)
        found.setdefault(str(care.group), []).append(line)
    return found


def _change(count: int, earlier: Sequence[tuple[date, int]]) -> int | None:
    return count - earlier[0][1] if len(earlier) > 1 else None


def _percent(count: int, whole: int) -> int:
    return round(100 * count / whole) if whole else 0


def _fixes(slug: str, member: Member) -> list[Fix]:
    packed = _packed(slug)
    if slug in DEEDS:
        deed, label = DEEDS[slug]
        return [Fix(FixWay.DIALOG, label, {"deed": deed, "all": "1", "filter": packed})]
    if slug in FILLED_IN:
        columns = f"{FILLED_IN[slug]},owner,last_interaction_at"
        return [Fix(FixWay.PAGE, _("Fill in"), {"filter": packed, "columns": columns})]
    if slug == "possible_duplicate":
        review = Fix(FixWay.REVIEW, _("Review"), {})
        is_any = queries.suggestion_ids(member, rule="", at_least=SURE, limit=1)
        return [review, Fix(FixWay.MERGE, _("Merge the sure ones"), {"at_least": SURE})] if is_any else [review]
    return [Fix(FixWay.REVIEW, _("Review"), {})] if slug == "id_clash" else []


def _groups(
    by: str, counts: Mapping[tuple[str, str, str], int], names: Mapping[str, str] = NOBODY_NAMED
) -> list[Group]:
    """Sources are asked for by their words, as the reader would: the condition above the list reads so."""
    values = [value for figure, kind, value in counts if kind == by and figure == queries.ALL_FIGURE]
    return [
        Group(
            names.get(value, sources.told(value)),
            [
                (counts.get((slug, by, value), 0), _packed(slug, by, sources.told(value) if by == "source" else value))
                for slug in LABELS
            ],
        )
        for value in values
    ]


def _packed(slug: str, by: str = "", value: str = "") -> str:
    found = queries.tree(slug, by, value)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) if found["all"] else ""
