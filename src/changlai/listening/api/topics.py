"""Topics for programs."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed
from changlai.listening import actions, queries
from changlai.listening.actions import TopicWish
from changlai.listening.api.routing import router
from changlai.listening.contracts import EXPRESSION_LENGTH, NAME_LENGTH
from changlai.listening.enums import TopicKind
from changlai.listening.models import Topic

ONE = "/topics/{int:topic_id}"
MOST_WATCHED = 200


class WatchedIn(Schema):
    """An account whose every post belongs to the topic: by name or address."""

    platform: str = Field(min_length=1, max_length=20)
    handle: str = Field(min_length=1, max_length=200)


class ListeningTopicIn(Schema):
    """A topic as it should be. ``platforms`` empty: all of them."""

    name: str = Field(min_length=1, max_length=NAME_LENGTH)
    kind: TopicKind = TopicKind.BRAND
    expression: str = Field("", max_length=EXPRESSION_LENGTH)
    exclusions: str = Field("", max_length=EXPRESSION_LENGTH)
    platforms: list[str] = Field(default_factory=list, max_length=50)
    watched: list[WatchedIn] = Field(default_factory=list, max_length=MOST_WATCHED)
    tone: int = Field(1, ge=1, le=8)
    is_on: bool = True


class ListeningTopicOut(Schema):
    """A topic as it stands. ``is_pending``: stored mentions are still looked through."""

    id: int
    name: str
    kind: str
    expression: str
    exclusions: str
    platforms: list[str]
    watched: list[WatchedIn]
    tone: int
    is_on: bool
    is_pending: bool
    changed_at: datetime


class TopicPreviewIn(Schema):
    """Words to try."""

    expression: str = Field("", max_length=EXPRESSION_LENGTH)
    exclusions: str = Field("", max_length=EXPRESSION_LENGTH)
    platforms: list[str] = Field(default_factory=list, max_length=50)


class TopicPreviewOut(Schema):
    """How many of the stored mentions of the last 30 days they would have caught, with up to ten of them."""

    count: int
    seen: int
    is_bounded: bool
    mention_ids: list[int]


@router.get("/topics", response=list[ListeningTopicOut], summary="List topics")
@allowed("listening.view")
def topics(request: ApiRequest) -> list[dict[str, Any]]:
    """In their order."""
    return [_told(one) for one in queries.topics(request.member)]


@router.post("/topics", response={201: ListeningTopicOut}, summary="Make a topic")
@allowed("listening.topics")
def make(request: ApiRequest, body: ListeningTopicIn) -> Status[dict[str, Any]]:
    """Stored mentions come to it soon after. 422 ``listening.bad_expression`` with the place in the words."""
    return Status(201, _told(actions.make_topic(wish=_wish(body), by=request.member, now=timezone.now())))


@router.post("/topics/preview", response=TopicPreviewOut, summary="Try the words of a topic")
@allowed("listening.topics")
def preview(request: ApiRequest, body: TopicPreviewIn) -> dict[str, Any]:
    """Nothing is written."""
    found = queries.preview(request.member, body.expression, body.exclusions, body.platforms, now=timezone.now())
    facts = {"count": found.count, "seen": found.seen, "is_bounded": found.is_bounded}
    return {**facts, "mention_ids": [one.id for one in found.samples]}


@router.put(ONE, response=ListeningTopicOut, summary="Change a topic")
@allowed("listening.topics")
def change(request: ApiRequest, topic_id: int, body: ListeningTopicIn) -> dict[str, Any]:
    """Mentions come to it and leave it soon after."""
    found = queries.topic_of(request.member, topic_id)
    actions.change_topic(topic=found, wish=_wish(body), by=request.member, now=timezone.now())
    return _told(found)


@router.delete(ONE, response={204: None}, summary="Delete a topic")
@allowed("listening.topics")
def delete(request: ApiRequest, topic_id: int) -> Status[None]:
    """With its figures; the mentions stay."""
    actions.delete_topic(topic=queries.topic_of(request.member, topic_id), by=request.member)
    return Status(204, None)


def _wish(body: ListeningTopicIn) -> TopicWish:
    watched = [(one.platform, one.handle) for one in body.watched]
    names = ("name", "kind", "expression", "exclusions", "platforms", "tone", "is_on")
    return TopicWish(watched=watched, **{name: getattr(body, name) for name in names})


def _told(topic: Topic) -> dict[str, Any]:
    names = ("id", "name", "kind", "expression", "exclusions", "platforms", "tone", "is_on", "changed_at")
    watched = [{"platform": one.platform, "handle": one.handle} for one in queries.watched_of(topic)]
    facts = {name: getattr(topic, name) for name in names}
    return facts | {"watched": watched, "is_pending": topic.pending_id is not None}
