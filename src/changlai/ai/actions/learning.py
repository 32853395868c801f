"""What people correct is kept, and the organisation's own layer is fitted on it soon afterwards."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from changlai.accounts.models import Member
from changlai.ai.contracts import Correction
from changlai.ai.embedded import own
from changlai.ai.embedded.reading import LIMIT
from changlai.ai.enums import Aspect, Intent, Sentiment, Urgency
from changlai.ai.models import CorrectionKept, OwnLayer
from changlai.kernel import jobs
from changlai.kernel.tenancy import organisation_id

LEARN = "ai.learn"
DELAY = 5  # seconds: corrections made one after the other are learned together


@transaction.atomic
def correct(correction: Correction, *, by: Member, now: datetime) -> None:
    """Keep what a member says a text means; from within a minute on, texts like it are judged so.

    What was said of the same text before stays where this correction says nothing.
    """
    org, text = organisation_id(), _cleaned(correction.text)
    if not text.strip():
        return
    digest = digest_of(text)
    kept = CorrectionKept.objects.select_for_update().filter(digest=digest).first()
    kept = kept or CorrectionKept(organisation_id=org, digest=digest, text=text)
    kept.said, kept.by_id, kept.at = kept.said | _said(correction), by.pk, now
    kept.save()
    _order(org)


@transaction.atomic
def forget(texts: Sequence[str]) -> int:
    """Forget what was said of these texts, because they are erased; how many were known comes back."""
    digests = [digest_of(_cleaned(text)) for text in texts]
    count, _ = CorrectionKept.objects.filter(digest__in=digests).delete()
    if count:
        _order(organisation_id())
    return count


@transaction.atomic
def learn(*, now: datetime) -> None:
    """Fit the organisation's own layer on its newest corrections."""
    rows = CorrectionKept.objects.order_by("-at", "-id")[: own.MOST_CORRECTIONS]
    corrections = [Correction(row.text, *_labels(row.said)) for row in rows]
    layer = own.fitted(corrections)
    weights = own.packed(layer) if layer else b""
    kept = OwnLayer.objects.select_for_update().first() or OwnLayer(organisation_id=organisation_id(), version=0)
    kept.weights, kept.version = weights, kept.version + 1
    kept.correction_count, kept.trained_at = len(corrections), now
    kept.save()


def digest_of(text: str) -> str:
    """What a text is known by."""
    return hashlib.sha256(text.encode()).hexdigest()


def _cleaned(text: str) -> str:
    """Without what PostgreSQL cannot hold, and no longer than what is read of a text."""
    return text[:LIMIT].replace("\x00", "").encode("utf-8", "replace").decode()


def _order(org: int) -> None:
    jobs.add("jobs", [jobs.NewJob(org, LEARN, {}, unique_key=LEARN, delay=DELAY)])


def _said(correction: Correction) -> dict[str, Any]:
    told = {"sentiment": correction.sentiment, "intent": correction.intent, "urgency": correction.urgency}
    said: dict[str, Any] = {name: label.value for name, label in told.items() if label is not None}
    if correction.aspects is not None:
        said["aspects"] = {aspect.value: sentiment.value for aspect, sentiment in correction.aspects.items()}
    return said


def _labels(said: dict[str, Any]) -> tuple[Any, ...]:
    aspects = said.get("aspects")
    return (
        Sentiment(said["sentiment"]) if "sentiment" in said else None,
        Intent(said["intent"]) if "intent" in said else None,
        Urgency(said["urgency"]) if "urgency" in said else None,
        None if aspects is None else {Aspect(key): Sentiment(value) for key, value in aspects.items()},
    )
