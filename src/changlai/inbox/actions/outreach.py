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

    Nothing is sent. Raises AlreadyOpen when their message opens one at this very moment.
    """
    found = Conversation.objects.filter(customer=customer, account=account, state=ConversationState.OPEN)
    if (held := found.first()) is not None:
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
        window_opened_at=grounds.window_opened_at,
        window_sent=grounds.window_sent,
    )
    with only_one_open():
        held.save()
    note_assignment(held, to=by, by=by, cause=Cause.CASE, now=now)
    tell_one(held, "assigned")
    return held
