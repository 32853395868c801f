"""Operations on whole conversations."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from ninja import Status

from changlai.accounts import queries as accounts
from changlai.accounts.operations import ApiRequest, allowed, cursor_of
from changlai.inbox import actions, queries
from changlai.inbox.api.routing import router
from changlai.inbox.api.schemas import AssignmentIn, ClosureIn, ConversationOut, ConversationPage
from changlai.inbox.cursors import conversation_place
from changlai.inbox.enums import Standing, Tab
from changlai.inbox.models import CloseReason, Conversation

BASE = "/conversations/{int:conversation_id}"


@router.get("/conversations", response=ConversationPage, summary="List conversations")
@allowed("inbox.view")
def conversations(
    request: ApiRequest, cursor: str = "", tab: Tab = Tab.ALL, state: Standing = Standing.OPEN
) -> dict[str, Any]:
    """Those who wait come first, by the moment an answer is due; then the rest, the latest first."""
    ids, after = queries.page(request.member, tab, state=state, after=conversation_place(cursor))
    following = cursor_of(int(after.is_waiting), after.moment.isoformat(), after.id) if after else None
    found = Conversation.objects.select_related("customer").in_bulk(ids)
    return {"items": [found[one] for one in ids if one in found], "next": following}


@router.get(BASE, response=ConversationOut, summary="One conversation")
@allowed("inbox.view")
def conversation(request: ApiRequest, conversation_id: int) -> Conversation:
    """404 when it does not exist or is not yours to see."""
    return queries.get_for(request.member, conversation_id)


@router.put(f"{BASE}/assignment", response=ConversationOut, summary="Hand a conversation over")
@allowed("inbox.assign")
def assign(request: ApiRequest, conversation_id: int, given: AssignmentIn) -> Conversation:
    """To a colleague who may answer customers, or with null back to the shelf. 422 ``cannot_reply`` otherwise."""
    held = queries.get_to(request.member, "inbox.assign", conversation_id)
    to = None if given.member_id is None else accounts.get_for(request.member, given.member_id)
    if to is not None and not to.is_active:
        raise Http404
    actions.assign(conversation=held, to=to, by=request.member, now=timezone.now())
    return _fresh(held)


@router.post(f"{BASE}/closure", response=ConversationOut, summary="Close a conversation")
@allowed("inbox.assign")
def close(request: ApiRequest, conversation_id: int, given: ClosureIn | None = None) -> Conversation:
    """The matter is settled; planned messages are called off, and their authors told. Closing twice is fine. 422
    ``reason_needed`` where a reason is required.
    """
    held = queries.get_to(request.member, "inbox.assign", conversation_id)
    reason = _reason(given.reason_id) if given and given.reason_id is not None else None
    actions.close(conversation=held, by=request.member, now=timezone.now(), reason=reason)
    return _fresh(held)


@router.delete(f"{BASE}/closure", response=ConversationOut, summary="Reopen a conversation")
@allowed("inbox.assign")
def reopen(request: ApiRequest, conversation_id: int) -> Conversation:
    """409 ``already_open`` when a newer one is open with the same customer on the same account."""
    held = queries.get_to(request.member, "inbox.assign", conversation_id)
    actions.reopen(conversation=held, by=request.member, now=timezone.now())
    return _fresh(held)


@router.post(f"{BASE}/reading", response={204: None}, summary="Mark a conversation as read")
@allowed("inbox.reply")
def read(request: ApiRequest, conversation_id: int) -> Status[None]:
    """Nothing in it is unread any more."""
    actions.mark_read(conversation=queries.get_to(request.member, "inbox.reply", conversation_id))
    return Status(204, None)


def _reason(reason_id: int) -> CloseReason:
    found = CloseReason.objects.filter(pk=reason_id, is_active=True).first()
    if found is None:
        raise Http404
    return found


def _fresh(held: Conversation) -> Conversation:
    """As it is now, even if it is no longer within the member's sight."""
    return Conversation.objects.select_related("customer").get(pk=held.pk)
