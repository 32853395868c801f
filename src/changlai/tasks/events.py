"""What happens to tasks."""

from datetime import datetime

from changlai.kernel.events import Event


class TaskCreated(Event, frozen=True, kw_only=True):
    """There is a new task. Keyed by its customer, or by itself. Ids are 0 for none; ``way`` is a word of TaskWay."""

    task_id: int
    customer_id: int
    assignee_id: int
    author_id: int
    way: str
    at: datetime


class TaskDone(Event, frozen=True, kw_only=True):
    """A task was done. Keyed as above; ``by_id`` is who said so."""

    task_id: int
    customer_id: int
    assignee_id: int
    by_id: int
    at: datetime


class TaskReopened(Event, frozen=True, kw_only=True):
    """A task that was done is to be done after all. Keyed as above."""

    task_id: int
    customer_id: int
    assignee_id: int
    by_id: int
    at: datetime
