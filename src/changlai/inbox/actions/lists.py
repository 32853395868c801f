"""Keeping folders, and working through many conversations at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import translation

from changlai.accounts.models import Member
from changlai.inbox import queries
from changlai.inbox.actions.notifying import language_of
from changlai.inbox.actions.snoozing import snooze
from changlai.inbox.actions.work import assign, close, mark_read, reopen
from changlai.inbox.enums import BulkAction, BulkState, Standing, Tab
from changlai.inbox.errors import CannotReply, NothingChosen, NothingLeft, NotYourFolder
from changlai.inbox.models import BulkRun, CloseReason, Conversation, Folder
from changlai.kernel import audit
from changlai.kernel.errors import Refusal
from changlai.kernel.jobs import NewJob, add
from changlai.kernel.sentences import error_in_words

MOST = 10_000  # conversations of one run
AT_ONCE = 50  # conversations of one piece; a run of no more is over when the screen sees it
WORK_THROUGH = "inbox.bulk"
_PERMISSIONS = {BulkAction.READ: "inbox.reply"}


@transaction.atomic
def keep_folder(*, name: str, tab: Tab, state: Standing, query: Mapping[str, str], is_team: bool, by: Member) -> Folder:
    """A tab and its filters under a name; the team's by those who may manage the inbox."""
    if is_team and not by.can("inbox.manage"):
        raise NotYourFolder
    owner = None if is_team else by
    made: Folder = Folder.objects.create(
        organisation_id=by.organisation_id, owner=owner, name=name.strip(), tab=tab, state=state, query=dict(query)
    )
    return made


@transaction.atomic
def drop_folder(*, folder: Folder, by: Member) -> None:
    """The folder is gone; the conversations stay where they are."""
    if folder.is_team and not by.can("inbox.manage"):
        raise NotYourFolder
    folder.delete()


@transaction.atomic
def begin_bulk(
    *, action: BulkAction, ids: Sequence[int], parameters: Mapping[str, Any], by: Member, now: datetime
) -> BulkRun:
    """Do one thing to many conversations. A short run is over at once, a long one goes on in the background.

    Raises NothingChosen. What cannot be done to one of them is told in the report and keeps no other back.
    """
    chosen = list(dict.fromkeys(ids))[:MOST]
    if not chosen:
        raise NothingChosen
    run: BulkRun = BulkRun.objects.create(
        organisation_id=by.organisation_id,
        member=by,
        action=action,
        parameters=dict(parameters),
        waiting=chosen,
        total_count=len(chosen),
        began_at=now,
    )
    audit.record("inbox.bulk", actor=by, changes={"action": str(action), "count": len(chosen)})
    if len(chosen) <= AT_ONCE:
        return work_through(run_id=run.pk, now=now)
    _order(run)
    return run


@transaction.atomic
def work_through(*, run_id: int, now: datetime) -> BulkRun:
    """The next piece of a run; a job comes again for the rest."""
    run = BulkRun.objects.select_for_update(of=("self",)).select_related("member__role", "member__user").get(pk=run_id)
    if run.state != BulkState.RUNNING:
        return run
    piece, run.waiting = run.waiting[:AT_ONCE], run.waiting[AT_ONCE:]
    with language_of(run.member):
        act = _act_of(run, now)
        for conversation_id in piece:
            if why := _tried(run, conversation_id, act):
                run.failed.append([conversation_id, why])
            else:
                run.done_count += 1
    if run.waiting:
        _order(run)
    else:
        run.state, run.ended_at = BulkState.FINISHED, now
    run.save()
    return run


@transaction.atomic
def give_up_bulk(*, run_id: int, error: str, now: datetime) -> None:
    """Its job was given up for ``error`` (kernel.sentences): what still waits failed for it, and can be tried again."""
    held = BulkRun.objects.select_for_update(of=("self",)).select_related("member__user").get(pk=run_id)
    if held.state != BulkState.RUNNING:
        return
    with language_of(held.member):
        why = error_in_words(error)
    held.failed = [*held.failed, *([one, why] for one in held.waiting)]
    held.waiting, held.state, held.ended_at = [], BulkState.FINISHED, now
    held.save(update_fields=["failed", "waiting", "state", "ended_at"])


@transaction.atomic
def cancel_bulk(*, run: BulkRun, now: datetime) -> None:
    """What is done stays done; the rest is left."""
    held = BulkRun.objects.select_for_update().get(pk=run.pk)
    if held.state == BulkState.RUNNING:
        held.state, held.ended_at = BulkState.CANCELLED, now
        held.save(update_fields=["state", "ended_at"])


@transaction.atomic
def retry_bulk(*, run: BulkRun, by: Member, now: datetime) -> BulkRun:
    """A new run over those that failed. Raises NothingLeft."""
    if run.state == BulkState.RUNNING or not run.failed:
        raise NothingLeft
    ids = [one[0] for one in run.failed]
    return begin_bulk(action=BulkAction(run.action), ids=ids, parameters=run.parameters, by=by, now=now)


def _order(run: BulkRun) -> None:
    add("jobs", [NewJob(run.organisation_id, WORK_THROUGH, {"run_id": run.pk}, unique_key=f"{WORK_THROUGH}:{run.pk}")])


def _hands_to(member_id: int | None, by: Member, now: datetime) -> Callable[[Conversation], None]:
    """Nobody was chosen: back to the shelf. Whoever was chosen and has left since: refused, not put back."""
    if member_id is None:
        return lambda one: assign(conversation=one, to=None, by=by, now=now)
    to = Member.objects.filter(pk=member_id).select_related("role").first()

    def hand(one: Conversation) -> None:
        if to is None or not to.is_active:
            raise CannotReply(to.name if to else f"#{member_id}")
        assign(conversation=one, to=to, by=by, now=now)

    return hand


def _tried(run: BulkRun, conversation_id: int, act: Callable[[Conversation], None]) -> str:
    """Why it could not be done to this one; empty when it was."""
    permission = _PERMISSIONS.get(BulkAction(run.action), "inbox.assign")
    try:
        with transaction.atomic():
            act(queries.get_to(run.member, permission, conversation_id))
    except Refusal as refusal:
        return str(refusal.sentence)
    except Http404:
        return translation.gettext("It is gone, or you may not see it any more.")
    return ""


def _act_of(run: BulkRun, now: datetime) -> Callable[[Conversation], None]:
    """What is done to each."""
    by, given = run.member, run.parameters
    match BulkAction(run.action):
        case BulkAction.ASSIGN:
            return _hands_to(given.get("member_id"), by, now)
        case BulkAction.CLOSE:
            reason = CloseReason.objects.filter(pk=given.get("reason_id") or 0).first()
            return lambda one: close(conversation=one, by=by, now=now, reason=reason)
        case BulkAction.REOPEN:
            return lambda one: reopen(conversation=one, by=by, now=now)
        case BulkAction.SNOOZE:
            until = datetime.fromisoformat(given["until"])
            return lambda one: snooze(conversation=one, until=until, by=by, now=now)
        case BulkAction.READ:
            return lambda one: mark_read(conversation=one)
