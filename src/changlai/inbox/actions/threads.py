"""Putting two threads of one customer together, and taking them apart again."""

from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers.actions import tell_screens
from changlai.inbox.actions.board import mark_stale
from changlai.inbox.actions.holding import line
from changlai.inbox.actions.signals import tell_changed
from changlai.inbox.enums import ConversationState
from changlai.inbox.errors import CannotMergeThreads, NothingToPart
from changlai.inbox.models import Conversation, Mention, Message, ThreadMerge
from changlai.inbox.queries.threads import is_taken_in
from changlai.kernel import audit

_KEPT = ("opened_at", "first_answer_at")


@transaction.atomic
def merge_threads(*, into: Conversation, source: Conversation, by: Member, now: datetime) -> ThreadMerge:
    """Put the lines of a closed thread into another one of the same customer on the same account.

    Raises CannotMergeThreads for threads of different people or accounts, and for an open ``source``: what is open
    takes the others in. What another thread has taken in already is not taken in twice.
    """
    held = _hold(into.pk, source.pk)
    target, given = held[into.pk], held[source.pk]
    same = (target.customer_id, target.account_id) == (given.customer_id, given.account_id)
    if target == given or not same or given.state == ConversationState.OPEN:
        raise CannotMergeThreads
    moving = Message.objects.filter(conversation=given)
    ids = list(moving.order_by("id").values_list("id", flat=True))
    if not ids or is_taken_in(given):
        raise CannotMergeThreads
    before = {name: value.isoformat() if (value := getattr(target, name)) else None for name in _KEPT}
    moving.update(conversation=target)
    Mention.objects.filter(conversation=given).update(conversation=target)
    _recount(target)
    target.opened_at = min(target.opened_at, given.opened_at)
    target.first_answer_at = min(filter(None, (target.first_answer_at, given.first_answer_at)), default=None)
    target.save(update_fields=list(_KEPT))
    _recount(target)
    made: ThreadMerge = ThreadMerge.objects.create(
        organisation_id=target.organisation_id,
        into=target,
        source=given,
        member=by,
        message_ids=ids,
        before=before,
        at=now,
    )
    line(target, "merged", by, now, merge=str(made.pk), count=str(len(ids)))
    line(given, "merged_away", by, now, into=str(target.pk))
    audit.record("inbox.threads_merged", actor=by, obj=target.customer, changes={"conversation": [given.pk, target.pk]})
    _tell(target, given)
    return made


@transaction.atomic
def part_threads(*, merge: ThreadMerge, by: Member, now: datetime) -> None:
    """Bring the lines back to where they were; what was written since stays. Raises NothingToPart the second time."""
    held = _hold(merge.into_id, merge.source_id)
    kept = ThreadMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if kept.undone_at is not None:
        raise NothingToPart
    target, given = held[merge.into_id], held[merge.source_id]
    moving = Message.objects.filter(conversation=target, id__in=kept.message_ids)
    Mention.objects.filter(conversation=target, message_id__in=kept.message_ids).update(conversation=given)
    moving.update(conversation=given)
    _recount(target)
    target.opened_at = _moment(kept.before["opened_at"]) or target.opened_at
    target.first_answer_at = _moment(kept.before["first_answer_at"]) or _first_answer(target)
    target.save(update_fields=list(_KEPT))
    _recount(target)
    kept.undone_at = now
    kept.save(update_fields=["undone_at"])
    line(target, "parted", by, now)
    line(given, "parted", by, now)
    audit.record("inbox.threads_parted", actor=by, obj=target.customer, changes={"conversation": [target.pk, given.pk]})
    _tell(target, given)


def _hold(*ids: int) -> dict[int, Conversation]:
    """Both locked in the order of their ids, so that two merges of the same two never wait for each other."""
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("customer").filter(id__in=ids)
    return {one.pk: one for one in rows.order_by("id")}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _first_answer(conversation: Conversation) -> datetime | None:
    """The first answer that stands in it now."""
    answers = Message.objects.filter(conversation=conversation, author__in=["member", "colleague"])
    return answers.order_by("occurred_at").values_list("occurred_at", flat=True).first()


def _recount(conversation: Conversation) -> None:
    """The board counts the day it is opened on again: the one it leaves as well as the one it comes to."""
    mark_stale([(conversation.organisation_id, conversation.pk)])


def _tell(*changed: Conversation) -> None:
    """Threads and lists look again, and who has the customer beside them."""
    tell_changed([(one.organisation_id, one.pk, one.assignee_id) for one in changed], "state")
    tell_screens((one.organisation_id, one.customer_id) for one in changed if one.customer_id)
