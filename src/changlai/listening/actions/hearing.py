"""Storing what was said: cleaned, once, judged, folded, counted. About a dozen statements, whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from changlai.ai import queries as ai
from changlai.ai.contracts import Judgement
from changlai.ai.enums import Sentiment
from changlai.channels.contracts import Said
from changlai.kernel import db, tenancy
from changlai.kernel.events import publish
from changlai.listening import words
from changlai.listening.actions import authors, second_looks, tallies
from changlai.listening.actions.folding import Fold, folded, remember
from changlai.listening.actions.turns import take_turns
from changlai.listening.cleaning import clean
from changlai.listening.contracts import Counted
from changlai.listening.events import MentionJudged
from changlai.listening.matching import Post
from changlai.listening.models import MentionSource
from changlai.listening.queries.topics import matcher

_KNOWN = """
    select m.platform, m.key from listening_mention m
    join unnest(%(platforms)b::text[], %(keys)b::text[]) x(platform, key) on m.platform = x.platform and m.key = x.key
    where m.organisation_id = %(org)s"""
_IDS = "select nextval(pg_get_serial_sequence('listening_mention', 'id')) from generate_series(1, %b)"
_COLUMNS = """id, organisation_id, source_id, platform, key, kind, author_id, text, about, words, url, parent, place,
    said_at, heard_at, expires_at, reach, likes, comments, reposts, pictures, to_us, address, fold_id, copies,
    sentiment, chance, is_uncertain, intent, urgency, provider, is_handled"""
_STORE = f"""
    insert into listening_mention ({_COLUMNS})
    select {_COLUMNS} from jsonb_populate_recordset(null::listening_mention, %b::jsonb)"""  # noqa: S608 - our own text
_TOPICS = """
    insert into listening_mentiontopic (organisation_id, mention_id, topic_id, platform, reach, said_at)
    select m.organisation_id, m.id, x.topic_id, m.platform, m.reach, m.said_at
    from unnest(%(mentions)b::bigint[], %(topics)b::bigint[]) x(mention_id, topic_id)
    join listening_mention m on m.organisation_id = %(org)s and m.id = x.mention_id"""
_ASPECTS = """
    insert into listening_mentionaspect (organisation_id, mention_id, aspect, sentiment, said_at)
    select %(org)s, x.* from unnest(%(mentions)b::bigint[], %(aspects)b::text[], %(sentiments)b::text[],
      %(at)b::timestamptz[]) x"""
_HEARD = """
    update listening_mentionsource s set heard_at = %(now)s, heard_count = s.heard_count + x.n
    from unnest(%(sources)b::bigint[], %(counts)b::bigint[]) x(id, n)
    where s.organisation_id = %(org)s and s.id = x.id"""


@dataclass(frozen=True, slots=True)
class Told:
    """What was said, and the line of the register it came through. What was handed over was cleaned when it was."""

    source_id: int
    said: Said
    is_clean: bool = False


@dataclass(slots=True)
class _Line:
    """One fresh mention on its way into the tables."""

    id: int
    source: MentionSource
    said: Said
    judgement: Judgement
    topic_ids: tuple[int, ...]
    words: Sequence[str]
    author_id: int | None = None
    fold: Fold | None = None


def hear(told: Sequence[Told], *, now: datetime) -> list[int]:
    """Store what is new, for the organisation in scope; ids of the new mentions, in the order told.

    Told again it changes nothing. What comes through a source that is gone or switched off is dropped: nothing is kept
    without a purpose.
    """
    take_turns()
    sources = MentionSource.objects.in_bulk({one.source_id for one in told})
    lines = _lines(_fresh(told, sources, now))
    if not lines:
        return []
    for line, author_id in zip(lines, authors.keep([line.said for line in lines]), strict=True):
        line.author_id = author_id
    told_ids = [(line.id, line.said) for line in lines]
    folds = folded(told_ids, now)
    for line, fold in zip(lines, folds, strict=True):
        line.fold = fold
    _store(lines, now)
    remember(told_ids, folds)
    authors.count([(one.author_id, one.judgement.sentiment == Sentiment.NEGATIVE) for one in lines if one.author_id], 1)
    tallies.count([_counted(line) for line in lines])
    second_looks.want(((one.id, one.judgement.is_uncertain) for one in lines if not _repeats(one)), now)
    publish(*(_event(line) for line in lines))
    return [line.id for line in lines]


def _fresh(told: Sequence[Told], sources: dict[int, MentionSource], now: datetime) -> list[tuple[MentionSource, Said]]:
    """What may be kept and is not there yet, each once; one statement."""
    wanted: dict[tuple[str, str], tuple[MentionSource, Said]] = {}
    for one in told:
        source, said = sources.get(one.source_id), one.said if one.is_clean else clean(one.said, now)
        if source is not None and source.is_on and said is not None and not _is_over(source, said, now):
            wanted.setdefault((said.platform, said.key), (source, said))
    keys = list(wanted)
    asked = {"platforms": [one[0] for one in keys], "keys": [one[1] for one in keys]}
    known = set(db.rows(_KNOWN, asked | {"org": tenancy.organisation_id()})) if keys else set()
    return [line for key, line in wanted.items() if key not in known]


def _is_over(source: MentionSource, said: Said, now: datetime) -> bool:
    """Whether its time of keeping has ended before it came."""
    return said.said_at + timedelta(days=source.retention_days) <= now


def _lines(fresh: Sequence[tuple[MentionSource, Said]]) -> list[_Line]:
    if not fresh:
        return []
    texts = [said.text for _source, said in fresh]
    known = matcher()
    ids = [row[0] for row in db.rows(_IDS, (len(fresh),))]
    return [
        _Line(one, source, said, judgement, known.topics_of(_post(said)), own)
        for one, (source, said), judgement, own in zip(ids, fresh, ai.judge(texts), words.of(texts), strict=True)
    ]


def _post(said: Said) -> Post:
    speaker = said.speaker
    key = speaker.claim.value if speaker.claim else ""
    return Post(said.platform, said.text, said.about, key, speaker.name, speaker.url)


def _store(lines: Sequence[_Line], now: datetime) -> None:
    org = tenancy.organisation_id()
    db.run(_STORE, (msgspec.json.encode([_row(line, org, now) for line in lines]).decode(),))
    topics = [(line.id, topic) for line in lines for topic in line.topic_ids]
    if topics:
        mentions, ids = (list(column) for column in zip(*topics, strict=True))
        db.run(_TOPICS, {"org": org, "mentions": mentions, "topics": ids})
    aspects = [
        (line.id, aspect.value, sentiment.value, line.said.said_at)
        for line in lines
        for aspect, sentiment in line.judgement.aspects.items()
    ]
    if aspects:
        mentions, names, sentiments, at = (list(column) for column in zip(*aspects, strict=True))
        db.run(_ASPECTS, {"org": org, "mentions": mentions, "aspects": names, "sentiments": sentiments, "at": at})
    counts: dict[int, int] = {}
    for line in lines:
        counts[line.source.pk] = counts.get(line.source.pk, 0) + 1
    db.run(_HEARD, {"org": org, "now": now, "sources": list(counts), "counts": list(counts.values())})


def _row(line: _Line, org: int, now: datetime) -> dict[str, Any]:
    said, means = line.said, line.judgement
    return {
        "id": line.id,
        "organisation_id": org,
        "source_id": line.source.pk,
        "platform": said.platform,
        "key": said.key,
        "kind": said.kind,
        "author_id": line.author_id,
        "text": said.text,
        "about": said.about,
        "words": list(line.words),
        "url": said.url,
        "parent": said.parent,
        "place": said.speaker.place,
        "said_at": said.said_at,
        "heard_at": now,
        "expires_at": said.said_at + timedelta(days=line.source.retention_days),
        "reach": said.speaker.followers,
        "likes": said.likes,
        "comments": said.comments,
        "reposts": said.reposts,
        "pictures": said.pictures,
        "to_us": said.to_us,
        "address": said.address,
        "fold_id": line.fold.mention_id if line.fold else None,
        "copies": line.fold.copies if line.fold else 0,
        "sentiment": means.sentiment,
        "chance": means.chance,
        "is_uncertain": means.is_uncertain,
        "intent": means.intent,
        "urgency": means.urgency,
        "provider": means.provider,
        "is_handled": False,
    }


def _counted(line: _Line) -> Counted:
    means = line.judgement
    aspects = {aspect.value: sentiment.value for aspect, sentiment in means.aspects.items()}
    said = line.said
    return Counted(line.topic_ids, said.said_at, said.platform, means.sentiment, _repeats(line), aspects, line.words)


def _repeats(line: _Line) -> bool:
    return bool(line.fold and line.fold.mention_id)


def _event(line: _Line) -> MentionJudged:
    org = tenancy.organisation_id()
    fold_id = (line.fold.mention_id or 0) if line.fold else 0
    return MentionJudged(
        organisation_id=org,
        key=org,
        mention_id=line.id,
        topic_ids=line.topic_ids,
        said_at=line.said.said_at,
        fold_id=fold_id,
    )
