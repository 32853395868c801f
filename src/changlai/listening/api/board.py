"""The listening board for programs: each part an operation of its own, over days of the organisation's calendar."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.http import Http404
from ninja import Schema

from changlai.accounts.operations import ApiRequest, allowed
from changlai.ai.enums import Aspect, Sentiment
from changlai.inbox.queries.board import Period
from changlai.listening.api.routing import router
from changlai.listening.enums import CaseState, TopicKind
from changlai.listening.models import Topic
from changlai.listening.models.figures import EVERYTHING
from changlai.listening.queries import board
from changlai.listening.queries.board import Asked

PLACE = "/listening/board"


class VolumeOut(Schema):
    """How many mentions, by sentiment."""

    negative: int
    neutral: int
    positive: int


class TotalOut(Schema):
    """The period and the one before it, each of them first and last day included."""

    first: date
    last: date
    volume: VolumeOut
    before_first: date
    before_last: date
    before: VolumeOut


class DayOut(Schema):
    """A day and what was said on it."""

    day: date
    volume: VolumeOut


class ShareOut(Schema):
    """A topic's part of the talk; a mention of two topics counts for both."""

    topic_id: int
    name: str
    kind: TopicKind
    volume: VolumeOut
    before: VolumeOut


class HotWordOut(Schema):
    """In how many mentions a word stood; ``rise`` in standard deviations above what was to be expected."""

    word: str
    count: int
    before: int
    rise: float


class WordsOut(Schema):
    """The most frequent words, those rising, and those nobody said in the period before; of all platforms."""

    hot: list[HotWordOut]
    rising: list[HotWordOut]
    new: list[HotWordOut]


class QuoteOut(Schema):
    """Somebody's words."""

    mention_id: int
    text: str
    author: str
    platform: str


class AspectOut(Schema):
    """What is said about one side of the offer, with the latest complaints and praises word for word."""

    aspect: Aspect
    volume: VolumeOut
    complaints: list[QuoteOut]
    praises: list[QuoteOut]


class TopPostOut(Schema):
    """One of the posts most people may have read."""

    mention_id: int
    platform: str
    author: str
    text: str
    url: str
    said_at: datetime
    reach: int
    copies: int
    sentiment: Sentiment


class SpreaderOut(Schema):
    """One of the authors with the most followers."""

    author_id: int
    key: str
    name: str
    platform: str
    followers: int
    count: int
    negative: int


class PlatformOut(Schema):
    """Where it was said, and how often."""

    platform: str
    count: int


class CasesOut(Schema):
    """Cases opened in the period by the state they are in now; medians in seconds, null without any; score 1 to 5."""

    states: dict[str, int]
    first_answer: int | None
    solved: int | None
    ratings: int
    score: float | None


def _asked(first: date, last: date, topic_id: int, platform: str) -> Asked:
    if topic_id and not Topic.objects.filter(id=topic_id).exists():
        raise Http404
    return Asked(Period.of(first, last), topic_id, platform)


@router.get(f"{PLACE}/volume", response=TotalOut, summary="How much was said")
@allowed("listening.view")
def volume(
    request: ApiRequest,  # noqa: ARG001 - ninja gives it
    first: date,
    last: date,
    topic_id: int = EVERYTHING,
    platform: str = "",
) -> dict[str, Any]:
    """From ``first`` to ``last``, both included, at most 400 days, beside as many days before. ``topic_id`` 0: all."""
    asked = _asked(first, last, topic_id, platform)
    return {
        "first": asked.period.first,
        "last": asked.period.last,
        "volume": board.volume(asked),
        "before_first": asked.before.period.first,
        "before_last": asked.before.period.last,
        "before": board.volume(asked.before),
    }


@router.get(f"{PLACE}/days", response=list[DayOut], summary="What was said day by day")
@allowed("listening.view")
def days(
    request: ApiRequest,  # noqa: ARG001 - ninja gives it
    first: date,
    last: date,
    topic_id: int = EVERYTHING,
    platform: str = "",
) -> list[board.Day]:
    """Every day of the period, days without any mention included."""
    return board.days(_asked(first, last, topic_id, platform))


@router.get(f"{PLACE}/shares", response=list[ShareOut], summary="Share of voice")
@allowed("listening.view")
def shares(
    request: ApiRequest,  # noqa: ARG001 - ninja gives it
    first: date,
    last: date,
    platform: str = "",
) -> list[dict[str, Any]]:
    """Every topic that is on, in the organisation's order."""
    return [
        {
            "topic_id": one.topic.pk,
            "name": one.topic.name,
            "kind": one.kind,
            "volume": one.now,
            "before": one.before,
        }
        for one in board.shares(_asked(first, last, EVERYTHING, platform))
    ]


@router.get(f"{PLACE}/words", response=WordsOut, summary="Hot words, new and rising")
@allowed("listening.view")
def words(
    request: ApiRequest,  # noqa: ARG001 - ninja gives it
    first: date,
    last: date,
    topic_id: int = EVERYTHING,
) -> dict[str, Any]:
    """In how many mentions each stood, beside the period before."""
    asked = _asked(first, last, topic_id, "")
    found = board.words(asked, board.volume(asked).total, board.volume(asked.before).total)
    return {"hot": board.hot(found), "rising": board.rising(found), "new": board.new(found)}


@router.get(f"{PLACE}/aspects", response=list[AspectOut], summary="What is praised and complained about")
@allowed("listening.view")
def aspects(
    request: ApiRequest,  # noqa: ARG001 - ninja gives it
    first: date,
    last: date,
    topic_id: int = EVERYTHING,
    platform: str = "",
) -> list[dict[str, Any]]:
    """Aspects somebody spoke of, the most first."""
    asked = _asked(first, last, topic_id, platform)
    found = board.aspects(asked)
    quotes = board.quotes(asked, [one.aspect for one in found])
    return [
        {
            "aspect": one.aspect,
            "volume": one.volume,
            "complaints": quotes.get((one.aspect, Sentiment.NEGATIVE), []),
            "praises": quotes.get((one.aspect, Sentiment.POSITIVE), []),
        }
        for one in found
    ]


@router.get(f"{PLACE}/posts", response=list[TopPostOut], summary="The most read posts")
@allowed("listening.view")
def posts(
    request: ApiRequest,  # noqa: ARG001 - ninja gives it
    first: date,
    last: date,
    topic_id: int = EVERYTHING,
    platform: str = "",
) -> list[dict[str, Any]]:
    """By reach; what repeats another post is left out."""
    return [
        {"mention_id": one.pk, "author": one.author.name if one.author else ""}
        | {name: getattr(one, name) for name in _POST}
        for one in board.posts(_asked(first, last, topic_id, platform))
    ]


@router.get(f"{PLACE}/authors", response=list[SpreaderOut], summary="Authors with the most followers")
@allowed("listening.view")
def authors(
    request: ApiRequest,  # noqa: ARG001 - ninja gives it
    first: date,
    last: date,
    topic_id: int = EVERYTHING,
    platform: str = "",
) -> list[board.Spreader]:
    """Among those of the most read posts, with what they said in the period."""
    return board.spreaders(_asked(first, last, topic_id, platform))


@router.get(f"{PLACE}/platforms", response=list[PlatformOut], summary="Where it was said")
@allowed("listening.view")
def platforms(
    request: ApiRequest,  # noqa: ARG001 - ninja gives it
    first: date,
    last: date,
    topic_id: int = EVERYTHING,
) -> list[dict[str, Any]]:
    """Platforms with at least one mention, the most first."""
    found = board.platforms(_asked(first, last, topic_id, ""))
    return [{"platform": slug, "count": count} for slug, count in found]


@router.get(f"{PLACE}/cases", response=CasesOut, summary="What became of cases")
@allowed("listening.cases")
def cases(
    request: ApiRequest,
    first: date,
    last: date,
    topic_id: int = EVERYTHING,
) -> dict[str, Any]:
    """Cases opened in the period."""
    found = board.cases(replace(_asked(first, last, topic_id, ""), member=request.member))
    return {
        "states": {CaseState(state).value: count for state, count in found.states.items()},
        "first_answer": found.answer,
        "solved": found.solved,
        "ratings": found.rated,
        "score": found.score,
    }


_POST = ("platform", "text", "url", "said_at", "reach", "copies", "sentiment")
