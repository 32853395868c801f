"""What became of cases opened in a period, as far as whoever asks may see them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from changlai.listening.enums import CaseState
from changlai.listening.queries.board.asked import Asked
from changlai.listening.queries.cases import visible_to


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """Cases by state; medians in seconds from opening, None without any; how content customers were, 1 to 5."""

    states: dict[CaseState, int] = field(default_factory=dict)
    answer: int | None = None
    solved: int | None = None
    rated: int = 0
    score_sum: int = 0

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def score(self) -> float | None:
        return self.score_sum / self.rated if self.rated else None


def cases(asked: Asked) -> CaseFigures:
    """Cases opened in the period, as they stand now; nobody asking sees none. One statement, a short row a case."""
    if asked.member is None:
        return CaseFigures(dict.fromkeys(CaseState, 0))
    known = asked.parameters()
    found = visible_to(asked.member).filter(opened_at__gte=known["start"], opened_at__lt=known["end"])
    if asked.topic_id:
        found = found.filter(topic_id=asked.topic_id)
    rows = list(found.values_list("state", "opened_at", "first_answer_at", "solved_at", "score"))
    states = Counter(CaseState(state) for state, *_ in rows)
    scores = [score for *_, score in rows if score]
    return CaseFigures(
        {one: states[one] for one in CaseState},
        _median((opened, answered) for _, opened, answered, _, _ in rows),
        _median((opened, solved) for state, opened, _, solved, _ in rows if state == CaseState.SOLVED),
        len(scores),
        sum(scores),
    )


def _median(spans: Iterable[tuple[datetime, datetime | None]]) -> int | None:
    lasted = [(end - start).total_seconds() for start, end in spans if end]
    return round(median(lasted)) if lasted else None
