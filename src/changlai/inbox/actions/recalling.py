"""Taking an answer back, where the channel can: nobody reads it any more, the customer included."""

from datetime import datetime, timedelta

from django.db import transaction

from changlai.accounts.models import Member
from changlai.channels import outbound
from changlai.channels import queries as channels
from changlai.inbox.actions.deliveries import reference
from changlai.inbox.actions.signals import tell_one
from changlai.inbox.actions.timelines import withdraw_answer
from changlai.inbox.enums import Author, MessageState
from changlai.inbox.errors import CannotRecall
from changlai.inbox.models import Conversation, Message
from changlai.kernel import audit

_ARRIVED = {MessageState.SENT, MessageState.READ}


@transaction.atomic
def recall(*, message: Message, by: Member, now: datetime) -> None:
    """Take an answer of one's own back.

    Raises CannotRecall: it is not one's own, was not sent, is too old, or its channel has no way to.
    """
    held = (
        Conversation.objects.select_for_update(of=("self",)).select_related("account").get(id=message.conversation_id)
    )
    written = Message.objects.get(id=message.pk)
    minutes = channels.product_of(held.account).recall_minutes
    is_own = written.author == Author.MEMBER and written.member_id == by.pk
    in_time = now - written.occurred_at <= timedelta(minutes=minutes)
    if not (minutes and is_own and in_time and written.state in _ARRIVED) or written.is_recalled:
        raise CannotRecall(minutes)
    if not outbound.recall(account=held.account, reference=reference(written.pk)):
        raise CannotRecall(minutes)
    Message.objects.filter(id=written.pk).update(is_recalled=True)
    if held.last_message_at == written.occurred_at:
        Conversation.objects.filter(id=held.pk).update(preview="")
    withdraw_answer(held, written)
    audit.record("inbox.message_recalled", actor=by, obj=held, changes={"message": written.pk})
    tell_one(held, "state")
