"""Notices that modules below and beside ask for by event."""

from collections.abc import Sequence

from django.utils import timezone

from changlai.accounts.events import NoticeRaised
from changlai.channels.contracts import in_words
from changlai.channels.events import MemberMessageFailed
from changlai.kernel.events import consumer
from changlai.notifications import actions
from changlai.notifications.contracts import Notice


@consumer("notifications.raised", reads=[NoticeRaised])
def tell(events: Sequence[NoticeRaised]) -> None:
    """Tell the members; an event read again tells nothing new."""
    actions.notify(
        [
            Notice(
                kind=event.kind,
                member_id=event.member_id,
                subject=event.subject,
                url=event.url,
                once=event.once,
                values=event.values,
            )
            for event in events
        ]
    )


@consumer("notifications.handed", reads=[MemberMessageFailed])
def give_up(events: Sequence[MemberMessageFailed]) -> None:
    """What a work app did not take is marked as failed."""
    for event in events:
        if event.reference.startswith("notices:"):
            actions.fail_handed(event.reference, in_words(event.reason), now=timezone.now())
