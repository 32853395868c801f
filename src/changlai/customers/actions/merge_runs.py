"""Many suggestions at once, in the background: merged with a report, and the whole of it undone again."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.customers import queries
from changlai.customers.actions.undoing import undo_merge
from changlai.customers.actions.uniting import unite
from changlai.customers.errors import NothingToMerge
from changlai.customers.models import MergeRun, Merging, Suggestion
from changlai.kernel import audit
from changlai.kernel.errors import Refusal
from changlai.kernel.jobs import NewJob, add
from changlai.kernel.sentences import error_in_words
from changlai.records.enums import RunState

MERGE_RUN = "customers.merge_run"
MOST_MERGED = 5_000  # suggestions of one run
AT_ONCE = 20  # pairs of one piece; a run of no more is over when the screen sees it
Deed = Callable[[int], None]


@transaction.atomic
def merge_suggestions(*, ids: Sequence[int], by: Member, now: datetime) -> MergeRun:
    """Merge the customers of suggestions, each pair into the one that is longer known. Raises NothingToMerge.

    A short run is over at once, a long one goes on in the background. What cannot be merged stands in the report.
    """
    return _begin(list(dict.fromkeys(ids))[:MOST_MERGED], by, now)


@transaction.atomic
def undo_merge_run(*, run: MergeRun, by: Member, now: datetime) -> MergeRun:
    """Take every merge of a run back, the latest first. Raises NothingToMerge when there is none left."""
    standing = Merging.objects.filter(id__in=run.merging_ids, undone_at=None, is_kept=True).order_by("-id")
    return _begin(list(standing.values_list("id", flat=True)), by, now, undoes=run)


@transaction.atomic
def stop_merge_run(*, run: MergeRun, now: datetime) -> None:
    """What is done stays done; the rest is left."""
    MergeRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(state=RunState.CANCELLED, ended_at=now)


@transaction.atomic
def go_on_merging(*, run_id: int, now: datetime) -> MergeRun:
    """The next piece of a run; a job comes again for the rest."""
    run = MergeRun.objects.select_for_update(of=("self",)).select_related("member__role", "member__user").get(pk=run_id)
    if run.state != RunState.RUNNING:
        return run
    piece, run.waiting = run.waiting[:AT_ONCE], run.waiting[AT_ONCE:]
    with translation.override(run.member.user.language or translation.get_language()):
        for one in piece:
            if why := _tried(_deed(run, now), one):
                run.failed.append([one, why])
            else:
                run.done_count += 1
    if run.waiting:
        _order(run)
    else:
        run.state, run.ended_at = RunState.FINISHED, now
    run.save()
    return run


@transaction.atomic
def give_up_merge_run(*, run_id: int, error: str, now: datetime) -> None:
    """Its job was given up for ``error`` (kernel.sentences): what still waits failed for it."""
    run = MergeRun.objects.select_for_update(of=("self",)).select_related("member__user").get(pk=run_id)
    if run.state != RunState.RUNNING:
        return
    with translation.override(run.member.user.language or translation.get_language()):
        why = error_in_words(error)
    run.failed = [*run.failed, *([one, why] for one in run.waiting)]
    run.waiting, run.state, run.ended_at = [], RunState.FINISHED, now
    run.save()


def _begin(ids: list[int], by: Member, now: datetime, undoes: MergeRun | None = None) -> MergeRun:
    if not ids:
        raise NothingToMerge
    run: MergeRun = MergeRun.objects.create(
        organisation_id=by.organisation_id,
        member=by,
        undoes=undoes,
        state=RunState.RUNNING,
        waiting=ids,
        total_count=len(ids),
        began_at=now,
    )
    action = "customers.merge_run_undone" if undoes else "customers.many_merged"
    audit.record(action, actor=by, changes={"count": len(ids)})
    if len(ids) <= AT_ONCE:
        return go_on_merging(run_id=run.pk, now=now)
    _order(run)
    return run


def _order(run: MergeRun) -> None:
    key = f"merge-run:{run.pk}:{len(run.waiting)}"
    add("jobs", [NewJob(run.organisation_id, MERGE_RUN, {"run_id": run.pk}, unique_key=key)])


def _deed(run: MergeRun, now: datetime) -> Deed:
    return (lambda one: _undo(run, one, now)) if run.undoes_id else (lambda one: _merge(run, one))


def _tried(deed: Deed, one: int) -> str:
    """Why it could not be done, in words; empty when it was. What failed changed nothing."""
    try:
        with transaction.atomic():
            deed(one)
    except Http404:
        return _("It is gone: merged, decided or deleted meanwhile, or no longer yours to see.")
    except Refusal as refusal:
        return str(refusal.sentence)
    return ""


def _merge(run: MergeRun, suggestion_id: int) -> None:
    found = Suggestion.objects.filter(id=suggestion_id, is_different=False).first()
    if found is None:
        raise Http404
    into, other = (queries.get_to_edit(run.member, one) for one in (found.first_id, found.second_id))
    run.merging_ids.append(unite(into=into, others=[other], choices={}, by=run.member).pk)


def _undo(run: MergeRun, merging_id: int, now: datetime) -> None:
    merging = queries.merging_for(run.member, merging_id)
    queries.get_to_edit(run.member, merging.into_id)
    undo_merge(merging=merging, by=run.member, now=now)
    run.merging_ids.append(merging_id)
