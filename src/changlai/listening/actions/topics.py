"""Topics: what is listened for. What is written anew is looked for in what is stored, too."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.channels import actions as channels
from changlai.channels import queries as channel_queries
from changlai.kernel import audit, db, tenancy
from changlai.listening.actions import tallies
from changlai.listening.actions.turns import take_turns
from changlai.listening.enums import TopicKind
from changlai.listening.errors import EmptyTopic, NameTaken
from changlai.listening.matching import Matcher, Post, compiled
from changlai.listening.models import MentionTopic, Topic, WatchedAuthor
from changlai.listening.queries.topics import wanted

AT_ONCE = 500  # stored mentions looked at in one transaction
_NEWEST = "select coalesce(max(id), 0) + 1 from listening_mention where organisation_id = %b"
_STORED = """
    select m.id, m.platform, m.text, m.about, coalesce(a.key, ''), coalesce(a.name, ''), coalesce(a.url, '')
    from listening_mention m
    left join listening_author a on a.organisation_id = m.organisation_id and a.id = m.author_id
    where m.organisation_id = %b and m.id < %b order by m.id desc limit %b"""
_JOIN = """
    insert into listening_mentiontopic (organisation_id, mention_id, topic_id, platform, reach, said_at)
    select m.organisation_id, m.id, %b, m.platform, m.reach, m.said_at from listening_mention m
    where m.organisation_id = %b and m.id = any(%b::bigint[])"""


@dataclass(frozen=True, slots=True)
class TopicWish:
    """A topic as somebody wants it. ``watched``: (platform, name or address there)."""

    name: str
    kind: TopicKind = TopicKind.BRAND
    expression: str = ""
    exclusions: str = ""
    platforms: Sequence[str] = ()
    watched: Sequence[tuple[str, str]] = field(default_factory=tuple)
    tone: int = 1
    is_on: bool = True


@transaction.atomic
def make_topic(*, wish: TopicWish, by: Member, now: datetime) -> Topic:
    """A new topic; stored mentions are looked through soon after. Raises BadExpression, EmptyTopic, NameTaken."""
    take_turns()
    topic = Topic(organisation_id=by.organisation_id, created_at=now, position=Topic.objects.count())
    _write(topic, wish, now)
    audit.record("listening.topic_made", actor=by, obj=topic)
    return topic


@transaction.atomic
def change_topic(*, topic: Topic, wish: TopicWish, by: Member, now: datetime) -> None:
    """Write a topic anew: mentions come to it and leave it, soon after. Raises as make_topic does."""
    take_turns()
    _write(topic, wish, now)
    audit.record("listening.topic_changed", actor=by, obj=topic)


@transaction.atomic
def delete_topic(*, topic: Topic, by: Member) -> None:
    """Away with a topic and its sums; the mentions stay."""
    take_turns()
    audit.record("listening.topic_deleted", actor=by, obj=topic)
    tallies.forget_topic(topic.pk)
    topic.delete()
    follow_watched()


def apply_topic(topic_id: int) -> bool:
    """Look through the next piece of stored mentions for the organisation in scope; True when there is more."""
    take_turns()
    topic = Topic.objects.select_for_update().filter(id=topic_id, pending_id__isnull=False).first()
    if topic is None or topic.pending_id is None:
        return False
    rows = db.rows(_STORED, (tenancy.organisation_id(), topic.pending_id, AT_ONCE))
    watched = list(WatchedAuthor.objects.filter(topic=topic))
    matcher = Matcher([wanted(topic, watched)]) if topic.is_on else Matcher([])
    hits = {row[0] for row in rows if matcher.topics_of(Post(*row[1:]))}
    _regroup(topic, [row[0] for row in rows], hits)
    topic.pending_id = rows[-1][0] if len(rows) == AT_ONCE else None
    topic.save(update_fields=["pending_id"])
    return topic.pending_id is not None


def follow_watched() -> None:
    """Accounts that hear follow exactly the authors that topics watch there."""
    handles: dict[str, set[str]] = {}
    for platform, handle in WatchedAuthor.objects.filter(topic__is_on=True).values_list("platform", "handle"):
        handles.setdefault(platform, set()).add(handle)
    for account in channel_queries.speaking_accounts():
        voice = channel_queries.voice_of(account)
        if voice is not None and voice.watch is not None:
            channels.watch(account=account, handles=sorted(handles.get(account.channel, ())))


def _regroup(topic: Topic, ids: Sequence[int], hits: set[int]) -> None:
    """Mentions come and go, and the sums with them."""
    held = set(MentionTopic.objects.filter(topic=topic, mention__in=ids).values_list("mention_id", flat=True))
    changed = held ^ hits
    if not changed:
        return
    before = tallies.lines_of(changed)
    MentionTopic.objects.filter(topic=topic, mention__in=sorted(held - hits)).delete()
    db.run(_JOIN, (topic.pk, topic.organisation_id, sorted(hits - held)))
    tallies.move(before, tallies.lines_of(changed))


def _write(topic: Topic, wish: TopicWish, now: datetime) -> None:
    name = " ".join(wish.name.split())
    compiled(wish.exclusions)
    if compiled(wish.expression).node is None and not wish.watched:
        raise EmptyTopic
    if Topic.objects.filter(name=name).exclude(pk=topic.pk).exists():
        raise NameTaken(name)
    topic.name, topic.kind, topic.tone, topic.is_on = name, wish.kind, wish.tone, wish.is_on
    topic.expression, topic.exclusions = wish.expression.strip(), wish.exclusions.strip()
    topic.platforms, topic.changed_at = sorted(set(wish.platforms)), now
    topic.pending_id = db.value(_NEWEST, (tenancy.organisation_id(),))
    topic.save()
    _watch(topic, wish.watched)


def _watch(topic: Topic, watched: Sequence[tuple[str, str]]) -> None:
    told = {(platform, handle.strip()) for platform, handle in watched if handle.strip()}
    held = {(one.platform, one.handle): one.pk for one in WatchedAuthor.objects.filter(topic=topic)}
    WatchedAuthor.objects.filter(pk__in=[held[one] for one in held.keys() - told]).delete()
    WatchedAuthor.objects.bulk_create(
        WatchedAuthor(organisation_id=topic.organisation_id, topic=topic, platform=platform, handle=handle)
        for platform, handle in sorted(told - held.keys())
    )
    follow_watched()
