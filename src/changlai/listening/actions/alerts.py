"""Rules of alarm: which mentions become cases by themselves, whose they are, and by when an answer is due."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from changlai.accounts import queries as accounts
from changlai.accounts.hours import ALWAYS, Hours
from changlai.listening.actions.alerts_rota import Rotas
from changlai.listening.actions.cases_opening import Opening, hold_authors, join, open_cases, open_of
from changlai.listening.enums import AlertKind, CaseRisk
from changlai.listening.models import AlertRule, Case, CaseMention, Mention, MentionTopic
from changlai.listening.queries.alerts import burst_of, holds, rules_of

WARN_PART = 0.75  # of the time to answer: then the owner is warned
MINUTE = 60
STALE = timedelta(days=3)  # said longer ago than this it raises no alarm: history is brought in without one


@dataclass(slots=True)
class _Look:
    """What one batch looks at: fresh mentions with their topics, the rules that are on, and whose turn it is."""

    mentions: list[Mention]
    topics: Mapping[int, frozenset[int]]
    rules: Mapping[int, list[AlertRule]]
    hours: Mapping[int, Hours]
    rotas: Rotas
    now: datetime


def raise_alerts(mention_ids: Iterable[int], *, now: datetime) -> list[Case]:
    """Look at mentions that were judged: cases are opened, later posts of an author join the open one.

    Looking again changes nothing: a mention is in one case at most. Copies raise nothing of their own. About thirty
    statements a batch; five when no rule is on and nobody has a case.
    """
    look = _look(mention_ids, now)
    if not look.mentions:
        return []
    hold_authors(one.author_id for one in look.mentions if one.author_id)
    open_now = open_of(one.author_id for one in look.mentions if one.author_id)
    joining: list[tuple[Mention, Case]] = []
    openings: dict[int, Opening] = {}
    for mention in look.mentions:
        if mention.author_id in open_now:
            joining.append((mention, open_now[mention.author_id]))
        elif opening := _opening(mention, look):
            whose = mention.author_id or -mention.pk
            openings[whose] = _worse(openings.get(whose), opening)
    cases = open_cases([*openings.values(), *_bursts(look)])
    _join_rest(joining, cases, look)
    look.rotas.keep(now)
    return cases


def _look(mention_ids: Iterable[int], now: datetime) -> _Look:
    """The mentions that no case has yet, with their topics; copies stay out."""
    ids = set(mention_ids)
    taken = set(CaseMention.objects.filter(mention_id__in=ids).values_list("mention_id", flat=True))
    rows = Mention.objects.filter(id__in=ids - taken, fold__isnull=True).order_by("said_at", "id")
    mentions = list(rows)
    topics: dict[int, set[int]] = defaultdict(set)
    for mention_id, topic_id in MentionTopic.objects.filter(mention_id__in=ids).values_list("mention_id", "topic_id"):
        topics[mention_id].add(topic_id)
    firms = {one.organisation_id for one in mentions}
    rules = rules_of(firms) if firms else {}
    hours = accounts.hours_in(firms) if rules else {}
    rotas = Rotas([rule for found in rules.values() for rule in found])
    return _Look(mentions, {one: frozenset(found) for one, found in topics.items()}, rules, hours, rotas, now)


def _opening(mention: Mention, look: _Look) -> Opening | None:
    """By the first rule that holds, in their order; nothing that was said long ago."""
    if mention.said_at < look.now - STALE:
        return None
    topics = look.topics.get(mention.pk, frozenset())
    for rule in look.rules.get(mention.organisation_id, ()):
        if rule.kind != AlertKind.BURST and holds(rule, mention, topics):
            return _by_rule(rule, mention, look, facts={"kind": rule.kind, "reach": mention.reach})
    return None


def _worse(one: Opening | None, other: Opening) -> Opening:
    """Of several mentions of one author the one with the higher risk leads; of equals the first."""
    order = [CaseRisk.HIGH, CaseRisk.MIDDLE, CaseRisk.LOW]
    return other if one is None or order.index(other.risk) < order.index(one.risk) else one


def _by_rule(
    rule: AlertRule, mention: Mention, look: _Look, *, facts: Mapping[str, object], title: str = ""
) -> Opening:
    topics = sorted(look.topics.get(mention.pk, ()))
    hours = look.hours.get(rule.organisation_id, ALWAYS)
    return Opening(
        mention=mention,
        rule=rule,
        owner=look.rotas.next_of(rule),
        by=None,
        at=look.now,
        due_at=hours.after(mention.heard_at, rule.answer_minutes * MINUTE),
        warn_at=hours.after(mention.heard_at, rule.answer_minutes * MINUTE * WARN_PART),
        risk=CaseRisk(rule.risk),
        topic_id=rule.topic_id or (topics[0] if topics else None),
        title=title,
        is_alone=rule.kind == AlertKind.BURST,
        facts=facts,
    )


def _bursts(look: _Look) -> list[Opening]:
    """One case a rule and window, about the mention of the window that most people may have read."""
    found = []
    for organisation_id, rules in look.rules.items():
        since = look.now - STALE
        fresh = [one for one in look.mentions if one.organisation_id == organisation_id and one.said_at >= since]
        for rule in rules:
            topical = [one for one in fresh if not rule.topic_id or rule.topic_id in look.topics.get(one.pk, ())]
            if rule.kind != AlertKind.BURST or not topical:
                continue
            burst = burst_of(rule, until=max(one.said_at for one in topical))
            if burst is not None:
                look.rotas.fired(rule, burst.until)
                facts = {"kind": rule.kind, "count": burst.count, "minutes": rule.minutes, "usual": burst.usual}
                found.append(_by_rule(rule, burst.loudest, look, facts=facts, title=burst.title))
    return found


def _join_rest(joining: list[tuple[Mention, Case]], cases: Sequence[Case], look: _Look) -> None:
    """What an author said beside what opened their case, and later posts about us, belong to it."""
    leading = {case.mention_id for case in cases}
    by_author = {case.author_id: case for case in cases if case.author_id}
    pairs = [(one, case) for one, case in joining if one.to_us or look.topics.get(one.pk)]
    pairs += [
        (one, by_author[one.author_id])
        for one in look.mentions
        if one.author_id in by_author and one.pk not in leading and (one.to_us or look.topics.get(one.pk))
    ]
    join(pairs, at=look.now)
