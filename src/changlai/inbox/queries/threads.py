"""Threads that were put together."""

from django.http import Http404

from changlai.accounts.models import Member
from changlai.inbox.models import Conversation, ThreadMerge
from changlai.inbox.queries.conversations import get_to, taken_in


def is_taken_in(conversation: Conversation) -> bool:
    """Whether its lines stand in another thread already."""
    return Conversation.objects.filter(taken_in(), pk=conversation.pk).exists()


def thread_merge(member: Member, merge_id: int) -> ThreadMerge:
    """A merge whose conversation the member may change; 404 when it is not there or not to be seen."""
    merge = ThreadMerge.objects.filter(pk=merge_id).first()
    if merge is None:
        raise Http404
    get_to(member, "inbox.assign", merge.into_id)
    return merge
