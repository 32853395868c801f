"""Handing over, closing, reopening, reading."""

from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.channels import outbound
from changlai.inbox.actions.calling_off import end_plans
from changlai.inbox.actions.giving import note_assignment
from changlai.inbox.actions.holding import hold, line
from changlai.inbox.actions.notifying import Word, tell_members
from changlai.inbox.actions.opening import only_one_open
from changlai.inbox.actions.signals import tell_note, tell_one
from changlai.inbox.enums import Cause, ConversationState, Escalation
from changlai.inbox.errors import AlreadyOpen, CannotReply, ReasonNeeded
from changlai.inbox.events import ConversationAssigned, ConversationClosed, ConversationReopened
from changlai.inbox.models import CloseReason, Conversation, Mention
from changlai.inbox.notices import ASSIGNED
from changlai.inbox.queries import has_newer
from changlai.inbox.queries.desk import settings, usable_reasons
from changlai.kernel import audit
from changlai.kernel.events import publish


@transaction.atomic
def assign(*, conversation: Conversation, to: Member | None, by: Member, now: datetime) -> None:
    """Hand a conversation to a colleague, or put it back on the shelf; both screens are told."""
    if to is not None and not to.can("inbox.reply"):
        raise CannotReply(to.name)
    held = hold(conversation)
    former = held.assignee_id
    if former == (to.id if to else None):
        return
    names = [one.name if one else "" for one in (held.assignee, to)]
    held.assignee, held.queued_at, held.sorted_at = to, None, held.sorted_at or now
    held.save(update_fields=["assignee", "queued_at", "sorted_at"])
    note_assignment(held, to=to, by=by, cause=Cause.HAND, now=now)
    line(held, "assigned", by, now, to=to.name if to else "")
    audit.record("inbox.assigned", actor=by, obj=held.customer, changes={"conversation": held.id, "assignee": names})
    publish(
        ConversationAssigned(
            organisation_id=held.organisation_id,
            key=held.id,
            conversation_id=held.id,
            to_id=to.id if to else 0,
            by_id=by.id,
        )
    )
    tell_one(held, "assigned", also=former)
    if to is not None and to != by:
        tell_members([Word(ASSIGNED, to.id, held.id, f"assigned:{held.id}:{now.isoformat()}", {"by": by.name})])


@transaction.atomic
def close(*, conversation: Conversation, by: Member, now: datetime, reason: CloseReason | None = None) -> None:
    """The customer's matter is settled. Their next message opens a new one, or soon enough this one again. What was
    planned is called off: the thread says so, and its authors are told.

    Raises ReasonNeeded when the organisation wants to know why and nothing was chosen.
    """
    held = hold(conversation)
    if held.state == ConversationState.CLOSED:
        return
    if reason is None and settings().is_reason_required and usable_reasons():
        raise ReasonNeeded
    held.state, held.closed_at, held.close_reason = ConversationState.CLOSED, now, reason
    held.waiting_since, held.unread_count, held.queued_at = None, 0, None
    held.snoozed_until, held.woken_at = None, None
    held.answer_due_at, held.escalate_at, held.escalation = None, None, Escalation.NONE
    held.save()
    end_plans(conversation=held, by=by, now=now)
    line(held, "closed", by, now, **({"reason": reason.name} if reason else {}))
    publish(
        ConversationClosed(
            organisation_id=held.organisation_id,
            key=held.customer_id,
            conversation_id=held.id,
            customer_id=held.customer_id,
            by_id=by.id,
            reason_id=reason.pk if reason else 0,
            at=now,
        )
    )
    tell_one(held, "closed")


@transaction.atomic
def reopen(*, conversation: Conversation, by: Member, now: datetime) -> None:
    """Take a closed conversation up again. Raises AlreadyOpen when a newer one is open with this customer here."""
    held = hold(conversation)
    if held.state == ConversationState.OPEN:
        return
    if has_newer(held):
        raise AlreadyOpen
    held.state, held.closed_at, held.close_reason = ConversationState.OPEN, None, None
    with only_one_open():
        held.save(update_fields=["state", "closed_at", "close_reason"])
    line(held, "reopened", by, now)
    publish(
        ConversationReopened(organisation_id=held.organisation_id, key=held.id, conversation_id=held.id, by_id=by.id)
    )
    tell_one(held, "reopened")


@transaction.atomic
def read(*, conversation: Conversation, by: Member, may_answer: bool, now: datetime) -> None:
    """A colleague has it before their eyes: no note in it is an unread mention of theirs, and when they may answer,
    nothing in it is unread.
    """
    unread = Mention.objects.filter(conversation=conversation, member=by, read_at__isnull=True)
    if unread.update(read_at=now):
        tell_note(conversation, [by.pk])
    if may_answer:
        mark_read(conversation=conversation)


@transaction.atomic
def mark_read(*, conversation: Conversation) -> None:
    """Somebody is looking at it: nothing in it is unread."""
    if Conversation.objects.filter(id=conversation.id, unread_count__gt=0).update(unread_count=0):
        tell_one(conversation, "read")
        outbound.tell_read(account=conversation.account, address=conversation.address)
