"""Counting mentions for the board, in the transaction that stores, corrects or deletes them.

What the board shows are sums of these rows, and what stands behind a figure are mentions: both change together or not
at all. Rows are written in one order everywhere, so that writers wait for each other instead of locking up.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from changlai.accounts import queries as accounts
from changlai.kernel import db, tenancy, turns
from changlai.listening.contracts import Counted
from changlai.listening.models.figures import EVERYTHING

_TURNS = "listening.tallies"
_MENTIONS = """
    insert into listening_mentiontally as t (organisation_id, topic_id, hour, platform, sentiment, count, copies)
    select %(org)s, x.* from unnest(%(topics)b::bigint[], %(hours)b::timestamptz[], %(platforms)b::text[],
      %(sentiments)b::text[], %(counts)b::int[], %(copies)b::int[]) x
    on conflict (organisation_id, topic_id, hour, platform, sentiment)
    do update set count = t.count + excluded.count, copies = t.copies + excluded.copies"""
_ASPECTS = """
    insert into listening_aspecttally as t (organisation_id, topic_id, hour, platform, aspect, sentiment, count)
    select %(org)s, x.* from unnest(%(topics)b::bigint[], %(hours)b::timestamptz[], %(platforms)b::text[],
      %(aspects)b::text[], %(sentiments)b::text[], %(counts)b::int[]) x
    on conflict (organisation_id, topic_id, hour, platform, aspect, sentiment)
    do update set count = t.count + excluded.count"""
_WORDS = """
    insert into listening_wordtally as t (organisation_id, topic_id, day, word, count)
    select %(org)s, x.* from unnest(%(topics)b::bigint[], %(days)b::date[], %(words)b::text[], %(counts)b::int[]) x
    on conflict (organisation_id, topic_id, word, day) do update set count = t.count + excluded.count"""
# A word nobody says any more is not kept: it may be somebody's address.
_UNSAID = """
    delete from listening_wordtally t using unnest(%(topics)b::bigint[], %(days)b::date[], %(words)b::text[]) x(o, d, w)
    where t.organisation_id = %(org)s and t.topic_id = x.o and t.day = x.d and t.word = x.w and t.count = 0"""
_LINES = """
    select m.said_at, m.platform, m.sentiment, m.fold_id is not null, m.words,
      coalesce((select array_agg(t.topic_id) from listening_mentiontopic t
        where t.organisation_id = m.organisation_id and t.mention_id = m.id), '{}'),
      coalesce((select jsonb_object_agg(a.aspect, a.sentiment) from listening_mentionaspect a
        where a.organisation_id = m.organisation_id and a.mention_id = m.id), '{}')
    from listening_mention m where m.organisation_id = %(org)s and m.id = any(%(ids)b::bigint[]) order by m.id"""
_COPIES = """
    select id from listening_mention where organisation_id = %(org)s and fold_id = any(%(ids)b::bigint[])
      and not id = any(%(ids)b::bigint[]) order by id for update"""
_UNFOLD = """
    update listening_mention set fold_id = null
    where organisation_id = %(org)s and id = any(%(ids)b::bigint[])"""
_FORGET = (
    "delete from listening_mentiontally where organisation_id = %(org)s and topic_id = %(topic)s",
    "delete from listening_aspecttally where organisation_id = %(org)s and topic_id = %(topic)s",
    "delete from listening_wordtally where organisation_id = %(org)s and topic_id = %(topic)s",
)
Place = tuple[Any, ...]


def count(lines: Sequence[Counted], sign: int = 1) -> None:
    """Add mentions to the board's sums, or take them away with ``sign`` -1; four statements, whatever their number."""
    _apply(_summed((one, sign) for one in lines))


def move(before: Sequence[Counted], after: Sequence[Counted]) -> None:
    """What counted as ``before`` counts as ``after`` from now on; what is the same in both is not touched."""
    _apply(_summed([*((one, -1) for one in before), *((one, 1) for one in after)]))


def take_away(mention_ids: Collection[int]) -> None:
    """Before these mentions are deleted: they count no longer, and what repeated one of them stands for itself."""
    asked = {"org": tenancy.organisation_id(), "ids": sorted(set(mention_ids))}
    copies = [found for (found,) in db.rows(_COPIES, asked)]
    gone, before = lines_of(mention_ids), lines_of(copies)
    db.run(_UNFOLD, {"org": asked["org"], "ids": copies})
    move([*gone, *before], lines_of(copies))


def lines_of(mention_ids: Collection[int]) -> list[Counted]:
    """How stored mentions count, in the order of their ids: read it before a change, or before they are deleted."""
    found = db.rows(_LINES, {"org": tenancy.organisation_id(), "ids": sorted(set(mention_ids))})
    return [
        Counted(tuple(topics), said_at, platform, sentiment, is_copy, msgspec.json.decode(aspects), words)
        for said_at, platform, sentiment, is_copy, words, topics, aspects in found
    ]


def forget_topic(topic_id: int) -> None:
    """A topic is deleted, and its sums with it; those over everything stay as they are."""
    asked = {"org": tenancy.organisation_id(), "topic": topic_id}
    turns.share(_TURNS)
    for statement in _FORGET:
        db.run(statement, asked)


def hold() -> None:
    """Nobody else counts until the transaction ends: who counts everything again sees mentions and sums in step."""
    turns.take(_TURNS)


def hour_of(moment: datetime, zone: ZoneInfo) -> datetime:
    """The hour of the organisation's clock a moment lies in: days of its calendar are whole hours in every zone."""
    return moment.astimezone(zone).replace(minute=0, second=0, microsecond=0).astimezone(UTC)


class _Summed:
    """What has to be added to each row."""

    def __init__(self) -> None:
        self.mentions: Counter[Place] = Counter()
        self.copies: Counter[Place] = Counter()
        self.aspects: Counter[Place] = Counter()
        self.words: Counter[Place] = Counter()

    def take(self, line: Counted, sign: int, zone: ZoneInfo) -> None:
        hour, day = hour_of(line.said_at, zone), line.said_at.astimezone(zone).date()
        for topic in {EVERYTHING, *line.topic_ids}:
            place = (topic, hour, line.platform, line.sentiment)
            self.mentions[place] += sign
            if line.is_copy:
                self.copies[place] += sign
            for aspect, sentiment in line.aspects.items():
                self.aspects[topic, hour, line.platform, aspect, sentiment] += sign
            for word in dict.fromkeys(line.words):
                self.words[topic, day, word] += sign


def _summed(lines: Iterable[tuple[Counted, int]]) -> _Summed:
    summed, zone = _Summed(), accounts.zone_of(tenancy.organisation_id())
    for line, sign in lines:
        summed.take(line, sign, zone)
    return summed


def _apply(summed: _Summed) -> None:
    turns.share(_TURNS)
    known: dict[str, Any] = {"org": tenancy.organisation_id()}
    if places := sorted(one for one in summed.mentions if summed.mentions[one] or summed.copies[one]):
        known |= _columns(("topics", "hours", "platforms", "sentiments"), places)
        known |= {"counts": [summed.mentions[one] for one in places], "copies": [summed.copies[one] for one in places]}
        db.run(_MENTIONS, known)
    if places := sorted(one for one, number in summed.aspects.items() if number):
        known |= _columns(("topics", "hours", "platforms", "aspects", "sentiments"), places)
        db.run(_ASPECTS, known | {"counts": [summed.aspects[one] for one in places]})
    if places := sorted(one for one, number in summed.words.items() if number):
        known |= _columns(("topics", "days", "words"), places)
        db.run(_WORDS, known | {"counts": [summed.words[one] for one in places]})
        if any(summed.words[one] < 0 for one in places):
            db.run(_UNSAID, known)


def _columns(names: Sequence[str], places: Sequence[Place]) -> dict[str, list[Any]]:
    return {name: list(column) for name, column in zip(names, zip(*places, strict=True), strict=True)}
