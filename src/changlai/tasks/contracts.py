"""What other modules say to the tasks, and the limits of what they keep."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from changlai.tasks.enums import TaskPriority, TaskRepeat, TaskWay

TITLE_LENGTH = 200  # characters
TEXT_LENGTH = 4_000
MOST_STEPS = 50  # of a checklist
LONGEST_EVERY = 99  # days, weeks or months between two turns
LONGEST_REMINDER = 30 * 24 * 60  # minutes before it is due


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a checklist."""

    text: str
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a task comes round: every so many days, weeks or months. ``every`` counts from 1."""

    repeat: TaskRepeat = TaskRepeat.NEVER
    every: int = 1


@dataclass(frozen=True, slots=True)
class About:
    """What a task is about: a customer, another kind of record of the house, or nothing.

    ``place`` is an address of this site, where the work is done (a conversation), with its ``place_label``.
    """

    customer_id: int | None = None
    kind: str = ""
    record_id: int | None = None
    place: str = ""
    place_label: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A task as somebody wants it. Without ``due_on`` it has no date; without ``due_time`` the whole day is time.

    ``remind_minutes`` before it is due (of a whole day: before 9 in the morning) its assignee is told; None: not.
    ``once`` makes the same wish twice one task.
    """

    title: str
    assignee_id: int | None
    text: str = ""
    due_on: date | None = None
    due_time: time | None = None
    priority: TaskPriority = TaskPriority.NORMAL
    rhythm: Rhythm = field(default_factory=Rhythm)
    steps: Sequence[Step] = ()
    remind_minutes: int | None = None
    about: About = field(default_factory=About)
    way: TaskWay = TaskWay.HAND
    rule_id: int | None = None
    once: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A draft for one organisation, from its rule or a colleague's word."""

    organisation_id: int
    draft: Draft
    author_id: int | None
    at: datetime
