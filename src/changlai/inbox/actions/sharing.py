"""Setting the sharing out up: rules in their order, places at the desk, what holds for everybody."""

from dataclasses import dataclass

import msgspec
from django.db.models import Max

from changlai.accounts.models import Department, Member
from changlai.inbox.contracts import Conditions
from changlai.inbox.enums import Target
from changlai.inbox.errors import NoTarget
from changlai.inbox.events import DeskChanged
from changlai.inbox.models import AssignmentRule, DeskSettings, Workplace
from changlai.kernel import audit
from changlai.kernel.events import publish
from changlai.kernel.tenancy import organisation_id


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as somebody writes it down. ``member`` or ``department`` goes with the target of that name."""

    name: str
    conditions: Conditions
    target: Target
    member: Member | None = None
    department: Department | None = None
    prefers_known: bool = True
    goes_on: bool = False
    is_active: bool = True


def desk_settings() -> DeskSettings:
    """The organisation's settings of the inbox, held for a change; made when there are none yet."""
    return DeskSettings.objects.select_for_update().get_or_create(organisation_id=organisation_id())[0]


def change_desk(*, by: Member, **values: int | bool | str) -> DeskSettings:
    """Change settings of the inbox, by the names of their columns; what is the same is not written down."""
    held = desk_settings()
    changes = {name: [getattr(held, name), new] for name, new in values.items() if getattr(held, name) != new}
    if changes:
        for name, (_, new) in changes.items():
            setattr(held, name, new)
        held.save(update_fields=list(changes))
        audit.record("inbox.desk.changed", actor=by, changes=changes)
        publish(DeskChanged(organisation_id=organisation_id(), key=organisation_id()))
    return held


def set_capacity(*, member: Member, capacity: int | None, by: Member) -> None:
    """How many open conversations rules may give a member; None: as everybody."""
    place, _ = Workplace.objects.get_or_create(organisation_id=organisation_id(), member=member)
    if place.capacity == capacity:
        return
    audit.record("inbox.capacity.changed", actor=by, obj=member, changes={"capacity": [place.capacity, capacity]})
    place.capacity = capacity
    place.save(update_fields=["capacity"])


def add_rule(*, draft: RuleDraft, by: Member) -> AssignmentRule:
    """A new rule, the last one. Raises NoTarget when it does not say whom it gives to."""
    desk_settings()
    last = AssignmentRule.objects.aggregate(last=Max("position"))["last"] or 0
    rule = AssignmentRule(organisation_id=organisation_id(), position=last + 1)
    _write(rule, draft)
    rule.save()
    audit.record("inbox.rule.added", actor=by, obj=rule)
    return rule


def change_rule(*, rule: AssignmentRule, draft: RuleDraft, by: Member) -> None:
    """Write a rule anew in its place. Raises NoTarget."""
    before = rule.name
    _write(rule, draft)
    rule.save()
    audit.record("inbox.rule.changed", actor=by, obj=rule, changes={"name": [before, rule.name]})


def switch_rule(*, rule: AssignmentRule, is_active: bool, by: Member) -> None:
    """Switch a rule on or off."""
    if rule.is_active != is_active:
        rule.is_active = is_active
        rule.save(update_fields=["is_active"])
        audit.record("inbox.rule.switched", actor=by, obj=rule, changes={"is_active": [not is_active, is_active]})


def move_rule(*, rule: AssignmentRule, position: int, by: Member) -> None:
    """Bring a rule to this place in the order, counted from 1; the others close up."""
    desk_settings()
    others = list(AssignmentRule.objects.exclude(pk=rule.pk).order_by("position", "id"))
    place = max(0, min(position - 1, len(others)))
    others.insert(place, rule)
    for number, one in enumerate(others, start=1):
        one.position = number
    AssignmentRule.objects.bulk_update(others, ["position"])
    audit.record("inbox.rule.moved", actor=by, obj=rule, changes={"position": place + 1})


def remove_rule(*, rule: AssignmentRule, by: Member) -> None:
    """The rule is gone; what it has given stays given, and says by which rule it was."""
    audit.record("inbox.rule.removed", actor=by, obj=rule)
    rule.delete()


def _write(rule: AssignmentRule, draft: RuleDraft) -> None:
    if (draft.target == Target.MEMBER and draft.member is None) or (
        draft.target == Target.DEPARTMENT and draft.department is None
    ):
        raise NoTarget
    rule.name, rule.target, rule.is_active = draft.name, draft.target, draft.is_active
    rule.member = draft.member if draft.target == Target.MEMBER else None
    rule.department = draft.department if draft.target == Target.DEPARTMENT else None
    rule.prefers_known, rule.goes_on = draft.prefers_known, draft.goes_on
    rule.conditions = msgspec.to_builtins(draft.conditions)
