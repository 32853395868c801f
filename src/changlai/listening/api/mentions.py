"""Mentions for programs: handed over many at once, listed, corrected."""

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from ninja import Field, Query, Schema

from changlai.accounts.operations import LARGEST_ID, ApiRequest, allowed, cursor_of, moment_place
from changlai.ai.enums import Aspect, Intent, Sentiment, Urgency
from changlai.channels.contracts import SAID_KEY, SAID_LENGTH, IdentityClaim, Said, Speaker
from changlai.channels.enums import SaidKind
from changlai.customers import queries as customers
from changlai.listening import actions, queries
from changlai.listening.actions import MOST_TOLD, Verdict
from changlai.listening.api.routing import router
from changlai.listening.models import Author, Mention, MentionAspect, MentionTopic

ONE = "/mentions/{int:mention_id}"
BATCH_BYTES = 8 * 1024 * 1024  # of a body with many mentions
MOST = 2**31 - 1


class SpeakerIn(Schema):
    """Who said it. ``kind``, ``scope`` and ``id`` are their identity there: who has it already is linked."""

    name: str = Field("", max_length=200)
    kind: str = Field("", max_length=40)
    scope: str = Field("", max_length=128)
    id: str = Field("", max_length=128)
    url: str = Field("", max_length=2_000)
    followers: int = Field(0, ge=0, le=10**12)
    is_verified: bool = False
    place: str = Field("", max_length=60)


class MentionIn(Schema):
    """One thing somebody said in public. ``key`` is the platform's id of it: sent again it is not doubled."""

    key: str = Field(min_length=1, max_length=SAID_KEY)
    platform: str = Field(min_length=1, max_length=20)
    text: str = Field(max_length=100_000, description=f"Cut after {SAID_LENGTH} characters.")
    said_at: datetime
    kind: SaidKind = SaidKind.POST
    author: SpeakerIn | None = None
    url: str = Field("", max_length=2_000)
    parent: str = Field("", max_length=SAID_KEY)
    about: str = Field("", max_length=100_000)
    likes: int = Field(0, ge=0, le=MOST)
    comments: int = Field(0, ge=0, le=MOST)
    reposts: int = Field(0, ge=0, le=MOST)
    pictures: int = Field(0, ge=0, le=1_000)
    to_us: bool = False


class MentionBatch(Schema):
    """At most 500, of one source of the register."""

    source_id: int = Field(ge=1, le=LARGEST_ID)
    mentions: list[MentionIn] = Field(min_length=1, max_length=MOST_TOLD)


class MentionsAccepted(Schema):
    """How many are taken in: they are stored and judged within seconds, each once."""

    accepted: int


class AuthorOut(Schema):
    """Who said it, as far as the platform tells everybody."""

    id: int
    name: str
    url: str
    followers: int
    place: str
    customer_id: int | None


class MentionOut(Schema):
    """A mention with what it means. ``provider``: who judged it, ``embedded`` or a language model elsewhere."""

    id: int
    source_id: int
    platform: str
    key: str
    kind: str
    text: str
    url: str
    said_at: datetime
    heard_at: datetime
    reach: int
    likes: int
    comments: int
    reposts: int
    to_us: bool
    fold_id: int | None
    copies: int
    sentiment: str
    chance: float
    is_uncertain: bool
    intent: str
    urgency: str
    provider: str
    is_handled: bool
    author: AuthorOut | None = None


class MentionWhole(MentionOut):
    """With its topics and aspects."""

    topic_ids: list[int]
    aspects: dict[str, str]


class MentionPage(Schema):
    """The latest first; ``next`` asks for what follows."""

    items: list[MentionOut]
    next: str | None


class MentionFilter(Schema):
    """What is empty is not asked for; for all else there is the list of records with its filters."""

    topic_id: int = Field(0, ge=0, le=LARGEST_ID)
    platform: str = ""
    sentiment: Sentiment | None = None
    since: datetime | None = None
    before: datetime | None = None
    cursor: str = ""


class VerdictIn(Schema):
    """What a mention means; what is null is not said."""

    sentiment: Sentiment | None = None
    intent: Intent | None = None
    urgency: Urgency | None = None
    aspects: dict[Aspect, Sentiment] | None = None


class HandledIn(Schema):
    """Whether somebody has looked at it."""

    is_handled: bool


class AuthorLinkIn(Schema):
    """Whether the author is this customer."""

    customer_id: int = Field(ge=1, le=LARGEST_ID)
    is_same: bool


@router.post("/mentions", response=MentionsAccepted, summary="Hand over mentions")
@allowed("listening.bring_in", body_limit=BATCH_BYTES)
def tell(request: ApiRequest, body: MentionBatch) -> dict[str, int]:
    """At most 500, 8 MiB of JSON, of a source that is on. Accepted ones are heard whatever dies."""
    source = queries.source_of(request.member, body.source_id, permission="listening.bring_in")
    return {"accepted": actions.tell([_said(one) for one in body.mentions], source=source, now=timezone.now())}


@router.get("/mentions", response=MentionPage, summary="List mentions")
@allowed("listening.view")
def mentions(request: ApiRequest, wanted: Query[MentionFilter]) -> dict[str, Any]:
    """By topic, platform, sentiment and when they were said."""
    wish = queries.Wish(
        wanted.topic_id, wanted.platform, wanted.sentiment or "", _aware(wanted.since), _aware(wanted.before)
    )
    found = queries.page(request.member, wish, below=moment_place(wanted.cursor))
    shown, more = found[: queries.PAGE], len(found) > queries.PAGE
    last = shown[-1] if shown else None
    return {"items": shown, "next": cursor_of(last.said_at.isoformat(), last.pk) if more and last else None}


@router.get(ONE, response=MentionWhole, summary="One mention")
@allowed("listening.view")
def mention(request: ApiRequest, mention_id: int) -> dict[str, Any]:
    """With its topics and aspects."""
    return _whole(queries.get_for(request.member, mention_id))


@router.put(f"{ONE}/verdict", response=MentionWhole, summary="Correct what a mention means")
@allowed("listening.judge")
def correct(request: ApiRequest, mention_id: int, body: VerdictIn) -> dict[str, Any]:
    """The figures move with it, and the machine learns from it."""
    found = queries.get_for(request.member, mention_id)
    verdict = Verdict(body.sentiment, body.intent, body.urgency, body.aspects)
    actions.correct(mention_ids=[found.pk], verdict=verdict, by=request.member, now=timezone.now())
    return _whole(queries.get_for(request.member, mention_id))


@router.put(f"{ONE}/handled", response=MentionWhole, summary="Mark a mention as handled")
@allowed("listening.judge")
def handle(request: ApiRequest, mention_id: int, body: HandledIn) -> dict[str, Any]:
    """Or as not handled yet."""
    found = queries.get_for(request.member, mention_id)
    actions.handle(mention_ids=[found.pk], is_handled=body.is_handled)
    return _whole(queries.get_for(request.member, mention_id))


@router.put(f"{ONE}/author/customer", response=MentionWhole, summary="Say who an author is")
@allowed("listening.judge")
def link(request: ApiRequest, mention_id: int, body: AuthorLinkIn) -> dict[str, Any]:
    """Or that it is not this customer, who is then not suggested again. An author who is another customer already stays
    so: the two stand among the possible duplicates. 409 ``listening.taken_in_already``.
    """
    found = queries.get_for(request.member, mention_id)
    customer = customers.get_for(request.member, body.customer_id)
    if found.author is not None:
        deed = actions.link if body.is_same else actions.part
        deed(author=found.author, customer=customer, by=request.member, now=timezone.now())
    return _whole(queries.get_for(request.member, mention_id))


def _said(told: MentionIn) -> Said:
    claim = _claim(told)
    facts = told.model_dump(exclude={"author", "said_at", "kind"})
    who = told.author
    speaker = Speaker(claim, who.name, who.url, "", who.followers, who.is_verified, who.place) if who else Speaker()
    return Said(said_at=_aware(told.said_at) or timezone.now(), kind=told.kind, speaker=speaker, **facts)


def _claim(told: MentionIn) -> IdentityClaim | None:
    who = told.author
    return IdentityClaim(who.kind or f"{told.platform}_uid", who.scope, who.id) if who and who.id else None


def _aware(moment: datetime | None) -> datetime | None:
    """A moment without a zone is UTC, as everywhere in the API."""
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def _whole(found: Mention) -> dict[str, Any]:
    facts: dict[str, Any] = {name: getattr(found, name) for name in MentionOut.model_fields if name != "author"}
    author: Author | None = found.author
    topics = MentionTopic.objects.filter(mention=found).order_by("topic_id").values_list("topic_id", flat=True)
    aspects = MentionAspect.objects.filter(mention=found).order_by("id").values_list("aspect", "sentiment")
    return {**facts, "author": author, "topic_ids": list(topics), "aspects": dict(aspects)}
