"""What tasks are filtered, sorted, shown and exported by; and customers by what is to be done for them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.records.columns import Columns
from changlai.records.comparing import Operand, compare
from changlai.records.contracts import Asked, Attribute, AttributeSource, Option, Sql
from changlai.records.enums import AttributeKind as Kind
from changlai.records.enums import Operator as Op
from changlai.records.members import members
from changlai.tasks import queries
from changlai.tasks.enums import TaskPriority, TaskRepeat, TaskWay
from changlai.tasks.writing import assignee, day, fact

FACTS = Columns("tasks_task", group=_("Task"))
WAYS = {
    TaskWay.HAND: _("by hand"),
    TaskWay.API: _("by a program"),
    TaskWay.RULE: _("by a rule"),
    TaskWay.REPEAT: _("came round again"),
    TaskWay.FOLLOW_UP: _("after a follow-up"),
}
_GROUP = _("Tasks")
_OPEN = "from tasks_task k where k.organisation_id = %(organisation)s and k.done_at is null"
_OF_ONE = f"{_OPEN} and k.customer_id = r.id"
_OF_EACH = f"select k.customer_id as id {_OPEN} and k.customer_id is not null"
_LATE = "k.due_at < {now}"
_SCALE = 10_000  # of numbers in a tree
_FALLS = frozenset({Op.IS, Op.ANY_OF, Op.AT_LEAST, Op.AT_MOST, Op.BETWEEN, Op.BEFORE, Op.AFTER, Op.LAST_DAYS})
_FALLS |= {Op.NEXT_DAYS, Op.IS_FILLED}  # what holds only for who has a task may be sought among the tasks


def attributes() -> Sequence[Attribute]:
    """Those that every organisation has."""
    return (
        FACTS.text("title", _("What is to be done"), write=fact("title"), is_single=True),
        FACTS.text("text", _("Description"), write=fact("text")),
        FACTS.member("assignee", _("Does it"), "assignee_id", options=members, write=assignee),
        FACTS.member("author", pgettext_lazy("task", "Given by"), "author_id", options=members),
        FACTS.day("due_on", _("Day"), write=day),
        FACTS.moment("due_at", _("Due"), is_sorted=True),
        FACTS.choice(
            "priority", _("Priority"), expression="r.priority::text", options=_priorities, write=fact("priority")
        ),
        FACTS.choice("repeat", _("Repeats"), options=_repeats),
        FACTS.moment("done_at", pgettext_lazy("task", "Done")),
        FACTS.choice("way", _("How it came to be"), options=_ways),
        FACTS.moment("created_at", _("Made"), is_sorted=True),
    )


def _priorities() -> Sequence[Option]:
    return [Option(str(one.value), one.label) for one in TaskPriority]


def _repeats() -> Sequence[Option]:
    return [Option(one.value, one.label) for one in TaskRepeat if one]


def _ways() -> Sequence[Option]:
    return [Option(one.value, label) for one, label in WAYS.items()]


def of_customers() -> Sequence[Attribute]:
    """What is still to be done for a customer, by whomever."""
    return (
        _next_due(),
        _counted("tasks.open", _("Number of open tasks"), ""),
        _counted("tasks.late", _("Number of late tasks"), _LATE),
    )


def _next_due() -> Attribute:
    """When the first of their open tasks is due; empty without one, and while none has a day."""
    one, each = (Operand(f"(select min(k.due_at) {_OF_ONE})", "timestamptz"), Operand("min(k.due_at)", "timestamptz"))

    def test(asked: Asked) -> Sql:
        made = compare(one, asked)
        is_there = asked.operator in _FALLS
        rows = f"{_OF_EACH} group by 1 having {compare(each, asked).text}" if is_there else ""
        return Sql(made.text, made.values, rows)

    def values(ids: Sequence[int]) -> Mapping[int, Any]:
        return {customer: due for customer, (due, _open, _late) in queries.waiting(ids, timezone.now()).items() if due}

    return Attribute("tasks.next_due", _("Next task due"), Kind.MOMENT, _GROUP, test=test, values=values)


def _counted(path: str, label: object, which: str) -> Attribute:
    """How many open tasks; ``which``: only those, at the moment of asking. Who has none has zero."""

    def test(asked: Asked) -> Sql:
        own = replace(asked, values=[_whole(int(value), asked.operator) for value in asked.values])
        now = f"{asked.name}_now"
        only = f" and {which.format(now=f'%({now})s')}" if which else ""
        made = compare(Operand(f"(select count(*) {_OF_ONE}{only})", "bigint"), own)
        having = compare(Operand("count(*)", "bigint"), own).text
        rows = f"{_OF_EACH}{only} group by 1 having {having}" if _needs_one(own) else ""
        return Sql(made.text, {**made.values, **({now: asked.now} if which else {})}, rows)

    def values(ids: Sequence[int]) -> Mapping[int, Any]:
        found = queries.waiting(ids, timezone.now())
        return {customer: (late if which else count) * _SCALE for customer, (_due, count, late) in found.items()}

    operators = (Op.AT_LEAST, Op.AT_MOST, Op.IS, Op.BETWEEN)
    return Attribute(path, str(label), Kind.NUMBER, _GROUP, test=test, values=values, operators=operators)


def _whole(value: int, operator: Op) -> int:
    """A bound in whole tasks: at least two and a half are three."""
    return -(-value // _SCALE) if operator == Op.AT_LEAST else value // _SCALE


def _needs_one(asked: Asked) -> bool:
    """Whether it holds for nobody without such a task."""
    return asked.operator in {Op.AT_LEAST, Op.IS, Op.BETWEEN} and min(int(one) for one in asked.values) > 0


ATTRIBUTES = (AttributeSource("task", attributes), AttributeSource("customer", of_customers))
