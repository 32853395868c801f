"""Threads of one customer put together, for programs."""

from datetime import datetime

from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed
from changlai.inbox import actions, queries
from changlai.inbox.api.routing import router
from changlai.inbox.models import ThreadMerge

CREATED = 201


class ThreadMergeIn(Schema):
    """The closed thread of the same customer on the same account whose lines are taken in."""

    conversation_id: int = Field(ge=1, le=2**63 - 1)


class ThreadMergeOut(Schema):
    """What was put together; ``undone_at`` when it was taken apart again."""

    id: int
    into_id: int
    source_id: int
    at: datetime
    undone_at: datetime | None


@router.post("/conversations/{int:conversation_id}/merges", response={201: ThreadMergeOut}, summary="Merge threads")
@allowed("inbox.assign")
def merge(request: ApiRequest, conversation_id: int, given: ThreadMergeIn) -> Status[ThreadMerge]:
    """422 ``cannot_merge_threads`` for threads of different people or accounts, or an open one to take in."""
    into = queries.get_to(request.member, "inbox.assign", conversation_id)
    source = queries.get_to(request.member, "inbox.assign", given.conversation_id)
    return Status(CREATED, actions.merge_threads(into=into, source=source, by=request.member, now=timezone.now()))


@router.delete("/conversation-merges/{int:merge_id}", response={204: None}, summary="Take merged threads apart")
@allowed("inbox.assign")
def part(request: ApiRequest, merge_id: int) -> Status[None]:
    """What was written since stays where it is; 409 for the second time."""
    found = queries.thread_merge(request.member, merge_id)
    actions.part_threads(merge=found, by=request.member, now=timezone.now())
    return Status(204, None)
