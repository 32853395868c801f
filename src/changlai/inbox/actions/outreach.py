"""Beginning a conversation with somebody who has not written there: they said something to us elsewhere."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.channels.models import Account
from changlai.customers.models import Customer
from changlai.inbox.actions.giving import note_assignment
from changlai.inbox.actions.opening import only_one_open
from changlai.inbox.actions.signals import tell_one
from changlai.inbox.enums import Cause, ConversationState
from changlai.inbox.models import Conversation


@dataclass(frozen=True, slots=True)
class Grounds:
    """Where somebody can be written to and why we may.

    ``window_opened_at`` is what they said to us elsewhere, where the platform counts it as having written (None: it
    does not, and they must write first); ``window_sent`` messages of the window are used up from the start.
    """

    address: dict[str, str] = field(default_factory=dict)
    identity_id: int | None = None
    window_opened_at: datetime | None = None
    window_sent: int = 0


@transaction.atomic
def reach_out(*, customer: Customer, account: Account, grounds: Grounds, by: Member, now: datetime) -> Conversation:
    """The open conversation with a customer at an account; a new one of ``by`` where there is none.

    The platform's window goes on from their latest talk there, unless the grounds opened it later. Nothing is sent.
    Raises AlreadyOpen when their message opens one at this very moment.
    """
    talks = Conversation.objects.filter(customer=customer, account=account)
    held = talks.filter(state=ConversationState.OPEN).select_for_update(of=("self",)).first()
    latest = held or talks.order_by("-id").first()
    opened_at, sent = _window(latest, grounds)
    if held is not None:
        held.window_opened_at, held.window_sent = opened_at, sent
        held.save(update_fields=["window_opened_at", "window_sent"])
        return held
    held = Conversation(
        organisation_id=customer.organisation_id,
        customer=customer,
        account=account,
        assignee=by,
        address=grounds.address,
        identity_id=grounds.identity_id,
        opened_at=now,
        last_message_at=now,
        sorted_at=now,
        window_opened_at=opened_at,
        window_sent=sent,
    )
    with only_one_open():
        held.save()
    note_assignment(held, to=by, by=by, cause=Cause.CASE, now=now)
    tell_one(held, "assigned")
    return held


def _window(latest: Conversation | None, grounds: Grounds) -> tuple[datetime | None, int]:
    """When the platform's window was opened last, and how much of it is used up."""
    opened, sent = (latest.window_opened_at, latest.window_sent) if latest else (None, 0)
    if grounds.window_opened_at is not None and (opened is None or grounds.window_opened_at > opened):
        return grounds.window_opened_at, grounds.window_sent
    return opened, sent
