"""What people fill in about tasks."""

import re
from collections.abc import Iterable
from datetime import time
from typing import cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from changlai.accounts.models import Member
from changlai.tasks.contracts import LONGEST_EVERY, MOST_STEPS, TEXT_LENGTH, TITLE_LENGTH, About, Draft, Rhythm, Step
from changlai.tasks.enums import TaskPriority, TaskRepeat, TaskRuleKind
from changlai.tasks.models import Task

HOUR, DAY = 60, 24 * 60  # minutes
REMINDERS = (
    ("", _("No reminder")),
    ("0", _("When it is due, of a whole day at 9:00")),
    ("15", ngettext_lazy("%d minute before", "%d minutes before", 15) % 15),
    (str(HOUR), ngettext_lazy("%d hour before", "%d hours before", 1) % 1),
    (str(DAY), ngettext_lazy("%d day before", "%d days before", 1) % 1),
    (str(7 * DAY), ngettext_lazy("%d day before", "%d days before", 7) % 7),
)
_DONE = re.compile(r"^\s*\[[xX√✓]\]\s*")
_OPEN = re.compile(r"^\s*(\[\s?\]|[-*•])\s*")
_QUIET = {"autocomplete": "off"}
_BAD_DAY = {"invalid": _("This is no date. Write it like 1990-01-31.")}


class TaskForm(forms.Form):
    """A task: what, who, when."""

    title = forms.CharField(
        label=_("What is to be done"),
        max_length=TITLE_LENGTH,
        error_messages={
            "required": _("Say what is to be done, for example “Call back about the delivery”."),
            "max_length": _("A title has at most 200 characters. Put the rest into the description."),
        },
        widget=forms.TextInput(attrs=_QUIET),
    )
    assignee: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(
        label=_("Does it"),
        queryset=None,
        empty_label=None,
        error_messages={
            "required": _("Choose who does it."),
            "invalid_choice": _("You cannot give tasks to this colleague. Choose somebody else."),
        },
    )
    due_on = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=_BAD_DAY,
    )
    due_time = forms.TimeField(
        label=_("Hour"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("This is no hour. Write it like 14:30.")},
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=[(str(one.value), one.label) for one in TaskPriority], coerce=int, initial="2"
    )
    repeat = forms.ChoiceField(
        label=_("Repeats"), choices=[(one.value, one.label) for one in TaskRepeat], required=False
    )
    every = forms.IntegerField(
        label=pgettext_lazy("every n days", "Every"),
        min_value=1,
        max_value=LONGEST_EVERY,
        initial=1,
        required=False,
        help_text=_("Days, weeks or months; 2 is every other."),
    )
    reminder = forms.ChoiceField(label=_("Reminder"), choices=REMINDERS, required=False)
    text = forms.CharField(
        label=_("Description"), max_length=TEXT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    steps = forms.CharField(
        label=_("Checklist"),
        required=False,
        help_text=_("One step a line; [x] in front of a line marks it as done."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    about = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput())
    place = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput())
    place_label = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput())

    def offer(self, colleagues: QuerySet[Member]) -> None:
        """The members one may choose from."""
        cast("forms.ModelChoiceField[Member]", self.fields["assignee"]).queryset = colleagues

    def offer_reminder(self, minutes: int | None) -> None:
        """A reminder that a program set stays to be chosen."""
        if minutes is not None and str(minutes) not in dict(REMINDERS):
            field = cast("forms.ChoiceField", self.fields["reminder"])
            field.choices = [
                *REMINDERS,
                (str(minutes), ngettext_lazy("%d minute before", "%d minutes before", minutes) % minutes),
            ]

    def clean_steps(self) -> list[Step]:
        """The lines that say something."""
        found = list(read_steps(str(self.cleaned_data["steps"]).splitlines()))
        if len(found) > MOST_STEPS:
            raise forms.ValidationError(_("A checklist has at most 50 steps. Make a second task."))
        long = next((step for step in found if len(step.text) > TITLE_LENGTH), None)
        if long:
            raise forms.ValidationError(
                _("“%(step)s” is longer than 200 characters. Shorten it."), params={"step": long.text[:40]}
            )
        return found

    def clean(self) -> dict[str, object]:
        told = cast("dict[str, object]", super().clean())
        if not told.get("due_on") and "due_on" not in self.errors:
            if told.get("repeat"):
                self.add_error("due_on", _("A task that repeats needs a day to count from."))
            if told.get("reminder"):
                self.add_error("due_on", _("A reminder needs a day to count from."))
            if told.get("due_time"):
                self.add_error("due_on", _("An hour needs its day."))
        return told

    def draft(self, about: About) -> Draft:
        """What was filled in."""
        told = self.cleaned_data
        return Draft(
            told["title"],
            told["assignee"].pk,
            told["text"],
            told["due_on"],
            told["due_time"],
            TaskPriority(told["priority"]),
            Rhythm(TaskRepeat(told["repeat"]), told["every"] or 1),
            told["steps"],
            int(told["reminder"]) if told["reminder"] else None,
            about,
        )


def read_steps(lines: Iterable[str]) -> Iterable[Step]:
    """Lines of a checklist as people write them."""
    for line in lines:
        is_done = bool(_DONE.match(line))
        text = (_DONE if is_done else _OPEN).sub("", line).strip()
        if text:
            yield Step(text, is_done)


def written_steps(task: Task) -> str:
    """A task's checklist as it is typed."""
    return "\n".join(f"[{'x' if step['is_done'] else ' '}] {step['text']}" for step in task.steps)


def held(task: Task, at: time | None) -> dict[str, object]:
    """What the form shows of a task; ``at`` is its hour where the organisation is."""
    return {
        "title": task.title,
        "assignee": task.assignee_id,
        "due_on": task.due_on,
        "due_time": at,
        "priority": str(task.priority),
        "repeat": task.repeat,
        "every": task.repeat_every,
        "reminder": "" if task.remind_minutes is None else str(task.remind_minutes),
        "text": task.text,
        "steps": written_steps(task),
    }


class DayForm(forms.Form):
    """Another day."""

    day = forms.DateField(error_messages=_BAD_DAY)


class RuleForm(forms.Form):
    """A rule that makes tasks."""

    kind = forms.ChoiceField(label=_("When"), choices=[(one.value, one.label) for one in TaskRuleKind])
    days = forms.IntegerField(
        label=_("Days without a follow-up"),
        min_value=1,
        max_value=365,
        initial=7,
        required=False,
        help_text=_("Only for customers who wait: a message, a call or a visit of ours is a follow-up."),
    )
    title = forms.CharField(
        label=_("The task says"),
        max_length=TITLE_LENGTH,
        error_messages={"required": _("Say what is to be done, for example “Call back about the delivery”.")},
        widget=forms.TextInput(attrs=_QUIET),
    )
    due_in_days = forms.IntegerField(
        label=_("Due after so many days"), min_value=0, max_value=90, initial=0, help_text=_("0 is the same day.")
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=[(str(one.value), one.label) for one in TaskPriority], coerce=int, initial="2"
    )
