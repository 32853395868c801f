"""The rules of contact, for programs."""

from datetime import datetime, time
from typing import Any

from django.http import Http404
from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed, id_page, id_place
from changlai.compliance import actions, queries
from changlai.compliance.actions import Entry
from changlai.compliance.api.routing import router
from changlai.compliance.enums import Covers, Purpose, Reason, WordEffect
from changlai.compliance.models import BlockedWord, QuietHours, Suppression

TAGS = ["contact rules"]
MOST_ENTRIES = 1_000  # of one call
LINE = r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"
PLAIN = r"^[^\x00-\x1f\x7f]*$"


class QuietOut(Schema):
    """Quiet hours of a channel, in the organisation's time; an empty channel is every channel."""

    id: int
    channel: str
    starts_at: time
    ends_at: time


class QuietIn(Schema):
    """When nothing leaves of one's own accord; past midnight when it ends before it begins."""

    channel: str = Field(default="", max_length=40, pattern=PLAIN)
    starts_at: time
    ends_at: time


class WordOut(Schema):
    """A word that must not leave, or that one should think about."""

    id: int
    word: str
    category: str
    effect: WordEffect


class WordsIn(Schema):
    """Words for the list; those that are there get the new category and effect."""

    words: list[str] = Field(min_length=1, max_length=500)
    category: str = Field(default="", max_length=40, pattern=PLAIN)
    effect: WordEffect = WordEffect.BLOCK


class SuppressionOut(Schema):
    """An entry of the suppression list. The address itself is not kept; ``hint`` is masked."""

    id: int
    kind: str
    hint: str
    covers: Covers
    reason: Reason
    note: str
    until: datetime | None
    created_at: datetime


class SuppressionPage(Schema):
    """Entries, the latest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[SuppressionOut]
    next: str | None


class AddressIn(Schema):
    """An address nobody writes to; without ``until`` for good."""

    kind: str = Field(max_length=60)
    value: str = Field(max_length=254, pattern=LINE)
    covers: Covers = Covers.EVERYTHING
    reason: Reason = Reason.ASKED
    note: str = Field(default="", max_length=200, pattern=PLAIN)
    until: datetime | None = None


class SuppressionsIn(Schema):
    """Addresses for the list."""

    addresses: list[AddressIn] = Field(min_length=1, max_length=MOST_ENTRIES)


class CountOut(Schema):
    """How many were given."""

    count: int


class CapIn(Schema):
    """At most so many messages in so many days; 0 messages takes the cap away."""

    purpose: Purpose
    messages: int = Field(ge=0, le=1000)
    days: int = Field(ge=1, le=365)


@router.get("/contact-rules/quiet-hours", tags=TAGS, response=list[QuietOut], summary="Quiet hours")
@allowed("contact.manage")
def quiet_hours(request: ApiRequest) -> list[QuietHours]:  # noqa: ARG001 - the same for everybody
    """All of them."""
    return queries.quiet_hours()


@router.put("/contact-rules/quiet-hours", tags=TAGS, response={204: None}, summary="Set quiet hours")
@allowed("contact.manage")
def set_quiet_hours(request: ApiRequest, body: QuietIn) -> Status[None]:
    """One per channel. Hours that begin and end at the same time take them away."""
    if body.starts_at == body.ends_at:
        for one in QuietHours.objects.filter(channel=body.channel):
            actions.end_quiet(hours=one, by=request.member)
    else:
        starts, ends = body.starts_at.replace(tzinfo=None), body.ends_at.replace(tzinfo=None)
        actions.keep_quiet(channel=body.channel, starts_at=starts, ends_at=ends, by=request.member)
    return Status(204, None)


@router.put("/contact-rules/cap", tags=TAGS, response={204: None}, summary="How often at most")
@allowed("contact.manage")
def cap(request: ApiRequest, body: CapIn) -> Status[None]:
    """Counted over all channels."""
    actions.set_cap(purpose=body.purpose, messages=body.messages, days=body.days, by=request.member)
    return Status(204, None)


@router.get("/contact-rules/words", tags=TAGS, response=list[WordOut], summary="Blocked words")
@allowed("contact.manage")
def words(request: ApiRequest) -> list[BlockedWord]:  # noqa: ARG001 - the same for everybody
    """All of them: at most 2,000."""
    return queries.words()


@router.post("/contact-rules/words", tags=TAGS, response=CountOut, summary="Add blocked words")
@allowed("contact.manage")
def add_words(request: ApiRequest, body: WordsIn) -> dict[str, int]:
    """Width, case, blanks and punctuation make no difference when they are looked for."""
    now = timezone.now()
    count = actions.add_words(words=body.words, category=body.category, effect=body.effect, by=request.member, now=now)
    return {"count": count}


@router.delete("/contact-rules/words/{int:word_id}", tags=TAGS, response={204: None}, summary="Remove a word")
@allowed("contact.manage")
def remove_word(request: ApiRequest, word_id: int) -> Status[None]:
    """Answers 404 when it is not on the list."""
    word = BlockedWord.objects.filter(id=word_id).first()
    if word is None:
        raise Http404
    actions.remove_word(word=word, by=request.member)
    return Status(204, None)


@router.get("/contact-rules/suppressions", tags=TAGS, response=SuppressionPage, summary="The suppression list")
@allowed("contact.manage")
def suppressions(request: ApiRequest, cursor: str = "") -> dict[str, Any]:  # noqa: ARG001 - the same for everybody
    """The latest first."""
    return id_page(queries.suppressions(before=id_place(cursor)), queries.PAGE)


@router.post("/contact-rules/suppressions", tags=TAGS, response=CountOut, summary="Put addresses on the list")
@allowed("contact.manage")
def suppress(request: ApiRequest, body: SuppressionsIn) -> dict[str, int]:
    """All of them or none. One that is there gets the new facts."""
    entries = [Entry(**one.dict()) for one in body.addresses]
    return {"count": actions.suppress(entries=entries, by=request.member, now=timezone.now())}


@router.delete(
    "/contact-rules/suppressions/{int:suppression_id}", tags=TAGS, response={204: None}, summary="Take an address off"
)
@allowed("contact.manage")
def release(request: ApiRequest, suppression_id: int) -> Status[None]:
    """Answers 404 when it is not on the list."""
    found = Suppression.objects.filter(id=suppression_id).first()
    if found is None:
        raise Http404
    actions.release(suppression=found, by=request.member)
    return Status(204, None)
