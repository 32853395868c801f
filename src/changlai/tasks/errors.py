"""Expected refusals of the tasks."""

from django.utils.translation import gettext_lazy as _

from changlai.kernel.errors import Refusal


class NotYourTask(Refusal):
    """The member may see the task but not change it."""

    status = 403

    def __init__(self, title: str) -> None:
        super().__init__(
            _("You may look at the task “%(title)s”, but not change it. Ask who does it, or who gave it.")
            % {"title": title},
            rule="tasks.not_yours",
        )


class CannotAssign(Refusal):
    """The member's role does not let them give tasks to this colleague."""

    status = 403

    def __init__(self, name: str) -> None:
        super().__init__(
            _("Your role does not let you give tasks to %(name)s. Ask an administrator, or give it to yourself.")
            % {"name": name},
            rule="tasks.cannot_assign",
        )


class CannotSeeCustomer(Refusal):
    """Nobody gets a task about a customer they may not open."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s may not see this customer. Add %(name)s as a collaborator first, or choose somebody else.")
            % {"name": name},
            rule="tasks.cannot_see_customer",
        )


class HasNoDate(Refusal):
    """What comes round, or is to be reminded of, needs a day to count from."""

    def __init__(self) -> None:
        super().__init__(
            _("A task that repeats or reminds needs a day. Choose when it is due."), rule="tasks.has_no_date"
        )


class StillDone(Refusal):
    """A task that is done is reopened before it is changed."""

    status = 409

    def __init__(self, title: str) -> None:
        super().__init__(
            _("The task “%(title)s” is done. Reopen it before you change it.") % {"title": title},
            rule="tasks.still_done",
        )


class NotWithinReach(Refusal):
    """There is no such record, or it is not the member's to see."""

    def __init__(self) -> None:
        super().__init__(
            _("The record this task is about is not there, or you may not see it."), rule="tasks.record_out_of_reach"
        )


class BadTask(Refusal):
    """What was written into a list is not what the form of a task takes."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, rule="tasks.bad_task")
