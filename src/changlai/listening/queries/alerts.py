"""Whether rules of alarm hold: for one mention, for a stretch of time, and what they would have made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from changlai.ai.enums import Intent, Sentiment, Urgency
from changlai.kernel import db
from changlai.listening.enums import AlertKind
from changlai.listening.matching import compiled
from changlai.listening.models import AlertRule, Mention
from changlai.listening.models.figures import EVERYTHING

BASE_DAYS = 14
TRIAL_DAYS, TRIAL_MOST, TRIAL_SAMPLES = 7, 5_000, 10
TRIAL_STEP, TRIAL_WINDOWS = 30, 400  # minutes between the ends of windows tried, and how many
_COUNT = """
    select count(*) from listening_mention m
    where m.organisation_id = %(org)s and m.said_at > %(since)s and m.said_at <= %(until)s and m.fold_id is null"""
_COUNT_TOPIC = """
    select count(*) from listening_mentiontopic t
    join listening_mention m on m.organisation_id = t.organisation_id and m.id = t.mention_id and m.fold_id is null
    where t.organisation_id = %(org)s and t.topic_id = %(topic)s and t.said_at > %(since)s and t.said_at <= %(until)s"""
_USUAL = """
    select coalesce(sum(count - copies), 0) from listening_mentiontally
    where organisation_id = %(org)s and topic_id = %(topic)s and hour = any(%(hours)b::timestamptz[])"""
_LOUDEST = """
    select m.id from listening_mention m
    where m.organisation_id = %(org)s and m.said_at > %(since)s and m.said_at <= %(until)s and m.fold_id is null
      and (%(topic)s = 0 or exists (select from listening_mentiontopic t where t.organisation_id = m.organisation_id
        and t.mention_id = m.id and t.topic_id = %(topic)s))
    order by (m.sentiment = 'negative') desc, m.reach desc, m.id limit 1"""


@dataclass(frozen=True, slots=True)
class Burst:
    """More was said than usual: ``count`` mentions up to ``until``, where ``usual`` are expected."""

    count: int
    usual: float
    until: datetime
    loudest: Mention
    title: str


def rules_of(organisation_ids: Iterable[int]) -> dict[int, list[AlertRule]]:
    """The rules that are on, in their order; one statement."""
    rows = AlertRule.objects.filter(organisation_id__in=set(organisation_ids), is_on=True).select_related("topic")
    found: dict[int, list[AlertRule]] = {}
    for rule in rows.order_by("position", "id"):
        found.setdefault(rule.organisation_id, []).append(rule)
    return found


def holds(rule: AlertRule, mention: Mention, topic_ids: Iterable[int]) -> bool:
    """Whether a rule holds for one mention; never for advertising. Pure."""
    if mention.intent == Intent.SPAM or mention.reach < rule.reach:
        return False
    if rule.topic_id and rule.topic_id not in set(topic_ids):
        return False
    match rule.kind:
        case AlertKind.NEGATIVE:
            is_sure = not mention.is_uncertain or mention.intent == Intent.COMPLAINT
            return mention.sentiment == Sentiment.NEGATIVE and is_sure
        case AlertKind.URGENT:
            return mention.urgency == Urgency.NOW
        case AlertKind.WORDS:
            return compiled(rule.words).is_in(mention.text)
    return False


def burst_of(rule: AlertRule, *, until: datetime) -> Burst | None:
    """Whether there was more than usual in the rule's minutes up to a moment; None when not, or when it was told."""
    since = until - timedelta(minutes=rule.minutes)
    if rule.fired_at and rule.fired_at > since:
        return None
    known = {"org": rule.organisation_id, "topic": rule.topic_id or EVERYTHING, "since": since, "until": until}
    count = int(db.value(_COUNT_TOPIC if rule.topic_id else _COUNT, known) or 0)
    if count < rule.count:
        return None
    usual = usual_in(rule, until)
    if count < rule.factor * usual:
        return None
    loudest = Mention.objects.get(id=db.value(_LOUDEST, known))
    name = rule.topic.name if rule.topic else rule.name
    return Burst(count, round(usual, 1), until, loudest, f"{name}: {count} / {rule.minutes} min")


def usual_in(rule: AlertRule, until: datetime) -> float:
    """How many mentions the rule's topic usually has in the rule's minutes at this hour of the day."""
    hour = until.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    hours = [hour - timedelta(days=day) for day in range(1, BASE_DAYS + 1)]
    known = {"org": rule.organisation_id, "topic": rule.topic_id or EVERYTHING, "hours": hours}
    return float(db.value(_USUAL, known) or 0) / BASE_DAYS * rule.minutes / 60


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have made of the last TRIAL_DAYS days: how many cases, and some of what they had been about.

    ``is_cut``: there were more mentions than are looked at, and the latest of them were.
    """

    cases: int
    looked: int
    samples: list[Mention]
    is_cut: bool = False


def trial(rule: AlertRule, *, now: datetime) -> Trial:
    """Try a rule that need not be saved; a handful of statements, TRIAL_MOST mentions at most."""
    since = now - timedelta(days=TRIAL_DAYS)
    if rule.kind == AlertKind.BURST:
        return _trial_of_bursts(rule, since, now)
    rows = Mention.objects.filter(said_at__gte=since, fold__isnull=True, reach__gte=rule.reach)
    if rule.topic_id:
        rows = rows.filter(topics__topic_id=rule.topic_id)
    found = list(rows.select_related("author").order_by("-said_at", "-id")[: TRIAL_MOST + 1])
    topics = [rule.topic_id] if rule.topic_id else []
    held = [one for one in found[:TRIAL_MOST] if holds(rule, one, topics)]
    people = {one.author_id or -one.pk for one in held}
    return Trial(len(people), min(len(found), TRIAL_MOST), held[:TRIAL_SAMPLES], len(found) > TRIAL_MOST)


def _trial_of_bursts(rule: AlertRule, since: datetime, now: datetime) -> Trial:
    """Windows one after the other; after one that is told of the next begins at its end."""
    samples: list[Mention] = []
    looked, until = 0, since + timedelta(minutes=rule.minutes)
    while until <= now and looked < TRIAL_WINDOWS:
        burst = burst_of(rule, until=until)
        if burst is not None:
            samples.append(burst.loudest)
        looked += 1
        until += timedelta(minutes=max(rule.minutes, TRIAL_STEP))
    return Trial(len(samples), looked, samples[:TRIAL_SAMPLES], until <= now)
