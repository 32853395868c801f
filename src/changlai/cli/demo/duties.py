"""What the demo's colleagues have to do: some of it late, some today, some by itself every week; and the rules."""

from datetime import time, timedelta

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.customers.models import Customer
from changlai.kernel.tenancy import scope
from changlai.tasks import actions
from changlai.tasks.actions.rules import Wish
from changlai.tasks.contracts import About, Draft, Rhythm, Step
from changlai.tasks.enums import TaskPriority, TaskRepeat, TaskRuleKind
from changlai.tasks.models import TaskRule

# title, customer, days from today, hour, priority, how it repeats, steps
TASKS: tuple[tuple[str, str, int | None, time | None, TaskPriority, TaskRepeat, tuple[str, ...]], ...] = (
    ("给林晓棠回电，确认送货时间", "林晓棠", -1, None, TaskPriority.HIGH, TaskRepeat.NEVER, ()),
    (
        "发送床垫检测报告",
        "林晓棠",
        0,
        time(18),
        TaskPriority.NORMAL,
        TaskRepeat.NEVER,
        ("找到报告", "核对型号", "发给客户"),
    ),
    ("给周野发餐边柜现货清单", "周野", 0, None, TaskPriority.NORMAL, TaskRepeat.NEVER, ()),
    ("复盘本周未成交客户", "", 1, time(10), TaskPriority.NORMAL, TaskRepeat.WEEK, ()),
    ("准备周六到店的样床", "林晓棠", 4, None, TaskPriority.NORMAL, TaskRepeat.NEVER, ()),
    ("想一想会员日的活动", "", None, None, TaskPriority.LOW, TaskRepeat.NEVER, ()),
)
RULES = (
    Wish(TaskRuleKind.HANDED_OVER, "首次联系新客户", 1, 0, TaskPriority.HIGH),
    Wish(TaskRuleKind.SILENT, "回访：一周没有联系了", 7, 1),
)


def settle(organisation_id: int, admin: Member) -> None:
    """Once: an organisation that has rules already keeps what it has."""
    with scope(organisation_id):
        if TaskRule.objects.exists():
            return
        now = timezone.now()
        today = timezone.localdate(now, accounts.zone_of(organisation_id))
        people = dict(Customer.objects.filter(name__in={one[1] for one in TASKS}).values_list("name", "id"))
        for title, name, days, at, priority, repeat, steps in TASKS:
            draft = Draft(
                title,
                admin.pk,
                due_on=None if days is None else today + timedelta(days=days),
                due_time=at,
                priority=priority,
                rhythm=Rhythm(repeat),
                steps=[Step(one) for one in steps],
                remind_minutes=15 if at else None,
                about=About(people.get(name)),
            )
            actions.create(draft=draft, by=admin, now=now)
        for wish in RULES:
            actions.create_rule(wish=wish, by=admin, now=now)
