"""Putting threads of one customer together, and taking them apart again."""

from django.http import HttpResponse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.inbox import actions, queries
from changlai.inbox.views.thread import answered
from changlai.kernel import db


@page(can="inbox.assign", methods=("POST",))
def merges(request: Request, conversation_id: int) -> HttpResponse:
    """Take the lines of the thread ``source`` in."""
    into = queries.get_to(request.member, "inbox.assign", conversation_id)
    source = queries.get_to(request.member, "inbox.assign", db.id_of(request.POST.get("source", "")) or 0)
    actions.merge_threads(into=into, source=source, by=request.member, now=timezone.now())
    return answered(request, into.pk)


@page(can="inbox.assign", methods=("POST",))
def merge_undoing(request: Request, merge_id: int) -> HttpResponse:
    """Bring the lines back to where they were."""
    merge = queries.thread_merge(request.member, merge_id)
    actions.part_threads(merge=merge, by=request.member, now=timezone.now())
    return answered(request, merge.into_id)
