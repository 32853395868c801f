"""Deeds with many records: what is meant is frozen, then worked through batch by batch.

A batch and its effect are one transaction, so a killed worker leaves nothing half done and does nothing twice.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from changlai.accounts.models import Member
from changlai.kernel import audit, db
from changlai.kernel.errors import Refusal
from changlai.kernel.jobs import NewJob, add
from changlai.kernel.sentences import error_in_words
from changlai.kernel.tenancy import organisation_id
from changlai.records import offers, registry
from changlai.records.actions.run_ends import end_run, held_run, open_batches, settle
from changlai.records.contracts import Deed, Kind, Sql
from changlai.records.enums import RunState
from changlai.records.errors import NothingMeant, NothingToTryAgain, TooManyMeant, UnknownDeed
from changlai.records.models import DeedRun, RunBatch
from changlai.records.queries.within import which

WORK, QUEUE = "records.run", "runs"
LANES = 2  # jobs that work on one run at a time, of deeds whose batches are larger than SLOW
SLOW = 500
BATCH = 5_000  # records of one transaction at most, whatever a deed says
MOST_NAMED = 10_000  # ids sent one by one; more are meant by a filter
REASONS = 50  # different reasons that are counted on a run
RUN_DAYS = 90  # a report is kept so long
_FREEZE = """
    with meant as ({selection}),
    numbered as (select id, (row_number() over (order by id) - 1) / %(size)s as number from meant),
    made as (
      insert into records_runbatch (organisation_id, run_id, number, ids, is_done, failures)
      select %(org)s, %(run)s, number, array_agg(id order by id), false, '{{}}' from numbered group by number
      returning cardinality(ids))
    select coalesce(sum(cardinality), 0)::bigint from made"""
_FAILED = """
    select (f.key)::bigint as id from records_runbatch b cross join lateral jsonb_object_keys(b.failures) f(key)
    where b.organisation_id = %(org)s and b.run_id = %(failed_of)s"""


@transaction.atomic
def begin_run(  # noqa: PLR0913 - what a run is made of
    *,
    kind: Kind,
    deed: str,
    meant: Sequence[int] | Sql,
    arguments: Mapping[str, Any],
    by: Member,
    now: datetime,
    retry_of: int | None = None,
) -> DeedRun:
    """Do a deed to many records in the background. ``meant`` are ids, or a statement that selects them as ``id``.

    What is meant is frozen here: who fits the filter later is not among them. Raises UnknownDeed, BadArgument,
    NothingMeant, TooManyMeant.
    """
    found = offers.of(kind.slug).get(deed)
    if found is None or not by.can(found.permission):
        raise UnknownDeed(deed)
    run: DeedRun = DeedRun.objects.create(
        kind=kind.slug,
        deed=deed,
        member=by,
        arguments=offers.read(found, arguments, by),
        total_count=0,
        began_at=now,
        retry_of=retry_of,
    )
    run.total_count = _freeze(run, meant, min(found.batch, BATCH))
    if not run.total_count:
        raise NothingMeant
    run.save(update_fields=["total_count"])
    changes = {"deed": str(found.label), "kind": kind.slug, "count": run.total_count}
    audit.record("records.run_began", actor=by, changes=changes)
    order_work(run)
    return run


def _freeze(run: DeedRun, meant: Sequence[int] | Sql, size: int) -> int:
    if not isinstance(meant, Sql):
        if len(meant) > MOST_NAMED:
            raise TooManyMeant(MOST_NAMED)
        ids = sorted({one for one in meant if db.is_id(one)})
        meant = Sql("select distinct unnest(%(named)b::bigint[]) as id", {"named": ids})
    known = {"org": run.organisation_id, "run": run.pk, "size": size}
    return int(db.value(_FREEZE.format(selection=meant.text), {**meant.values, **known}))


def order_work(run: DeedRun, lane: int | None = None) -> None:
    """Jobs go on with the run, or one of them does: what is quick for thousands is done by two at a time, since half
    of it is the program's work and half the database's.
    """
    deed = offers.of(run.kind).get(run.deed)
    lanes = LANES if deed is not None and deed.batch > SLOW and run.total_count > deed.batch else 1
    add(
        QUEUE,
        [
            NewJob(run.organisation_id, WORK, {"run_id": run.pk, "lane": one}, unique_key=f"{WORK}:{run.pk}:{one}")
            for one in (range(lanes) if lane is None else [lane])
        ],
    )


@transaction.atomic
def work_on(*, run_id: int, now: datetime) -> bool:
    """Do the next batch of a run; whether there is more. The effect, its report and the progress are one commit.

    Several workers may be at it: each takes a batch nobody has, and locks the run only to write down what came of it.
    """
    batch = open_batches(run_id).select_for_update(skip_locked=True).order_by("number").first()
    # Read after the batch is held: whoever stops the run looks which batches are held first.
    run = DeedRun.objects.select_related("member__role", "member__user").get(pk=run_id)
    if run.state != RunState.RUNNING:
        settle(held_run(run_id), now)
        return False
    if batch is None:
        return False  # whoever has the last one ends the run
    with translation.override(run.member.user.language or translation.get_language()):
        failures = _done(run, batch.ids, now)
    held = held_run(run_id)
    _keep(held, batch, failures)
    return not _is_over(held, now)


def _is_over(held: DeedRun, now: datetime) -> bool:
    """Whether nothing is left to do; the last batch ends a run."""
    if held.state == RunState.RUNNING and held.gone_through >= held.total_count:
        held.state = RunState.FINISHED
        end_run(held, now)
    settle(held, now)
    return held.state != RunState.RUNNING


def _done(run: DeedRun, ids: Sequence[int], now: datetime) -> dict[int, str]:
    """Do the deed to those the member may change; record id to why not, for the others."""
    kind, deed = registry.kinds().get(run.kind), offers.of(run.kind).get(run.deed)
    if kind is None or deed is None:
        return dict.fromkeys(ids, gettext("This version of the program does not know what was to be done."))
    if not run.member.can(deed.permission):
        return dict.fromkeys(ids, gettext("The member who began it may not do this any more."))
    mine = which(kind.table, kind.editable(run.member), ids)
    failures = _not_mine(kind, run.member, [one for one in ids if one not in mine])
    return failures | _tried(deed, run, [one for one in ids if one in mine], now)


def _not_mine(kind: Kind, member: Member, ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    seen = which(kind.table, kind.visible(member), ids)
    only_seen, gone = (
        gettext("You may see it, not change it."),
        gettext("This record is gone, or you may not see it any more."),
    )
    return {one: only_seen if one in seen else gone for one in ids}


def _tried(deed: Deed, run: DeedRun, ids: Sequence[int], now: datetime) -> dict[int, str]:
    """Do it. What one record cannot bear is told of that one: halves are tried until it stands alone."""
    if not ids:
        return {}
    try:
        with transaction.atomic():
            return dict(deed.run(run.member, ids, run.arguments, now))
    except Refusal as refusal:
        return dict.fromkeys(ids, str(refusal.sentence))
    except Exception as error:
        if db.is_transient(error):
            raise
        if len(ids) == 1:
            return {ids[0]: error_in_words(f"{type(error).__name__}: {error}")}
    half = len(ids) // 2
    return _tried(deed, run, ids[:half], now) | _tried(deed, run, ids[half:], now)


def _keep(run: DeedRun, batch: RunBatch, failures: Mapping[int, str]) -> None:
    batch.is_done, batch.failures = True, {str(one): why for one, why in failures.items()}
    batch.save(update_fields=["is_done", "failures"])
    run.failed_count += len(failures)
    run.done_count += len(batch.ids) - len(failures)
    counted = Counter(run.reasons)
    counted.update(failures.values())
    run.reasons = dict(counted.most_common(REASONS))
    run.save(update_fields=["failed_count", "done_count", "reasons"])


@transaction.atomic
def give_up_run(*, run_id: int, error: str, now: datetime) -> None:
    """A job of it was given up for ``error`` (kernel.sentences): what still waits failed for it, and can be tried
    again. A batch that another job has under way is that one's.
    """
    run = DeedRun.objects.select_related("member__user").get(pk=run_id)
    if run.ended_at is not None:
        return
    with translation.override(run.member.user.language or translation.get_language()):
        why = error_in_words(error)
    waiting = list(open_batches(run_id).select_for_update(skip_locked=True).order_by("number"))
    held = held_run(run_id)
    for batch in waiting if held.state == RunState.RUNNING else ():
        _keep(held, batch, dict.fromkeys(batch.ids, why))
    _is_over(held, now)


@transaction.atomic
def cancel_run(*, run: DeedRun, by: Member, now: datetime) -> DeedRun:
    """What is done stays done, the rest is left as it is. A batch under way is finished first, within moments: until
    then the run has no ``ended_at``.
    """
    held: DeedRun = DeedRun.objects.select_for_update().get(pk=run.pk)
    if held.state == RunState.RUNNING:
        held.state = RunState.CANCELLED
        held.save(update_fields=["state"])
        settle(held, now)
        audit.record("records.run_cancelled", actor=by, changes={"deed": held.deed, "count": held.gone_through})
    return held


@transaction.atomic
def retry_run(*, run: DeedRun, by: Member, now: datetime) -> DeedRun:
    """A new run over those that failed, with the same arguments. Raises NothingToTryAgain."""
    if run.ended_at is None or not run.failed_count:
        raise NothingToTryAgain
    failed = Sql(_FAILED, {"failed_of": run.pk})
    kind = registry.kinds()[run.kind]
    return begin_run(kind=kind, deed=run.deed, meant=failed, arguments=run.arguments, by=by, now=now, retry_of=run.pk)


def replace_chosen(*, deeds: Collection[str], name: str, old: str, new: str) -> None:
    """Among what is chosen for an argument of these deeds, ``new`` takes the place of ``old``: in runs under way, which
    go on with it, and in those over, whose failures may be tried again. Of the organisation in scope.
    """
    chosen = DeedRun.objects.filter(deed__in=deeds, **{f"arguments__{name}__contains": [old]})
    for run in chosen.select_for_update(of=("self",)).order_by("id"):
        run.arguments[name] = list(dict.fromkeys(new if one == old else one for one in run.arguments[name]))
        run.save(update_fields=["arguments"])


def forget_runs(now: datetime) -> None:
    """Reports older than RUN_DAYS go; of the organisation in scope."""
    before = now - timedelta(days=RUN_DAYS)
    old = DeedRun.objects.filter(organisation_id=organisation_id(), began_at__lt=before)
    old.exclude(state=RunState.RUNNING).delete()
