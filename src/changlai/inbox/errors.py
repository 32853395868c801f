"""Expected refusals of the inbox."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as ngettext

from changlai.compliance.contracts import Decision, SendRequest
from changlai.kernel.errors import Conflict, Forbidden, Refusal


class MayNotSend(Refusal):
    """The gate said no. The door records it and shows the sentence."""

    def __init__(self, request: SendRequest, decision: Decision) -> None:
        super().__init__(decision.sentence, rule=decision.rule, facts={"still_allowed": decision.still_allowed})
        self.request = request
        self.decision = decision


class NothingToSend(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The message is empty. Write a text or add a file."), rule="empty_message")


class NothingToRetry(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This message cannot be sent again: it is on its way, has arrived, "
                "or the platform has refused it for good."
            ),
            rule="nothing_to_retry",
        )


class CannotRecall(Conflict):
    def __init__(self, minutes: int) -> None:
        super().__init__(
            ngettext(
                "Only an answer of your own that has been sent can be taken back, within %(count)d minute. "
                "Write to the customer what you meant instead.",
                "Only an answer of your own that has been sent can be taken back, within %(count)d minutes. "
                "Write to the customer what you meant instead.",
                minutes,
            )
            % {"count": minutes}
            if minutes
            else _("This channel has no way to take a message back. Write to the customer what you meant instead."),
            rule="cannot_recall",
        )


class CannotReply(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s may not answer customers. Choose somebody else or ask an administrator for the permission.")
            % {"name": name},
            rule="cannot_reply",
        )


class AlreadyOpen(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _("There is a newer open conversation with this customer on this channel. Go on there."),
            rule="already_open",
        )


class OutOfReach(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            _(
                "You may read this conversation but not act in it: your permission covers other conversations only. "
                "Ask an administrator to widen it."
            ),
            rule="out_of_reach",
        )


class NoTarget(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The rule does not say who gets the conversation: choose a colleague or a department."),
            rule="no_target",
        )


class NothingChosen(Refusal):
    def __init__(self) -> None:
        super().__init__(_("No conversation is selected. Select some, or all that fit."), rule="nothing_chosen")


class NotYourFolder(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            _("The team's folders are kept by those who may manage the inbox. Keep one of your own."),
            rule="not_your_folder",
        )


class NothingLeft(Conflict):
    def __init__(self) -> None:
        super().__init__(_("There is nothing to try again, or it is still running."), rule="nothing_left")


class AnsweredMeanwhile(Conflict):
    """Somebody else has answered since the answer was begun; ``message_id`` is their answer."""

    def __init__(self, name: str, message_id: int) -> None:
        super().__init__(
            _("%(name)s has answered in the meantime. Read it, and send yours again if it is still needed.")
            % {"name": name},
            rule="answered_meanwhile",
            facts={"message_id": message_id},
        )
        self.message_id = message_id


class EmptyNote(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The note is empty. Write what your colleagues should know."), rule="empty_note")


class CannotMention(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s may not see this conversation, so a note here cannot mention them. Hand it over first.")
            % {"name": name},
            rule="cannot_mention",
        )


class BadSnooze(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Choose a moment that is still to come, within a year from now."),
            rule="bad_snooze",
        )


class NotOpen(Conflict):
    def __init__(self) -> None:
        super().__init__(_("The conversation is closed. Reopen it first."), rule="not_open")


class ReasonNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Say why the conversation is closed: choose one of the reasons. Your organisation counts them."),
            rule="reason_needed",
        )


class BadMoment(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Choose a moment at least half a minute from now and at most 90 days ahead."), rule="bad_moment"
        )


class TooLate(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _("This message does not wait any more: it has been sent, or somebody called it off."), rule="too_late"
        )


class KnownReason(Conflict):
    def __init__(self, name: str) -> None:
        super().__init__(_("There is a reason called “%(name)s” already.") % {"name": name}, rule="known_reason")


class RatedAlready(Conflict):
    def __init__(self) -> None:
        super().__init__(_("This conversation has been rated already."), rule="rated_already")


class BadRanges(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Ranges run forward and do not overlap: the second begins after the first has ended."), rule="bad_ranges"
        )


class CannotMergeThreads(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "These threads cannot be put together: both must be the same customer's on the same account, and the "
                "one that is taken in must be closed and hold messages."
            ),
            rule="cannot_merge_threads",
        )


class NothingToPart(Conflict):
    def __init__(self) -> None:
        super().__init__(_("These threads have been taken apart already."), rule="nothing_to_part")
