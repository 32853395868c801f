"""The board as it is shown: charts, lines, and the address of exactly the mentions behind each figure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from changlai.ai.enums import Sentiment
from changlai.inbox.queries.board import Period
from changlai.listening.enums import CaseState
from changlai.listening.models.figures import EVERYTHING
from changlai.listening.queries.board import Asked, Day, Volume
from changlai.ui.times import duration

PER_CENT = 100
SIDES = (Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE)
WIDTH = 12  # of a day
_MANY = frozenset({"aspect", "blamed", "praised"})  # a mention may have several


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: of one sentiment, ``height`` of 100, ``above`` the top of the chart."""

    sentiment: Sentiment
    above: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A day of the chart, from the negative at the foot to the positive on top. ``left`` is its place."""

    left: int
    day: date
    volume: Volume
    pieces: Sequence[Piece]
    query: str


def behind(asked: Asked, *more: Mapping[str, Any], order: str = "") -> str:
    """The query of the list of exactly the mentions that a figure of ``asked`` counts, narrowed by ``more``."""
    first, last = asked.period.first.isoformat(), asked.period.last.isoformat()
    tests: list[Mapping[str, Any]] = [{"path": "said_at", "between": [first, last]}]
    if asked.topic_id != EVERYTHING:
        tests.append({"path": "topic", "any_of": [str(asked.topic_id)]})
    if asked.platform:
        tests.append({"path": "platform", "is": asked.platform})
    return _query([*tests, *more], order)


def cases_behind(asked: Asked, state: CaseState) -> str:
    """The query of the list of exactly the cases in this state that the board counts."""
    first, last = asked.period.first.isoformat(), asked.period.last.isoformat()
    tests: list[Mapping[str, Any]] = [
        {"path": "opened_at", "between": [first, last]},
        {"path": "state", "is": state.value},
    ]
    if asked.topic_id != EVERYTHING:
        tests.append({"path": "topic", "is": str(asked.topic_id)})
    return _query(tests)


def _query(tests: Sequence[Mapping[str, Any]], order: str = "") -> str:
    tree = json.dumps({"all": tests}, ensure_ascii=False, separators=(",", ":"))
    return urlencode({"view": "all", "filter": tree} | ({"order": order} if order else {}))


def said(path: str, value: str) -> Mapping[str, Any]:
    """One more test of a list: ``sentiment`` is ``negative``."""
    return {"path": path, "any_of": [value]} if path in _MANY else {"path": path, "is": value}


def bars(asked: Asked, days: Sequence[Day]) -> list[Bar]:
    """The chart of the days."""
    most = max((one.volume.total for one in days), default=0) or 1
    return [_bar(asked, one, most, place * WIDTH) for place, one in enumerate(days)]


def share(part: int, whole: int) -> int:
    """In per cent; 0 of nothing."""
    return round(part * PER_CENT / whole) if whole else 0


def change(now: int, before: int) -> str:
    """``+12 %`` against the period before; "" when nothing was before."""
    return f"{round((now - before) * PER_CENT / before):+d} %" if before else ""


def lasted(seconds: int | None) -> str:
    """A time in two units; a dash for none."""
    return duration(seconds) if seconds is not None else "-"


def score(value: float | None) -> str:
    """``4.6``; a dash for none."""
    return f"{value:.1f}" if value is not None else "-"


def of_day(asked: Asked, day: date) -> Asked:
    """The same of one day."""
    return Asked(Period(day, day), asked.topic_id, asked.platform)


def of_topic(asked: Asked, topic_id: int) -> Asked:
    """The same of one topic."""
    return Asked(asked.period, topic_id, asked.platform)


def _bar(asked: Asked, day: Day, most: int, left: int) -> Bar:
    pieces, top = [], float(PER_CENT)
    for side in SIDES:
        height = day.volume.of(side) * PER_CENT / most
        top -= height
        pieces.append(Piece(side, round(top, 2), round(height, 2)))
    return Bar(left, day.day, day.volume, pieces, behind(of_day(asked, day.day)))
