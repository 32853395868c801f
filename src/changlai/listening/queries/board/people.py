"""Posts and authors that stand out, and what was said word for word behind a figure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from changlai.ai.enums import Aspect, Sentiment
from changlai.kernel import db
from changlai.listening.models import Mention, MentionTopic
from changlai.listening.models.figures import EVERYTHING
from changlai.listening.queries.board.asked import Asked

SHOWN = 8
LOOKED_AT = 500  # posts with the most reach whose authors are compared
A_DAY, OF_ALL_DAYS = 20, 2_000  # at least so many of each platform's day; of few days more, so many together
QUOTED = 2  # of each aspect and side
SEARCHED = 3_000  # the latest of an aspect among which a topic's quotes are looked for
_OF_TOPIC = """ and (%(topic)s = 0 or exists (select from listening_mentiontopic t
        where t.organisation_id = m.organisation_id and t.mention_id = m.id and t.topic_id = %(topic)s))"""
_WITHIN = f"""m.organisation_id = %(org)s and m.said_at >= %(start)s and m.said_at < %(end)s
      and (%(platform)s = '' or m.platform = %(platform)s){_OF_TOPIC}"""
# The most read of each platform and day stand together in an index: read are a few of every day, and the most read of
# those are the most read of all, unless one day held more than its part of them.
_MOST = f"""
      select x.id from (
        select distinct platform from listening_mentiontally where organisation_id = %(org)s and topic_id = %(topic)s
          and hour >= %(start)s and hour < %(end)s and count > 0 and (%(platform)s = '' or platform = %(platform)s)) p
      cross join generate_series((%(start)s at time zone 'UTC')::date, (%(end)s at time zone 'UTC')::date, '1 day') d
      cross join lateral (
        select {{id}} as id, m.reach from {{table}} m where m.organisation_id = %(org)s{{of_topic}}
          and m.platform = p.platform and m.said_on = d::date and m.said_at >= %(start)s and m.said_at < %(end)s
        order by m.reach desc, {{id}} desc limit %(a_day)s) x
      order by x.reach desc, x.id desc limit {LOOKED_AT}"""  # noqa: S608 - our own text
_MOST_OF_ALL = _MOST.format(table="listening_mention", id="m.id", of_topic="")
_MOST_OF_TOPIC = _MOST.format(table="listening_mentiontopic", id="m.mention_id", of_topic=" and m.topic_id = %(topic)s")
_SPREADERS = f"""
    with most as materialized ({{most}}),
    spoke as (
      select distinct m.author_id from most x
      join listening_mention m on m.organisation_id = %(org)s and m.id = x.id),
    known as (
      select a.id, a.key, a.name, a.platform, a.followers from spoke o
      join listening_author a on a.organisation_id = %(org)s and a.id = o.author_id
      order by a.followers desc, a.id limit {SHOWN})
    select a.id, a.key, a.name, a.platform, a.followers, x.count, x.negative
    from known a cross join lateral (
      select count(*)::int as count, (count(*) filter (where m.sentiment = 'negative'))::int as negative
      from listening_mention m where m.author_id = a.id and {_WITHIN}) x
    order by a.followers desc, x.count desc, a.id"""  # noqa: S608 - our own text
# Each question is a value of its own, asked of one row after the other: as a join it was at times answered for every
# mention of the time, where nobody had spoken of an aspect and a topic together.
_QUOTES = f"""
    select p.aspect, p.sentiment, m.id, m.text, coalesce(a.name, ''), m.platform, m.said_at
    from unnest(%(aspects)b::text[], %(sentiments)b::text[]) p(aspect, sentiment)
    cross join lateral (
      select k.mention_id from (
        select k.mention_id from listening_mentionaspect k
        where k.organisation_id = %(org)s and k.aspect = p.aspect and k.sentiment = p.sentiment
          and k.said_at >= %(start)s and k.said_at < %(end)s
        order by k.said_at desc, k.mention_id desc limit {SEARCHED}) k
      where (%(topic)s = 0 or (select true from listening_mentiontopic t
          where t.organisation_id = %(org)s and t.mention_id = k.mention_id and t.topic_id = %(topic)s))
        and (select m.fold_id is null and (%(platform)s = '' or m.platform = %(platform)s) from listening_mention m
          where m.organisation_id = %(org)s and m.id = k.mention_id)
      limit {QUOTED}) k
    join listening_mention m on m.organisation_id = %(org)s and m.id = k.mention_id
    left join listening_author a on a.organisation_id = %(org)s and a.id = m.author_id"""  # noqa: S608 - our own text


@dataclass(frozen=True, slots=True)
class Spreader:
    """An author of the period and what they said in it."""

    author_id: int
    key: str
    name: str
    platform: str
    followers: int
    count: int
    negative: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words about an aspect."""

    mention_id: int
    text: str
    author: str
    platform: str


def posts(asked: Asked) -> list[Mention]:
    """Those most people may have read; what repeats another one is left out."""
    known = asked.parameters()
    rows = Mention.objects.filter(said_at__gte=known["start"], said_at__lt=known["end"], fold=None)
    if asked.platform:
        rows = rows.filter(platform=asked.platform)
    if asked.topic_id != EVERYTHING:
        rows = rows.filter(Exists(MentionTopic.objects.filter(mention=OuterRef("id"), topic_id=asked.topic_id)))
    return list(rows.select_related("author").order_by("-reach", "-id")[:SHOWN])


def spreaders(asked: Asked) -> list[Spreader]:
    """The authors with the most followers among those of the most read posts of the days."""
    days = (asked.period.last - asked.period.first).days + 1
    known = asked.parameters() | {"a_day": max(A_DAY, OF_ALL_DAYS // days)}
    most = _MOST_OF_ALL if asked.topic_id == EVERYTHING else _MOST_OF_TOPIC
    return [Spreader(*row) for row in db.planned(_SPREADERS.format(most=most), known)]


def quotes(asked: Asked, aspects: Sequence[Aspect]) -> dict[tuple[Aspect, Sentiment], list[Quote]]:
    """What was said lately about each aspect, praising it and complaining about it."""
    sides = (Sentiment.NEGATIVE, Sentiment.POSITIVE)
    wanted = [(aspect, side) for aspect in aspects for side in sides]
    known = asked.parameters() | {"aspects": [one for one, _ in wanted], "sentiments": [side for _, side in wanted]}
    found: dict[tuple[Aspect, Sentiment], list[Quote]] = {}
    for aspect, side, mention_id, text, author, platform, _ in db.planned(_QUOTES, known):
        found.setdefault((Aspect(aspect), Sentiment(side)), []).append(Quote(mention_id, text, author, platform))
    return found
