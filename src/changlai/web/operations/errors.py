"""What the machine room refuses, in words."""

from django.utils.translation import gettext as _

from changlai.kernel.errors import Conflict, Refusal


class NothingChosen(Refusal):
    """A button for ticked rows was pressed with none ticked."""

    def __init__(self) -> None:
        super().__init__(
            _("Nothing is ticked. Tick the rows you mean, or use the button for all."), rule="operations.nothing_chosen"
        )


class ReasonMissing(Refusal):
    """What is discarded is gone for good: the audit log must say why."""

    def __init__(self) -> None:
        super().__init__(
            _("Write why these are discarded: they are gone for good, and the audit log keeps the reason."),
            rule="operations.reason_missing",
        )


class ConsumerGone(Refusal):
    """The program has no consumer of this name any more."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("The program no longer has the consumer “%(name)s”. Its dead events can only be discarded.")
            % {"name": name},
            rule="operations.consumer_gone",
        )


class Busy(Conflict):
    """A worker holds the consumer and did not let go in time."""

    def __init__(self) -> None:
        super().__init__(
            _("A worker is in the middle of a long batch of this consumer. Try again in a few seconds."),
            rule="operations.busy",
        )


class SharedSystem(Refusal):
    """A rewind makes everybody wait: where several organisations share the system, it is its operator's."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Several organisations share this system, and a rewind makes all of them wait. "
                "Its operator can do it on the console: changlai rewind."
            ),
            rule="operations.shared_system",
        )
