"""Looking for duplicates, set-wise: who is new or changed is compared with the others soon after, never while they
come in.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import combinations

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers import names
from changlai.customers.actions.duplicates import told_apart
from changlai.customers.actions.merging import Merge, merge_many
from changlai.customers.actions.unchecked import mark_unchecked
from changlai.customers.enums import Certainty, Twin
from changlai.customers.models import TwinRule
from changlai.customers.names import Likeness
from changlai.customers.queries.twins import Rule, alike, colleagues, exclusive_values, people, twin_rules
from changlai.customers.weighing import Weighed, weigh
from changlai.kernel import audit, db
from changlai.kernel.jobs import NewJob, add

CHECK_ALL = "customers.check_all"
AT_ONCE = 500  # customers of one look
MARKED_AT_ONCE = 20_000  # customers that are put down for a look in one transaction
Pair = tuple[int, int]

_TAKE = """
    delete from customers_unchecked where organisation_id = %(org)s and id in (
      select id from customers_unchecked where organisation_id = %(org)s order by id limit %(most)s
      for update skip locked)
    returning customer_id"""
_MARK_ALL = """
    with next as (
      select id from customers_customer where organisation_id = %(org)s and id > %(after)s and binned_at is null
      order by id limit %(most)s),
    marked as (
      insert into customers_unchecked (organisation_id, customer_id, since)
      select %(org)s, id, clock_timestamp() from next on conflict (organisation_id, customer_id) do nothing)
    select max(id) from next"""
_SUGGEST = """
    insert into customers_suggestion as s (organisation_id, first_id, second_id, reason, rules, confidence, created_at)
    select %(org)s, a, b, reason, string_to_array(rules, ' '), confidence, %(now)s
    from unnest(%(a)b::bigint[], %(b)b::bigint[], %(reason)b::text[], %(rules)b::text[], %(confidence)b::int[])
      x(a, b, reason, rules, confidence) order by a, b
    on conflict (organisation_id, first_id, second_id) do update set reason = excluded.reason, rules = excluded.rules,
      confidence = excluded.confidence
    where not s.is_different
      and (s.reason, s.rules, s.confidence) is distinct from (excluded.reason, excluded.rules, excluded.confidence)
    returning id"""


@transaction.atomic
def set_twin_rules(*, rules: Mapping[str, Certainty], by: Member) -> None:
    """Decide about ways of finding duplicates, by their slugs; everybody is looked at again when something changed."""
    before = {one.slug: one.certainty for one in twin_rules()}
    changed = {slug: value for slug, value in rules.items() if slug in before and before[slug] != value}
    for slug, value in changed.items():
        TwinRule.objects.update_or_create(
            organisation_id=by.organisation_id, rule=slug, defaults={"certainty": str(value)}
        )
    if changed:
        told = {slug: [str(before[slug]), str(value)] for slug, value in changed.items()}
        audit.record("customers.twin_rules_changed", actor=by, changes=told)
        _order_all(by.organisation_id, 0)


@transaction.atomic
def check_everybody(*, by: Member) -> None:
    """Have every customer looked at again, in the background."""
    audit.record("customers.all_checked", actor=by)
    _order_all(by.organisation_id, 0)


def mark_next(organisation_id: int, after: int) -> None:
    """Put the next customers down for a look; a job comes again for the rest."""
    last = db.value(_MARK_ALL, {"org": organisation_id, "after": after, "most": MARKED_AT_ONCE})
    if last is not None:
        _order_all(organisation_id, int(last))


def _order_all(organisation_id: int, after: int) -> None:
    add("jobs", [NewJob(organisation_id, CHECK_ALL, {"after": after}, f"check-all:{after}")])


def check_twins(organisation_id: int, now: datetime) -> int:
    """Look at the next customers who wait for it: merge who is certain, suggest who is likely. Returns how many were
    looked at. A fixed number of statements a rule, but for what merging takes.
    """
    ids = sorted(row[0] for row in db.rows(_TAKE, {"org": organisation_id, "most": AT_ONCE}))
    if ids:
        look_at(organisation_id, ids, now)
    return len(ids)


def look_at(organisation_id: int, ids: Sequence[int], now: datetime) -> None:
    """Compare these customers with all others by the organisation's rules."""
    rules = [rule for rule in twin_rules() if rule.certainty != Certainty.OFF]
    weighed = _weighed(organisation_id, _found(rules, organisation_id, ids))
    apart = told_apart([organisation_id], {one for pair in weighed for one in pair})
    weighed = {pair: one for pair, one in weighed.items() if pair not in apart}
    merged = _merge_certain(organisation_id, weighed)
    _suggest(organisation_id, {p: w for p, w in weighed.items() if not merged.intersection(p)}, now)


def _found(rules: Sequence[Rule], organisation_id: int, ids: Sequence[int]) -> dict[Pair, dict[str, Certainty]]:
    """The pairs that rules find, each with those rules."""
    found: dict[Pair, dict[str, Certainty]] = {}
    for rule in rules:
        for first, second in _pairs(rule, organisation_id, ids):
            found.setdefault((min(first, second), max(first, second)), {})[rule.slug] = rule.certainty
    return found


def _pairs(rule: Rule, organisation_id: int, ids: Sequence[int]) -> list[Pair]:
    if rule.slug == Twin.SIMILAR_COMPANY:
        beside = colleagues(organisation_id, ids)
        return [(a, b) for a, name, b, other in beside if names.likeness(name, other) == Likeness.CLOSE]
    return [(one, other) for one, others in alike(rule, organisation_id, ids).items() for other in others]


def _weighed(organisation_id: int, found: Mapping[Pair, Mapping[str, Certainty]]) -> dict[Pair, Weighed]:
    everybody = sorted({one for pair in found for one in pair})
    if not everybody:
        return {}
    known, exclusive = people(organisation_id, everybody), exclusive_values([organisation_id], everybody)
    weighed = {
        (a, b): weigh(known[a], known[b], rules, exclusive)
        for (a, b), rules in found.items()
        if a in known and b in known
    }
    return {pair: one for pair, one in weighed.items() if one is not None}


def _merge_certain(organisation_id: int, weighed: Mapping[Pair, Weighed]) -> set[int]:
    """Merge those who are certainly one: in a group everybody with everybody. Returns all who took part."""
    groups: dict[int, set[int]] = {}
    for pair in sorted(pair for pair, one in weighed.items() if one.is_certain):
        together = groups.get(pair[0], {pair[0]}) | groups.get(pair[1], {pair[1]})
        groups.update(dict.fromkeys(together, together))
    merges, done = [], set()
    for group in {min(group): group for group in groups.values()}.values():
        ids = sorted(group)
        sure = [weighed[pair] for pair in combinations(ids, 2) if pair in weighed and weighed[pair].is_certain]
        if len(sure) == len(ids) * (len(ids) - 1) // 2:
            merges.append(Merge(organisation_id, ids[0], tuple(ids[1:]), reason=f"rule:{sure[0].rules[0]}"))
            done |= group
    merge_many(merges)
    mark_unchecked((organisation_id, one.into_id) for one in merges)
    return done


def _suggest(organisation_id: int, weighed: Mapping[Pair, Weighed], now: datetime) -> None:
    if weighed:
        db.run(
            _SUGGEST,
            {
                "org": organisation_id,
                "now": now,
                "a": [a for a, _ in weighed],
                "b": [b for _, b in weighed],
                "reason": [one.reason for one in weighed.values()],
                "rules": [" ".join(one.rules) for one in weighed.values()],
                "confidence": [one.confidence for one in weighed.values()],
            },
        )
