"""Sharing conversations out among colleagues, set-wise: who is there, who is free, whose turn it is.

Whoever shares out holds the organisation's settings row, so two workers never count the same free place twice. Lock
order: settings, then conversations.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from changlai.inbox import rules
from changlai.inbox.actions.giving import Gift, give
from changlai.inbox.contracts import Case, Conditions
from changlai.inbox.enums import Cause, Target
from changlai.inbox.models import AssignmentRule
from changlai.inbox.queries.staff import Staff, cases, staff
from changlai.kernel import db
from changlai.kernel.tenancy import scope

AT_ONCE = 200  # conversations of one organisation in one turn; the rest come with the next
_HOLD = """
    select organisation_id from inbox_desksettings where organisation_id = any(%b::bigint[])
    order by organisation_id for update"""
# What a rule has looked at already is not looked at again: people have had their say since.
_FRESH = """
    select c.id from inbox_conversation c
    where c.organisation_id = %(org)s and c.id = any(%(ids)b::bigint[]) and c.state = 'open'
      and c.assignee_id is null and c.sorted_at is null order by c.id for no key update"""
_QUEUED = """
    select c.id from inbox_conversation c
    where c.organisation_id = %(org)s and c.queued_at is not null and c.state = 'open' and c.assignee_id is null
      and not (c.id = any(%(but)b::bigint[]))
    order by c.queued_at, c.id limit %(limit)s for no key update"""
_SORTED = """
    update inbox_conversation c set sorted_at = %(now)s, queued_at = case
      when c.id = any(%(queued)b::bigint[]) then coalesce(c.queued_at, %(now)s) end
    where c.organisation_id = %(org)s and c.id = any(%(ids)b::bigint[]) and c.assignee_id is null"""


@dataclass(slots=True)
class Outcome:
    """What became of one conversation: given to somebody, waiting for somebody, or left to people."""

    gift: Gift | None = None
    is_queued: bool = False


def share_out(conversations: Iterable[tuple[int, int]], *, now: datetime) -> None:
    """Apply the rules to (organisation, conversation) pairs and to what is queued in those organisations."""
    wanted: dict[int, list[int]] = {}
    for organisation_id, conversation_id in conversations:
        wanted.setdefault(organisation_id, []).append(conversation_id)
    for organisation_id in _with_rules(wanted):
        _share_out_in(organisation_id, wanted[organisation_id], now)


def go_on(organisation_ids: Iterable[int], *, now: datetime) -> None:
    """Somebody has become free, or has come: whoever is queued longest is given to them."""
    for organisation_id in _with_rules(organisation_ids):
        _share_out_in(organisation_id, [], now)


def _with_rules(organisation_ids: Iterable[int]) -> list[int]:
    """Those of the organisations that share out at all, in order; one statement."""
    rows = AssignmentRule.objects.filter(organisation_id__in=set(organisation_ids), is_active=True)
    return sorted(set(rows.values_list("organisation_id", flat=True)))


def _share_out_in(organisation_id: int, ids: Sequence[int], now: datetime) -> None:
    with scope(organisation_id):
        if not db.rows(_HOLD, ([organisation_id],)):
            return
        known = {"org": organisation_id, "ids": list(ids)}
        fresh = [row[0] for row in db.rows(_FRESH, known)] if ids else []
        queued = [row[0] for row in db.rows(_QUEUED, {"org": organisation_id, "but": fresh, "limit": AT_ONCE})]
        if not fresh and not queued:
            return
        active = list(AssignmentRule.objects.filter(is_active=True).order_by("position", "id"))
        dealer = Dealer(active, staff(organisation_id), now)
        outcomes = {case.id: dealer.decide(case) for case in cases(organisation_id, [*queued, *fresh], now=now)}
        _keep(organisation_id, outcomes, now)


class Dealer:
    """Deals one organisation's conversations out, one after the other, and remembers what it has dealt."""

    def __init__(self, active: Sequence[AssignmentRule], team: Staff, now: datetime) -> None:
        self.rules = [(rule, msgspec.convert(rule.conditions, Conditions)) for rule in active]
        self.team = team
        self.now = now

    def decide(self, case: Case) -> Outcome:
        """The first rule whose conditions hold decides, unless it goes on for want of somebody free."""
        is_queued = False
        for rule, conditions in self.rules:
            if rules.failed(conditions, case):
                continue
            if rule.target == Target.NOBODY:
                return Outcome()
            chosen = self._choose(rule, case)
            if chosen is not None:
                return Outcome(gift=self._gift(rule, case, *chosen))
            is_queued = True
            if not rule.goes_on:
                break
        return Outcome(is_queued=is_queued)

    def _choose(self, rule: AssignmentRule, case: Case) -> tuple[int, Cause] | None:
        """Whom the rule gives it to, and why; None when nobody it names is there and free."""
        if rule.prefers_known and case.known_to is not None and self.team.is_free(case.known_to):
            return case.known_to, Cause.KNOWN
        named = self.team.named_by(rule)
        turn = self.team.next_of(named)
        return (turn, Cause.RULE) if turn is not None else None

    def _gift(self, rule: AssignmentRule, case: Case, member_id: int, cause: Cause) -> Gift:
        facts = {"open": self.team.load[member_id], "capacity": self.team.capacity[member_id], "target": rule.target}
        self.team.take(member_id, self.now)
        return Gift(case.id, member_id, self.team.names[member_id], cause, rule.name, facts)


def _keep(organisation_id: int, outcomes: dict[int, Outcome], now: datetime) -> None:
    gifts = [one.gift for one in outcomes.values() if one.gift]
    rest = [pk for pk, one in outcomes.items() if one.gift is None]
    if rest:
        queued = [pk for pk in rest if outcomes[pk].is_queued]
        db.run(_SORTED, {"org": organisation_id, "ids": rest, "queued": queued, "now": now})
    if gifts:
        give(organisation_id, gifts, now=now)
