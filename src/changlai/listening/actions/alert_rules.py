"""Rules of alarm and causes of cases: defined by people."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from changlai.accounts.models import Member
from changlai.kernel import audit
from changlai.listening.enums import AlertKind, CaseRisk
from changlai.listening.errors import CannotOwnCase, NameTaken, NothingToLookFor
from changlai.listening.matching import compiled
from changlai.listening.models import AlertOwner, AlertRule, CaseCause, Topic


@dataclass(frozen=True, slots=True)
class RuleWish:
    """A rule of alarm as somebody wants it. ``owners`` are the rota, in order."""

    name: str
    kind: AlertKind
    topic: Topic | None = None
    reach: int = 0
    count: int = 10
    minutes: int = 60
    factor: float = 3.0
    words: str = ""
    risk: CaseRisk = CaseRisk.MIDDLE
    answer_minutes: int = 60
    escalate_to: Member | None = None
    owners: Sequence[Member] = field(default_factory=tuple)


_FACTS = ("name", "kind", "topic", "reach", "count", "minutes", "factor", "words", "risk", "answer_minutes")


@transaction.atomic
def make_rule(*, wish: RuleWish, by: Member, now: datetime) -> AlertRule:
    """A new rule, last in order and on. Raises NameTaken, NothingToLookFor, BadExpression, CannotOwnCase."""
    last = AlertRule.objects.aggregate(last=Max("position"))["last"]
    rule = AlertRule(organisation_id=by.organisation_id, position=(last or 0) + 1, created_at=now)
    _write(rule, wish)
    audit.record("listening.rule_made", actor=by, obj=rule)
    return rule


@transaction.atomic
def change_rule(*, rule: AlertRule, wish: RuleWish, by: Member) -> None:
    """Write a rule anew; cases it has made stay. Raises as make_rule."""
    held = AlertRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    _write(held, wish)
    audit.record("listening.rule_changed", actor=by, obj=held)


@transaction.atomic
def switch_rule(*, rule: AlertRule, is_on: bool, by: Member) -> None:
    """On, from the next mention on; or off. Cases it has made stay."""
    if rule.is_on != is_on:
        rule.is_on = is_on
        rule.save(update_fields=["is_on"])
        audit.record("listening.rule_changed", actor=by, obj=rule, changes={"is_on": [not is_on, is_on]})


@transaction.atomic
def delete_rule(*, rule: AlertRule, by: Member) -> None:
    """Away with a rule; cases it has made stay."""
    audit.record("listening.rule_deleted", actor=by, obj=rule)
    rule.delete()


def check(wish: RuleWish) -> None:
    """Raises NothingToLookFor, BadExpression, CannotOwnCase."""
    if wish.kind == AlertKind.WORDS:
        if not wish.words.strip():
            raise NothingToLookFor
        compiled(wish.words)
    for one in wish.owners:
        if not one.is_active or not one.can("listening.work"):
            raise CannotOwnCase(one.name)


def _write(rule: AlertRule, wish: RuleWish) -> None:
    check(wish)
    for name in _FACTS:
        setattr(rule, name, getattr(wish, name))
    rule.escalate_to = wish.escalate_to
    with _unique(wish.name):
        rule.save()
    AlertOwner.objects.filter(rule=rule).exclude(member__in=wish.owners).delete()
    for position, member in enumerate(wish.owners):
        AlertOwner.objects.update_or_create(
            organisation_id=rule.organisation_id, rule=rule, member=member, defaults={"position": position}
        )


@contextmanager
def _unique(name: str) -> Iterator[None]:
    """Around the statement that writes a name: a second one of the same is refused in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise NameTaken(name) from error


@transaction.atomic
def make_cause(*, name: str, by: Member) -> CaseCause:
    """One more cause, last in order; one that was retired under this name is offered again. Raises NameTaken."""
    known = CaseCause.objects.filter(name=name).first()
    if known is not None and known.is_retired:
        return change_cause(cause=known, name=name, is_retired=False, by=by)
    last = CaseCause.objects.aggregate(last=Max("position"))["last"]
    cause = CaseCause(organisation_id=by.organisation_id, name=name, position=(last or 0) + 1)
    with _unique(name):
        cause.save()
    audit.record("listening.cause_made", actor=by, obj=cause)
    return cause


@transaction.atomic
def change_cause(*, cause: CaseCause, name: str, is_retired: bool, by: Member) -> CaseCause:
    """Call it otherwise, or offer it no more; cases that have it keep it. Raises NameTaken."""
    cause.name, cause.is_retired = name, is_retired
    with _unique(name):
        cause.save(update_fields=["name", "is_retired"])
    audit.record("listening.cause_changed", actor=by, obj=cause)
    return cause
