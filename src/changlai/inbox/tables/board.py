"""The board as it is shown: figures with what they were before, tables, bars, and the same as CSV."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changlai.inbox.enums import Outcome, Split
from changlai.inbox.queries.board import Period, Tallies, Tally

MINUTE, HOUR, DAY = 60, 3600, 86_400
NOTHING = Tally()
PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: its value, what it was in the period before, and where its conversations are."""

    label: str
    value: str
    before: str
    query: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: one member, account or hour."""

    name: str
    tally: Tally
    share: int  # of the largest, in per cent: the bar
    query: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A day of the chart. ``height`` of 100."""

    day: date
    count: int
    height: int
    query: str


def duration(seconds: int | None) -> str:
    """``45 s``, ``3 min 20 s``, ``2 h 5 min``, ``3 d 4 h``; a dash for nothing."""
    if seconds is None:
        return "-"
    if seconds < MINUTE:
        return _("%(seconds)d s") % {"seconds": seconds}
    if seconds < HOUR:
        minutes, rest = divmod(seconds, MINUTE)
        facts = {"minutes": minutes, "seconds": rest}
        return (_("%(minutes)d min %(seconds)d s") if rest else _("%(minutes)d min")) % facts
    if seconds < DAY:
        hours, rest = divmod(seconds, HOUR)
        facts = {"hours": hours, "minutes": rest // MINUTE}
        return (_("%(hours)d h %(minutes)d min") if facts["minutes"] else _("%(hours)d h")) % facts
    days, rest = divmod(seconds, DAY)
    facts = {"days": days, "hours": rest // HOUR}
    return (_("%(days)d d %(hours)d h") if facts["hours"] else _("%(days)d d")) % facts


def score(value: float | None) -> str:
    """``4.6``; a dash for nothing."""
    return f"{value:.1f}" if value is not None else "-"


def query_of(period: Period, outcome: Outcome, split: Split = Split.ALL, key: int = 0) -> str:
    """What leads to the conversations of a figure."""
    chosen: dict[str, object] = {"from": period.first, "to": period.last, "what": outcome.value}
    if split != Split.ALL:
        chosen[split.value] = key
    return urlencode(chosen)


def figures(period: Period, now: Tallies, before: Tallies) -> list[Figure]:
    """The four questions: how many, how fast, how long, how good."""
    here, there = now.get((Split.ALL, 0), NOTHING), before.get((Split.ALL, 0), NOTHING)
    return [
        Figure(
            pgettext("figure", "Conversations"), str(here.opened), str(there.opened), query_of(period, Outcome.OPENED)
        ),
        Figure(
            _("First answer, median"),
            duration(here.first_median),
            duration(there.first_median),
            query_of(period, Outcome.ANSWERED),
            _("90 %% within %(time)s") % {"time": duration(here.first_ninetieth)},
        ),
        Figure(
            _("Solved, median"),
            duration(here.solved_median),
            duration(there.solved_median),
            query_of(period, Outcome.CLOSED),
            _("90 %% within %(time)s") % {"time": duration(here.solved_ninetieth)},
        ),
        Figure(
            _("Rating"),
            score(here.score),
            score(there.score),
            query_of(period, Outcome.RATED),
            _("%(count)d ratings") % {"count": here.rated},
        ),
    ]


def lines(period: Period, found: Tallies, split: Split, names: Mapping[int, str]) -> list[Line]:
    """The table of one split: hours in order, the others by how many."""
    chosen = {key: tally for (one, key), tally in found.items() if one == split}
    most = max((tally.opened for tally in chosen.values()), default=0)
    order = sorted(chosen) if split == Split.HOUR else sorted(chosen, key=lambda key: (-chosen[key].opened, key))
    return [
        Line(
            names.get(key, pgettext("deleted member or account", "No longer there")),
            chosen[key],
            chosen[key].opened * PER_CENT // most if most else 0,
            query_of(period, Outcome.OPENED, split, key),
        )
        for key in order
    ]


def bars(days: Sequence[tuple[date, int]]) -> list[Bar]:
    """The chart of the days."""
    most = max((count for _day, count in days), default=0)
    return [
        Bar(day, count, count * PER_CENT // most if most else 0, query_of(Period(day, day), Outcome.OPENED))
        for day, count in days
    ]


def csv_rows(tables: Iterable[tuple[str, Sequence[Line]]]) -> Iterator[list[str]]:
    """Every table of the board in one file: what it is divided by, then its figures; times in business seconds."""
    yield [
        _("Divided by"),
        pgettext("figure", "Name"),
        pgettext("figure", "Conversations"),
        _("Answered"),
        _("Closed conversations"),
        _("First answer, median (s)"),
        _("First answer, 90 % (s)"),
        _("Solved, median (s)"),
        _("Solved, 90 % (s)"),
        _("Number of ratings"),
        _("Rating"),
    ]
    for title, found in tables:
        for line in found:
            tally = line.tally
            times = (tally.first_median, tally.first_ninetieth, tally.solved_median, tally.solved_ninetieth)
            yield [
                title,
                line.name,
                *(str(one) for one in (tally.opened, tally.answered, tally.closed)),
                *("" if one is None else str(one) for one in times),
                str(tally.rated),
                "" if tally.score is None else f"{tally.score:.2f}",
            ]
