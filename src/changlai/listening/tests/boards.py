"""Mentions for tests of the board: rows as the room keeps them, and the sums made of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from changlai.listening.models import (
    AspectTally,
    Mention,
    MentionAspect,
    MentionSource,
    MentionTally,
    MentionTopic,
    Topic,
    WordTally,
)
from tests.support.house import NOON, Firm

_numbers = count(1)


def add_topics(firm: Firm, number: int, kind: str = "brand") -> list[Topic]:
    """Topics of the firm, in its scope."""
    return [
        Topic.objects.create(
            name=f"话题 {next(_numbers)}", kind=kind, expression="禾木", created_at=NOON, changed_at=NOON, position=one
        )
        for one in range(number)
    ]


def keep_mention(
    firm: Firm,
    *,
    topics: Sequence[Topic] = (),
    aspects: Mapping[str, str] | None = None,
    said_at: datetime = NOON,
    platform: str = "weibo",
    **facts: Any,
) -> Mention:
    """A stored mention that nobody has counted yet."""
    source = MentionSource.objects.first() or MentionSource.objects.create(
        name="微博", kind="push", purpose="口碑", origin="数据商", ground="public", created_at=NOON
    )
    told = {"key": f"k{next(_numbers)}", "text": "客服不理人", "heard_at": said_at, "said_at": said_at} | facts
    mention = Mention(source=source, platform=platform, expires_at=said_at + timedelta(days=365))
    mention.organisation_id = firm.id
    for name, value in told.items():
        setattr(mention, name, value)
    mention.save(force_insert=True)
    for topic in topics:
        MentionTopic.objects.create(
            mention=mention, topic=topic, platform=platform, reach=mention.reach, said_at=said_at
        )
    for aspect, sentiment in (aspects or {}).items():
        MentionAspect.objects.create(mention=mention, aspect=aspect, sentiment=sentiment, said_at=said_at)
    return mention


def sums_of() -> list[dict[tuple[Any, ...], Any]]:
    """Every sum that is not nothing, of mentions, aspects and words."""
    mentions = MentionTally.objects.exclude(count=0, copies=0)
    return [
        {(one.topic_id, one.hour, one.platform, one.sentiment): (one.count, one.copies) for one in mentions},
        {
            (one.topic_id, one.hour, one.platform, one.aspect, one.sentiment): one.count
            for one in AspectTally.objects.exclude(count=0)
        },
        {(one.topic_id, one.day, one.word): one.count for one in WordTally.objects.exclude(count=0)},
    ]
