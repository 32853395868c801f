"""How deeds with many records end: when their figures are true, and who is told."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from changlai.accounts import queries as accounts
from changlai.accounts.events import NoticeRaised
from changlai.kernel.events import publish
from changlai.records import offers
from changlai.records.enums import RunState
from changlai.records.events import RunEnded
from changlai.records.models import DeedRun, RunBatch

ENDED, ENDED_WITH_FAILURES = "records.run_ended", "records.run_failed"
LONG = timedelta(seconds=10)  # who began a run that took longer has gone on with something else, and is told


def open_batches(run_id: int) -> QuerySet[RunBatch]:
    """The batches of a run that are not done."""
    return RunBatch.objects.filter(run_id=run_id, is_done=False)


def held_run(run_id: int) -> DeedRun:
    """A run, locked: whoever writes down what came of a batch, or stops it, takes turns."""
    held: DeedRun = DeedRun.objects.select_for_update(of=("self",)).select_related("member__user").get(pk=run_id)
    return held


def settle(held: DeedRun, now: datetime) -> None:
    """End a run that was stopped, once nobody has a batch of it under way any more: only then its figures are true.

    Who died over a batch holds it no more; whoever comes for its job ends the run.
    """
    if held.state != RunState.CANCELLED or held.ended_at is not None:
        return
    waiting = open_batches(held.pk)
    free = waiting.select_for_update(skip_locked=True).order_by("number").values_list("pk", flat=True)
    if len(free) == waiting.count():
        end_run(held, now)


def end_run(run: DeedRun, now: datetime) -> None:
    """Write down that a locked run is over, in the state it has, and tell who reads it and who began a long one."""
    run.ended_at = now
    run.save(update_fields=["state", "ended_at"])
    if run.state == RunState.FINISHED and now - run.began_at >= LONG:
        _tell(run)
    publish(
        RunEnded(
            organisation_id=run.organisation_id,
            key=run.pk,
            run_id=run.pk,
            kind=run.kind,
            deed=run.deed,
            state=run.state,
            done_count=run.done_count,
            failed_count=run.failed_count,
            member_id=run.member_id,
        )
    )


def _tell(run: DeedRun) -> None:
    found = offers.of(run.kind).get(run.deed)
    slug = accounts.slug_of(run.organisation_id)
    with translation.override(run.member.user.language or translation.get_language()):
        label = str(found.label) if found else run.deed
    publish(
        NoticeRaised(
            organisation_id=run.organisation_id,
            key=run.member_id,
            kind=ENDED if not run.failed_count else ENDED_WITH_FAILURES,
            member_id=run.member_id,
            subject=label,
            url=reverse("records:run", args=[slug, run.kind, run.pk]),
            once=f"deed-run:{run.pk}",
            values={"deed": label, "done": str(run.done_count), "failed": str(run.failed_count)},
        )
    )
