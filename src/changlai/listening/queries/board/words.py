"""Hot words, and those that became it.

Looked at are words that were among the most frequent of at least one day; each is then summed over all days. Words are
counted over all platforms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from changlai.kernel import db
from changlai.listening.models import Topic
from changlai.listening.models.figures import EVERYTHING
from changlai.listening.queries.board.asked import Asked

SHOWN = 30
A_DAY = 200  # most frequent words of a day that are looked at
LOOKED_AT = 6_000  # of all days together: of a long time fewer a day, where what matters stands out on one of more days
LEAST = 3  # mentions below which a word is neither new nor rising
RISING = 2.0  # standard deviations above what the period before lets expect
_SUM = """(select coalesce(sum(w.count), 0)::int as count from listening_wordtally w
      where w.organisation_id = %(org)s and w.topic_id = %(topic)s and w.word = c.word
        and w.day >= {first} and w.day <= {last})"""
_WORDS = f"""
    with c as (
      select distinct x.word from generate_series(%(first)s::date, %(last)s::date, '1 day') d cross join lateral (
        select w.word from listening_wordtally w
        where w.organisation_id = %(org)s and w.topic_id = %(topic)s and w.day = d::date and w.count > 0
        order by w.count desc limit %(a_day)s) x)
    select c.word, {_SUM.format(first="%(first)s", last="%(last)s")} as count,
      {_SUM.format(first="%(first_before)s", last="%(last_before)s")}
    from c order by 2 desc, 1"""  # noqa: S608 - our own text


@dataclass(frozen=True, slots=True)
class Word:
    """In how many mentions a word stood, and in how many of the period before; ``rise`` in standard deviations."""

    word: str
    count: int
    before: int
    rise: float

    @property
    def is_new(self) -> bool:
        return self.before == 0 and self.count >= LEAST


def words(asked: Asked, now: int, before: int) -> list[Word]:
    """The words of a period with ``now`` mentions, after one with ``before``: the most frequent first. The topic's own
    words are left out: they are in all of its mentions.
    """
    known = asked.parameters()
    known |= {"first_before": asked.before.period.first, "last_before": asked.before.period.last}
    days = (asked.period.last - asked.period.first).days + 1
    known["a_day"] = min(A_DAY, max(SHOWN, LOOKED_AT // days))
    own = _own_words(asked.topic_id)
    growth = now / before if before else 1.0
    return [
        Word(word, count, earlier, (count - earlier * growth) / sqrt(earlier * growth + 1))
        for word, count, earlier in db.rows(_WORDS, known)
        if word not in own
    ]


def hot(found: Sequence[Word]) -> list[Word]:
    """The most frequent."""
    return list(found[:SHOWN])


def rising(found: Sequence[Word]) -> list[Word]:
    """Those said before, and clearly more often now, the steepest first."""
    chosen = [one for one in found if one.before and one.count >= LEAST and one.rise >= RISING]
    return sorted(chosen, key=lambda one: (-one.rise, one.word))[:SHOWN]


def new(found: Sequence[Word]) -> list[Word]:
    """Those nobody said in the period before, the most frequent first."""
    return [one for one in found if one.is_new][:SHOWN]


def _own_words(topic_id: int) -> str:
    if topic_id == EVERYTHING:
        return ""
    found = Topic.objects.filter(id=topic_id).values_list("expression", flat=True).first()
    return (found or "").lower()
