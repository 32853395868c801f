"""Operations on a conversation's time: snoozing it, and messages planned for later."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed
from changlai.inbox import actions, queries
from changlai.inbox.api.routing import router
from changlai.inbox.api.schemas import ConversationOut
from changlai.inbox.enums import LaterState
from changlai.inbox.models import Conversation, LaterMessage
from changlai.inbox.queries.later import all_plans_of, plan_to

BASE = "/conversations/{int:conversation_id}"
CREATED = 201


class SnoozeIn(Schema):
    """Until when it is out of sight; with a time zone."""

    until: datetime


class PlanIn(Schema):
    """A text and its hour, with a time zone: at least half a minute and at most 90 days ahead."""

    text: str = Field(min_length=1, max_length=20_000)
    send_at: datetime


class PlanOut(Schema):
    """A message for later. ``reason`` says why it was not sent; ``message_id`` is the first line it became."""

    id: int
    conversation_id: int
    member_id: int
    text: str
    file_ids: list[int]
    send_at: datetime
    state: LaterState
    reason: str
    message_id: int | None


class PlanList(Schema):
    """The latest hundred, the latest first."""

    items: list[PlanOut]


@router.put(f"{BASE}/snooze", response=ConversationOut, summary="Snooze a conversation")
@allowed("inbox.assign")
def snooze(request: ApiRequest, conversation_id: int, given: SnoozeIn) -> Conversation:
    """Out of sight until then, or until the customer writes. 422 ``bad_snooze``, 409 ``not_open``."""
    held = queries.get_to(request.member, "inbox.assign", conversation_id)
    actions.snooze(conversation=held, until=_aware(given.until), by=request.member, now=timezone.now())
    return queries.get_for(request.member, held.pk)


@router.delete(f"{BASE}/snooze", response=ConversationOut, summary="Bring a snoozed conversation back")
@allowed("inbox.assign")
def wake(request: ApiRequest, conversation_id: int) -> Conversation:
    """Nothing happens when it is not snoozed."""
    held = queries.get_to(request.member, "inbox.assign", conversation_id)
    actions.wake(conversation=held, by=request.member, now=timezone.now())
    return queries.get_for(request.member, held.pk)


@router.get(f"{BASE}/plans", response=PlanList, summary="List messages planned for later")
@allowed("inbox.view")
def plans(request: ApiRequest, conversation_id: int) -> dict[str, Any]:
    """Those that wait, and what became of earlier ones."""
    return {"items": all_plans_of(queries.get_for(request.member, conversation_id))}


@router.post(f"{BASE}/plans", response={201: PlanOut}, summary="Send a message later")
@allowed("inbox.reply")
def plan(request: ApiRequest, conversation_id: int, given: PlanIn) -> Status[LaterMessage]:
    """Called off by itself when the customer writes first. What the gate would refuse then answers 422 now."""
    held = queries.get_to(request.member, "inbox.reply", conversation_id)
    made = actions.plan(
        conversation=held,
        text=given.text,
        uploads=[],
        send_at=_aware(given.send_at),
        by=request.member,
        now=timezone.now(),
    )
    return Status(CREATED, made)


@router.put("/plans/{int:plan_id}", response=PlanOut, summary="Change a planned message")
@allowed("inbox.reply")
def change_plan(request: ApiRequest, plan_id: int, given: PlanIn) -> LaterMessage:
    """409 ``too_late`` when it no longer waits."""
    later = plan_to(request.member, plan_id)
    send_at = _aware(given.send_at)
    actions.change_plan(later=later, text=given.text, send_at=send_at, by=request.member, now=timezone.now())
    return plan_to(request.member, plan_id)


@router.delete("/plans/{int:plan_id}", response=PlanOut, summary="Call a planned message off")
@allowed("inbox.reply")
def call_off(request: ApiRequest, plan_id: int) -> LaterMessage:
    """409 ``too_late`` when it no longer waits."""
    actions.call_off(later=plan_to(request.member, plan_id))
    return plan_to(request.member, plan_id)


@router.post("/plans/{int:plan_id}/sending", response=PlanOut, summary="Send a planned message now")
@allowed("inbox.reply")
def send_now(request: ApiRequest, plan_id: int) -> LaterMessage:
    """409 ``too_late`` when it no longer waits; 422 with the gate's rule when it may not be sent."""
    actions.send_now(later=plan_to(request.member, plan_id), by=request.member, now=timezone.now())
    return plan_to(request.member, plan_id)


def _aware(moment: datetime) -> datetime:
    """A moment without a zone is meant in the organisation's."""
    return moment if moment.tzinfo else timezone.make_aware(moment)
