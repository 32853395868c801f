"""The inbox listens: to customers, to the platforms' receipts, to files that arrive."""

from collections.abc import Sequence

from django.utils import timezone

from changlai.accounts.enums import Attendance
from changlai.accounts.events import MemberPresenceChanged, WorkingHoursChanged
from changlai.channels.events import Delivered, DeliveryFailed, DeliveryUnknown, MediaStored
from changlai.customers.events import CustomerBinned, InteractionRecorded, ReachChanged, ReceiptReceived
from changlai.inbox import actions
from changlai.inbox.events import (
    ColleagueWrote,
    CommentReceived,
    ConversationAssigned,
    ConversationClosed,
    ConversationRated,
    ConversationReopened,
    DeskChanged,
    MessageQueued,
    MessageReceived,
    NoteWritten,
)
from changlai.kernel.events import consumer


@consumer("inbox.messages", reads=[InteractionRecorded, ReceiptReceived])
def take_in(events: Sequence[InteractionRecorded | ReceiptReceived]) -> None:
    """Messages become lines of conversations; receipts correct lines that are already there."""
    told = [event for event in events if isinstance(event, InteractionRecorded)]
    actions.take_messages(told)
    actions.take_automatic(told)
    actions.take_receipts([event for event in events if isinstance(event, ReceiptReceived)])


@consumer("inbox.deliveries", reads=[Delivered, DeliveryFailed, DeliveryUnknown, MediaStored])
def settle(events: Sequence[Delivered | DeliveryFailed | DeliveryUnknown | MediaStored]) -> None:
    """What became of our answers; in order, so that the last word about a message is the one that stays."""
    actions.settle_sent([event for event in events if isinstance(event, Delivered)])
    actions.settle_failed([event for event in events if isinstance(event, DeliveryFailed)])
    actions.settle_unknown([event for event in events if isinstance(event, DeliveryUnknown)])
    media = [event for event in events if isinstance(event, MediaStored)]
    if media:
        actions.settle_media(media)


@consumer("inbox.reach", reads=[ReachChanged])
def tell_reach(events: Sequence[ReachChanged]) -> None:
    """Whoever has the customer open sees at once that nothing arrives there, or does again."""
    actions.tell_reach(events)


@consumer("inbox.answers", reads=[MessageQueued])
def tell_answers(events: Sequence[MessageQueued]) -> None:
    """What colleagues write stands on the customer's timeline too."""
    actions.tell_answers(events)


@consumer("inbox.sharing", reads=[MessageReceived, ConversationAssigned, ConversationClosed, MemberPresenceChanged])
def share_out(
    events: Sequence[MessageReceived | ConversationAssigned | ConversationClosed | MemberPresenceChanged],
) -> None:
    """Rules find somebody for who has just written; who becomes free, or comes, is given who has waited longest."""
    now = timezone.now()
    written = {(e.organisation_id, e.conversation_id) for e in events if isinstance(e, MessageReceived)}
    actions.share_out(sorted(written), now=now)
    freed = {event.organisation_id for event in events if _frees(event)} - {one for one, _ in written}
    actions.go_on(freed, now=now)


def _frees(event: MessageReceived | ConversationAssigned | ConversationClosed | MemberPresenceChanged) -> bool:
    """Whether somebody may take one more now: what machines give (``by_id`` 0) frees nobody."""
    match event:
        case ConversationAssigned():
            return bool(event.by_id)
        case MemberPresenceChanged():
            return event.after == Attendance.ONLINE
        case _:
            return isinstance(event, ConversationClosed)


@consumer("inbox.notes", reads=[NoteWritten])
def tell_notes(events: Sequence[NoteWritten]) -> None:
    """What colleagues note stands there as well, and changes with the note."""
    actions.tell_notes(events)


@consumer("inbox.bin", reads=[CustomerBinned])
def close_of_binned(events: Sequence[CustomerBinned]) -> None:
    """Who is in the bin waits for no answer."""
    actions.close_of_binned(events, now=timezone.now())


@consumer("inbox.targets", reads=[DeskChanged, WorkingHoursChanged])
def keep_targets(events: Sequence[DeskChanged | WorkingHoursChanged]) -> None:
    """Other targets, other hours: an answer to who waits now is due at another moment."""
    actions.retarget(event.organisation_id for event in events)


@consumer("inbox.ratings", reads=[ConversationClosed])
def order_ratings(events: Sequence[ConversationClosed]) -> None:
    """Who was answered is asked how it was."""
    actions.order_ratings(events, now=timezone.now())


Worded = MessageReceived | CommentReceived | MessageQueued | ColleagueWrote | NoteWritten


@consumer(
    "inbox.search", reads=[MessageReceived, CommentReceived, MessageQueued, ColleagueWrote, NoteWritten], pace=0.5
)
def make_findable(events: Sequence[Worded]) -> None:
    """What is said can be looked for."""
    actions.index(event.message_id for event in events)


Counted = (
    MessageReceived
    | CommentReceived
    | MessageQueued
    | ColleagueWrote
    | ConversationAssigned
    | ConversationClosed
    | ConversationReopened
    | ConversationRated
)


@consumer(
    "inbox.board",
    reads=[
        MessageReceived,
        CommentReceived,
        MessageQueued,
        ColleagueWrote,
        ConversationAssigned,
        ConversationClosed,
        ConversationReopened,
        ConversationRated,
    ],
    pace=1.0,
)
def mark_stale(events: Sequence[Counted]) -> None:
    """Days on which something changed are counted again."""
    actions.mark_stale((event.organisation_id, event.conversation_id) for event in events)
