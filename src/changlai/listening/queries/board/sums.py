"""Sums of tallies: how much is said, how it is meant, about what, and of whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from changlai.ai.enums import Aspect, Sentiment
from changlai.kernel import db
from changlai.listening.enums import TopicKind
from changlai.listening.models import Topic
from changlai.listening.queries.board.asked import Asked

_HERE = """where organisation_id = %(org)s and topic_id = %(topic)s and hour >= %(start)s and hour < %(end)s
      and (%(platform)s = '' or platform = %(platform)s)"""
_BY = "coalesce(sum(count) filter (where sentiment = '{0}'), 0)::int"
_EACH = ", ".join(_BY.format(one.value) for one in (Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE))
_VOLUME = f"select {_EACH} from listening_mentiontally {_HERE}"  # noqa: S608 - our own text
_DAYS = f"""
    select (hour at time zone %(zone)s)::date as day, {_EACH} from listening_mentiontally {_HERE}
    group by 1 order by 1"""  # noqa: S608 - our own text
_PLATFORMS = f"""
    select platform, sum(count)::int from listening_mentiontally {_HERE}
    group by 1 having sum(count) > 0 order by 2 desc, 1"""  # noqa: S608 - our own text
_SHARES = f"""
    select topic_id, {_EACH} from listening_mentiontally
    where organisation_id = %(org)s and topic_id = any(%(topics)b::bigint[])
      and hour >= %(start)s and hour < %(end)s and (%(platform)s = '' or platform = %(platform)s)
    group by 1"""  # noqa: S608 - our own text
_ASPECTS = f"""
    select aspect, {_EACH} from listening_aspecttally {_HERE}
    group by 1 having sum(count) > 0 order by sum(count) desc, 1"""  # noqa: S608 - our own text


@dataclass(frozen=True, slots=True)
class Volume:
    """How many mentions, by what they mean."""

    negative: int = 0
    neutral: int = 0
    positive: int = 0

    @property
    def total(self) -> int:
        return self.negative + self.neutral + self.positive

    def of(self, sentiment: Sentiment) -> int:
        return {
            Sentiment.NEGATIVE: self.negative,
            Sentiment.NEUTRAL: self.neutral,
            Sentiment.POSITIVE: self.positive,
        }[sentiment]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the organisation's calendar."""

    day: date
    volume: Volume


@dataclass(frozen=True, slots=True)
class Share:
    """A topic's part of the talk, beside the period before. A mention of two topics counts for both."""

    topic: Topic
    now: Volume
    before: Volume

    @property
    def kind(self) -> TopicKind:
        return TopicKind(self.topic.kind)


@dataclass(frozen=True, slots=True)
class AspectSum:
    """What is said about one side of the offer."""

    aspect: Aspect
    volume: Volume


def volume(asked: Asked) -> Volume:
    """All mentions of the period."""
    return Volume(*db.rows(_VOLUME, asked.parameters())[0])


def days(asked: Asked) -> list[Day]:
    """Every day of the period, those without any included."""
    found = {day: Volume(*counts) for day, *counts in db.rows(_DAYS, asked.parameters())}
    every = [asked.period.first + timedelta(days=one) for one in range(asked.period.length)]
    return [Day(day, found.get(day, Volume())) for day in every]


def platforms(asked: Asked) -> list[tuple[str, int]]:
    """Where it was said and how often, the most first."""
    return [(slug, count) for slug, count in db.rows(_PLATFORMS, asked.parameters())]


def shares(asked: Asked) -> list[Share]:
    """Every topic that is on, ours and competitors', in the organisation's order."""
    topics = list(Topic.objects.filter(is_on=True).order_by("position", "id"))
    now, before = _by_topic(asked, topics), _by_topic(asked.before, topics)
    return [Share(one, now.get(one.pk, Volume()), before.get(one.pk, Volume())) for one in topics]


def aspects(asked: Asked) -> list[AspectSum]:
    """What is spoken of, the most first; aspects nobody spoke of are left out."""
    rows = db.rows(_ASPECTS, asked.parameters())
    return [AspectSum(Aspect(aspect), Volume(*counts)) for aspect, *counts in rows if aspect in set(Aspect)]


def _by_topic(asked: Asked, topics: Sequence[Topic]) -> Mapping[int, Volume]:
    known = asked.parameters() | {"topics": [one.pk for one in topics]}
    return {topic: Volume(*counts) for topic, *counts in db.rows(_SHARES, known)}
