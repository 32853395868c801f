"""Rules that make tasks: written by people, carried out by the machine, each customer once for one cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.customers import queries as customers
from changlai.customers.events import CustomerHandedOver
from changlai.kernel import audit, db
from changlai.tasks import queries
from changlai.tasks.actions.making import make
from changlai.tasks.contracts import About, Draft, Order
from changlai.tasks.enums import TaskPriority, TaskRuleKind, TaskWay
from changlai.tasks.models import TaskRule

AT_ONCE = 500  # customers a rule looks at in one transaction
# Whose last follow-up fell between two moments: who began to wait while the rule was off is left alone.
_SILENT = """
    select id, owner_id, followed_up_at from customers_customer
    where organisation_id = %(org)s and followed_up_at >= %(since)s and followed_up_at <= %(until)s
      and (followed_up_at > %(since)s or id > %(after)s) and binned_at is null
    order by followed_up_at, id limit %(limit)s"""


@dataclass(frozen=True, slots=True)
class Wish:
    """A rule as somebody wants it."""

    kind: TaskRuleKind
    title: str
    days: int = 7
    due_in_days: int = 0
    priority: TaskPriority = TaskPriority.NORMAL


@transaction.atomic
def create_rule(*, wish: Wish, by: Member, now: datetime) -> TaskRule:
    """A new rule, switched on: from now on."""
    rule = TaskRule(organisation_id=by.organisation_id, days=0, created_at=now)
    _write(rule, wish, now)
    rule.save()
    audit.record("tasks.rule_created", actor=by, obj=rule)
    return rule


@transaction.atomic
def change_rule(*, rule: TaskRule, wish: Wish, by: Member, now: datetime) -> None:
    """Write a rule anew; what it has made stays."""
    _write(rule, wish, now)
    rule.save()
    audit.record("tasks.rule_changed", actor=by, obj=rule)


@transaction.atomic
def switch_rule(*, rule: TaskRule, is_on: bool, by: Member, now: datetime) -> None:
    """On, from now on; or off. What it has made stays."""
    if rule.is_on == is_on:
        return
    rule.is_on = is_on
    rule.looked_at, rule.looked_id = now - timedelta(days=rule.days), 0
    rule.save(update_fields=["is_on", "looked_at", "looked_id"])
    audit.record("tasks.rule_changed", actor=by, obj=rule)


@transaction.atomic
def delete_rule(*, rule: TaskRule, by: Member) -> None:
    """Away with a rule; what it has made stays."""
    audit.record("tasks.rule_deleted", actor=by, obj=rule)
    rule.delete()


def _write(rule: TaskRule, wish: Wish, now: datetime) -> None:
    if (rule.kind, rule.days) != (wish.kind, wish.days):
        rule.looked_at, rule.looked_id = now - timedelta(days=wish.days), 0
    rule.kind, rule.title, rule.days, rule.due_in_days = wish.kind, wish.title, wish.days, wish.due_in_days
    rule.priority = wish.priority


@transaction.atomic
def apply_silent(rule_id: int, *, now: datetime) -> bool:
    """Look at the next customers who have waited as long as the rule says; True when there may be more.

    How far it has looked and what it made is one transaction.
    """
    rule = TaskRule.objects.select_for_update().filter(id=rule_id, is_on=True, kind=TaskRuleKind.SILENT).first()
    if rule is None:
        return False
    until = now - timedelta(days=rule.days)
    place = {"since": rule.looked_at, "after": rule.looked_id}
    rows = db.rows(_SILENT, {"org": rule.organisation_id, **place, "until": until, "limit": AT_ONCE})
    today = timezone.localdate(now, accounts.zone_of(rule.organisation_id))
    make(
        [
            _order(rule, customer_id, owner_id, f"rule:{rule.pk}:{customer_id}:{at.timestamp():.6f}", today, now)
            for customer_id, owner_id, at in rows
            if owner_id
        ]
    )
    if rows:
        rule.looked_id, rule.looked_at = rows[-1][0], rows[-1][2]
        rule.save(update_fields=["looked_at", "looked_id"])
    return len(rows) == AT_ONCE


def apply_handed_over(events: Sequence[CustomerHandedOver]) -> None:
    """Whoever became responsible for a customer gets the task of the rule; four statements and what making takes."""
    organisations = {event.organisation_id for event in events}
    rules = queries.rules_on(organisations, TaskRuleKind.HANDED_OVER)
    if not rules:
        return
    zones = {one: accounts.zone_of(one) for one in sorted({rule.organisation_id for rule in rules})}
    today = customers.current_ids(event.customer_id for event in events)  # who was merged meanwhile lives on
    make(
        [
            _order(
                rule,
                today.get(event.customer_id, event.customer_id),
                event.to_id,
                f"rule:{rule.pk}:{event.customer_id}:event:{event.id}",
                timezone.localdate(event.at, zones[rule.organisation_id]),
                event.at,
            )
            for event in events
            for rule in rules
            if rule.organisation_id == event.organisation_id and event.to_id and event.at >= rule.created_at
        ]
    )


def _order(rule: TaskRule, customer_id: int, owner_id: int, once: str, today: date, now: datetime) -> Order:
    draft = Draft(
        rule.title,
        owner_id,
        due_on=today + timedelta(days=rule.due_in_days),
        priority=TaskPriority(rule.priority),
        about=About(customer_id),
        way=TaskWay.RULE,
        rule_id=rule.pk,
        once=once,
    )
    return Order(rule.organisation_id, draft, None, now)
