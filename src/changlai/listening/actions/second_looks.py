"""A language model's look at what was heard: its word replaces the embedded model's, never a person's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from changlai.accounts.models import Member
from changlai.ai import actions as ai
from changlai.ai import queries
from changlai.ai.contracts import Asked, Judgement
from changlai.ai.enums import Asks, Sentiment
from changlai.kernel import db, jobs, tenancy
from changlai.kernel.events import publish
from changlai.listening.actions import authors, tallies
from changlai.listening.actions.turns import take_turns
from changlai.listening.events import MentionJudgedAgain
from changlai.listening.models import Mention, MentionAspect, SecondLook

LOOK, QUEUE = "listening.second_look", "second_looks"
LANES = 4  # calls of one organisation under way at once
GATHER = 1  # seconds: what is heard meanwhile goes along
STALE = timedelta(days=2)  # heard longer ago than this, it is not asked about any more
HELD = timedelta(minutes=3)  # longer than a call can take
MOST_TRIES = 2  # together with others, then alone
_WANT = """
    insert into listening_secondlook (organisation_id, mention_id, tries, added_at)
    select %(org)s, x, 0, %(now)s from unnest(%(ids)b::bigint[]) x on conflict do nothing"""
_JUDGED = ["sentiment", "chance", "is_uncertain", "intent", "urgency", "provider"]


@dataclass(frozen=True, slots=True)
class Look:
    """A mention that is being looked at."""

    mention_id: int
    asked: Asked


def want(heard: Iterable[tuple[int, bool]], now: datetime) -> None:
    """Have mentions just stored (id, whether uncertain) looked at, if the organisation in scope wants it."""
    asks = queries.asks_elsewhere()
    ids = [one for one, is_uncertain in heard if asks == Asks.ALL or is_uncertain] if asks else []
    if ids:
        db.run(_WANT, {"org": tenancy.organisation_id(), "now": now, "ids": ids})
        order(len(ids))


def order(waiting: int) -> None:
    """As many jobs as there is work for, for the organisation in scope; ordered twice they are there once."""
    for lane in range(min(LANES, -(-waiting // ai.most_texts()))):
        order_lane(lane)


def order_lane(lane: int) -> None:
    """One of the jobs that ask side by side."""
    told = jobs.NewJob(tenancy.organisation_id(), LOOK, {"lane": lane}, unique_key=f"{LOOK} {lane}", delay=GATHER)
    jobs.add(QUEUE, [told])


def tidy(now: datetime) -> int:
    """Drop what is too old, and everything when nobody is asked any more; how many wait."""
    gone = Q(added_at__lt=now - STALE) if queries.asks_elsewhere() else Q()
    SecondLook.objects.filter(gone).delete()
    return SecondLook.objects.count()


def claim(now: datetime) -> list[Look]:
    """Take so many as one call may hold, or one that was refused among others, away from everybody else.

    What a person has said something about meanwhile is dropped: there is nothing left to ask.
    """
    free = SecondLook.objects.filter(Q(held_until__isnull=True) | Q(held_until__lt=now))
    rows = list(free.select_for_update(skip_locked=True).order_by("tries", "mention_id")[: ai.most_texts()])
    rows = [one for one in rows if one.tries == 0] or rows[:1]
    ids = [one.mention_id for one in rows]
    found = Mention.objects.filter(id__in=ids, corrected_at__isnull=True).exclude(text="")
    mentions = list(found.select_related("author", "author__customer").order_by("id"))
    asking = {one.pk for one in mentions}
    SecondLook.objects.filter(mention_id__in=set(ids) - asking).delete()
    for row in rows:
        row.tries, row.held_until = row.tries + 1, now + HELD
    SecondLook.objects.bulk_update([one for one in rows if one.mention_id in asking], ["tries", "held_until"])
    colleagues = set(Member.objects.values_list("name", flat=True)) if mentions else set()
    return [Look(one.pk, Asked(one.text, _names(one, colleagues))) for one in mentions]


def put_back(looks: Sequence[Look], *, is_their_fault: bool) -> None:
    """Nothing was said of them. Of what was refused each is asked once more by itself, then it stays as it is."""
    rows = list(SecondLook.objects.select_for_update().filter(mention_id__in=[one.mention_id for one in looks]))
    over = [one.pk for one in rows if is_their_fault and one.tries >= MOST_TRIES]
    SecondLook.objects.filter(id__in=over).delete()
    for row in rows:
        row.tries, row.held_until = row.tries - (0 if is_their_fault else 1), None
    SecondLook.objects.bulk_update([one for one in rows if one.pk not in over], ["tries", "held_until"])


def judge_again(looks: Sequence[Look], judgements: Sequence[Judgement | None], *, now: datetime) -> int:
    """Write down what was said, the sums with it; how many mentions. Where nothing was said all stays as it is."""
    take_turns()
    said = {look.mention_id: told for look, told in zip(looks, judgements, strict=True) if told}
    found = Mention.objects.select_for_update(of=("self",)).filter(id__in=said, corrected_at__isnull=True)
    mentions = list(found.order_by("id"))
    ids = [one.pk for one in mentions]
    before = tallies.lines_of(ids)
    _count_authors(mentions, said)
    for mention in mentions:
        told = said[mention.pk]
        mention.sentiment, mention.chance, mention.is_uncertain = told.sentiment, told.chance, told.is_uncertain
        mention.intent, mention.urgency, mention.provider = told.intent, told.urgency, told.provider
    Mention.objects.bulk_update(mentions, _JUDGED)
    MentionAspect.objects.filter(mention__in=ids).delete()
    MentionAspect.objects.bulk_create(_aspects(mentions, said))
    tallies.move(before, tallies.lines_of(ids))
    SecondLook.objects.filter(mention_id__in=[one.mention_id for one in looks]).delete()
    org = tenancy.organisation_id()
    publish(*(MentionJudgedAgain(organisation_id=org, key=org, mention_id=one, at=now) for one in ids))
    return len(ids)


def _names(mention: Mention, colleagues: set[str]) -> tuple[str, ...]:
    """Of people that may stand in it: who wrote it, which customer that is, and colleagues it speaks of."""
    author = mention.author
    own = {author.name, author.customer.name if author.customer else ""} if author else set()
    return tuple(sorted(name for name in own | {one for one in colleagues if one in mention.text} if name))


def _count_authors(mentions: Sequence[Mention], said: dict[int, Judgement]) -> None:
    changed = [
        (one.author_id, one.sentiment == Sentiment.NEGATIVE, said[one.pk].sentiment == Sentiment.NEGATIVE)
        for one in mentions
        if one.author_id
    ]
    authors.count([(author, was) for author, was, will in changed if was != will], -1)
    authors.count([(author, will) for author, was, will in changed if was != will], 1)


def _aspects(mentions: Sequence[Mention], said: dict[int, Judgement]) -> list[MentionAspect]:
    return [
        MentionAspect(
            organisation_id=one.organisation_id, mention=one, aspect=aspect, sentiment=sentiment, said_at=one.said_at
        )
        for one in mentions
        for aspect, sentiment in said[one.pk].aspects.items()
    ]
