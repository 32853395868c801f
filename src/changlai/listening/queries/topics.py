"""Topics, and which of them a post belongs to."""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

from django.http import Http404

from changlai.accounts.models import Member
from changlai.kernel import db, tenancy
from changlai.listening.errors import BadExpression
from changlai.listening.matching import Expression, Matcher, Wanted, Watched, compiled
from changlai.listening.models import Topic, WatchedAuthor

_VERSION = """
    select coalesce(max(changed_at)::text, ''), count(*), coalesce(sum(id), 0) from listening_topic
    where organisation_id = %b and is_on"""
_COUNTS = """
    select topic_id, sum(count) from listening_mentiontally
    where organisation_id = %b and topic_id <> 0 and hour > %b group by topic_id"""
COUNTED_DAYS = 30
_KEPT = 200  # organisations whose topics a process holds compiled
_matchers: "OrderedDict[int, tuple[tuple[object, ...], Matcher]]" = OrderedDict()
_lock = Lock()


def topics(member: Member) -> list[Topic]:
    """Every topic in its order, for members who see mentions."""
    return list(Topic.objects.order_by("position", "id")) if member.can("listening.view") else []


def topic_of(member: Member, topic_id: int) -> Topic:
    """One topic; 404 when there is none."""
    found = Topic.objects.filter(id=topic_id).first() if db.is_id(topic_id) and member.can("listening.view") else None
    if found is None:
        raise Http404
    return found


def watched_of(topic: Topic) -> list[WatchedAuthor]:
    """The accounts whose every post belongs to it."""
    return list(WatchedAuthor.objects.filter(topic=topic).order_by("platform", "id"))


def topics_pending() -> list[tuple[int, int]]:
    """(organisation, topic) for which stored mentions are still to be looked through, of all organisations in scope."""
    rows = Topic.objects.filter(pending_id__isnull=False).order_by("changed_at", "id")
    return list(rows.values_list("organisation_id", "id"))


def counts_of_topics(now: datetime) -> dict[int, int]:
    """How many mentions of the last 30 days belong to each topic, as the board counts them; one statement."""
    return dict(db.rows(_COUNTS, (tenancy.organisation_id(), now - timedelta(days=COUNTED_DAYS))))


def matcher() -> Matcher:
    """All topics of the organisation in scope that are on, compiled; one statement while nothing changes."""
    organisation_id = tenancy.organisation_id()
    version = db.row(_VERSION, (organisation_id,)) or ()
    with _lock:
        known = _matchers.get(organisation_id)
        if known and known[0] == version:
            _matchers.move_to_end(organisation_id)
            return known[1]
    made = Matcher([wanted(topic, watched) for topic, watched in _with_watched()])
    with _lock:
        _matchers[organisation_id] = (version, made)
        while len(_matchers) > _KEPT:
            _matchers.popitem(last=False)
    return made


def wanted(topic: Topic, watched: list[WatchedAuthor]) -> Wanted:
    """A topic as the matcher takes it."""
    return Wanted(
        topic.pk,
        _readable(topic.expression),
        _readable(topic.exclusions),
        frozenset(topic.platforms),
        tuple(Watched(one.platform, one.handle, one.key) for one in watched),
    )


def _readable(text: str) -> Expression:
    """What was read when it was written; rules that have become stricter since catch nothing and stop nobody."""
    try:
        return compiled(text)
    except BadExpression:
        return compiled("")


def _with_watched() -> list[tuple[Topic, list[WatchedAuthor]]]:
    found = {topic.pk: topic for topic in Topic.objects.filter(is_on=True).order_by("id")}
    watched: dict[int, list[WatchedAuthor]] = {one: [] for one in found}
    for row in WatchedAuthor.objects.filter(topic__in=list(found)).order_by("id"):
        watched[row.topic_id].append(row)
    return [(topic, watched[one]) for one, topic in found.items()]
