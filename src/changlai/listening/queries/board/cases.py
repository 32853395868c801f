"""What became of cases opened in a period."""

from dataclasses import dataclass, field

from changlai.kernel import db
from changlai.listening.enums import CaseState
from changlai.listening.queries.board.asked import Asked

_HERE = """from listening_case where organisation_id = %(org)s and opened_at >= %(start)s and opened_at < %(end)s
      and (%(topic)s = 0 or topic_id = %(topic)s)"""
_STATES = f"select state, count(*)::int {_HERE} group by 1"
_TIMES = f"""
    select
      (percentile_cont(0.5) within group (order by extract(epoch from first_answer_at - opened_at)))::int,
      (percentile_cont(0.5) within group (order by extract(epoch from solved_at - opened_at))
        filter (where state = 'solved'))::int,
      count(score)::int, coalesce(sum(score), 0)::int {_HERE}"""  # noqa: S608 - our own text


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
    """Cases opened in the period, as they stand now; two statements."""
    known = asked.parameters()
    states = {CaseState(state): count for state, count in db.rows(_STATES, known)}
    return CaseFigures({one: states.get(one, 0) for one in CaseState}, *db.rows(_TIMES, known)[0])
