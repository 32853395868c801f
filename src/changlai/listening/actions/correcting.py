"""A person says what a mention means: the sums move with it, and the machine learns from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.ai import actions as ai
from changlai.ai.contracts import Correction
from changlai.ai.enums import Aspect, Intent, Sentiment, Urgency
from changlai.kernel import tenancy
from changlai.kernel.events import publish
from changlai.listening.actions import authors, tallies
from changlai.listening.actions.turns import take_turns
from changlai.listening.events import MentionCorrected
from changlai.listening.models import Mention, MentionAspect


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person says; None: nothing about that part."""

    sentiment: Sentiment | None = None
    intent: Intent | None = None
    urgency: Urgency | None = None
    aspects: Mapping[Aspect, Sentiment] | None = None


@transaction.atomic
def correct(*, mention_ids: Sequence[int], verdict: Verdict, by: Member, now: datetime) -> int:
    """Write what mentions mean; how many were changed. What says so already is confirmed: it is certain from now on."""
    take_turns()
    mentions = list(Mention.objects.select_for_update().filter(id__in=set(mention_ids)).order_by("id"))
    ids = [one.pk for one in mentions]
    before = tallies.lines_of(ids)
    for mention in mentions:
        _note_author(mention, verdict)
        mention.sentiment = verdict.sentiment or mention.sentiment
        mention.intent = verdict.intent or mention.intent
        mention.urgency = verdict.urgency or mention.urgency
        mention.is_uncertain, mention.chance = False, 1.0
        mention.corrected_by, mention.corrected_at = by, now
    Mention.objects.bulk_update(
        mentions,
        ["sentiment", "intent", "urgency", "is_uncertain", "chance", "corrected_by", "corrected_at"],
        batch_size=500,
    )
    if verdict.aspects is not None:
        _write_aspects(mentions, verdict.aspects)
    tallies.move(before, tallies.lines_of(ids))
    for mention in mentions:
        told = Correction(mention.text, verdict.sentiment, verdict.intent, verdict.urgency, verdict.aspects)
        ai.correct(told, by=by, now=now)
    org = tenancy.organisation_id()
    publish(*(MentionCorrected(organisation_id=org, key=org, mention_id=one, by_id=by.pk, at=now) for one in ids))
    return len(mentions)


@transaction.atomic
def handle(*, mention_ids: Sequence[int], is_handled: bool) -> int:
    """Somebody looked at them, or they want looking at again; how many changed."""
    return Mention.objects.filter(id__in=set(mention_ids)).exclude(is_handled=is_handled).update(is_handled=is_handled)


def _note_author(mention: Mention, verdict: Verdict) -> None:
    was, will = mention.sentiment == Sentiment.NEGATIVE, verdict.sentiment == Sentiment.NEGATIVE
    if verdict.sentiment and was != will and mention.author_id:
        authors.count([(mention.author_id, was)], -1)
        authors.count([(mention.author_id, will)], 1)


def _write_aspects(mentions: Sequence[Mention], aspects: Mapping[Aspect, Sentiment]) -> None:
    MentionAspect.objects.filter(mention__in=[one.pk for one in mentions]).delete()
    MentionAspect.objects.bulk_create(
        [
            MentionAspect(
                organisation_id=one.organisation_id,
                mention=one,
                aspect=aspect,
                sentiment=sentiment,
                said_at=one.said_at,
            )
            for one in mentions
            for aspect, sentiment in aspects.items()
        ]
    )
