"""Closed lists of the tasks."""

from enum import IntEnum, StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TaskPriority(IntEnum):
    """What comes first among tasks of one day."""

    HIGH = 1
    NORMAL = 2
    LOW = 3

    @property
    def label(self) -> Promise:
        return _PRIORITIES[self]


class TaskRepeat(StrEnum):
    """How a task comes round again once it is done."""

    NEVER = ""
    DAY = "day"
    WEEKDAY = "weekday"  # Monday to Friday
    WEEK = "week"
    MONTH = "month"

    @property
    def label(self) -> Promise:
        return _REPEATS[self]


class TaskWay(StrEnum):
    """How a task came to be."""

    HAND = "hand"
    API = "api"
    RULE = "rule"
    REPEAT = "repeat"
    FOLLOW_UP = "follow_up"  # somebody logged a follow-up and wants to be reminded of the next


class TaskRuleKind(StrEnum):
    """What makes a task by itself."""

    SILENT = "silent"  # nobody has followed up an owned customer for so many days
    HANDED_OVER = "handed_over"  # somebody became responsible for a customer

    @property
    def label(self) -> Promise:
        return _RULES[self]


_PRIORITIES = {
    TaskPriority.HIGH: pgettext_lazy("priority", "High"),
    TaskPriority.NORMAL: pgettext_lazy("priority", "Normal"),
    TaskPriority.LOW: pgettext_lazy("priority", "Low"),
}
_REPEATS = {
    TaskRepeat.NEVER: _("Does not repeat"),
    TaskRepeat.DAY: _("Daily"),
    TaskRepeat.WEEKDAY: _("On weekdays"),
    TaskRepeat.WEEK: _("Weekly"),
    TaskRepeat.MONTH: _("Monthly"),
}
_RULES = {
    TaskRuleKind.SILENT: _("A customer waits without a follow-up"),
    TaskRuleKind.HANDED_OVER: _("A customer gets somebody responsible"),
}
