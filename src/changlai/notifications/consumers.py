"""Notices that modules below and beside ask for by event."""

from collections.abc import Sequence

from django.utils import timezone

from changlai.accounts.events import MemberInvited, NoticeRaised, PasswordResetAsked
from changlai.channels.contracts import in_words
from changlai.channels.events import MemberMessageFailed
from changlai.kernel.events import consumer
from changlai.kernel.tenancy import scope
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


@consumer("notifications.entry", reads=[MemberInvited, PasswordResetAsked])
def write(events: Sequence[MemberInvited | PasswordResetAsked]) -> None:
    """Mail the links by which people come in. They are made here, so none lies in the log of events."""
    now = timezone.now()
    for event in events:
        with scope(event.organisation_id):
            if isinstance(event, MemberInvited):
                actions.mail_invitation(invitation_id=event.invitation_id, once=f"invitation:{event.id}", now=now)
            else:
                actions.mail_password_reset(reset_id=event.reset_id, once=f"password_reset:{event.id}", now=now)
