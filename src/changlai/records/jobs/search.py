"""Keeping records findable, in the background."""

from datetime import timedelta

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.kernel import bulk, db
from changlai.kernel import jobs as kernel
from changlai.kernel.cron import cron, in_each
from changlai.kernel.jobs import Job, NewJob, job
from changlai.kernel.tenancy import scope
from changlai.records import actions, registry
from changlai.records.models import IndexState

QUEUE = "search"


@cron("records.index", every=timedelta(seconds=1))
def order_refreshing() -> None:
    """Have what was marked read again within a second or two."""
    waiting = [row[0] for row in db.rows("select * from records_waiting()")]
    if waiting:
        with scope(*waiting):
            # Whoever is at it looks itself whether there is more; to order it once more would wait for its end.
            orders = [NewJob(org, "records.index", {}, unique_key="index") for org in waiting]
            kernel.add(QUEUE, kernel.not_ordered(QUEUE, orders))


@job("records.index", queue=QUEUE, seconds=60)
def refresh(jobs: list[Job]) -> None:
    """Read what was marked; more than one turn holds is read in the next one. While very many records are written it
    waits: what is not read is ordered again.
    """
    for one in sorted(jobs, key=lambda job: job.organisation_id):
        with scope(one.organisation_id):
            if bulk.makes_wait("search", one.organisation_id):
                continue
            actions.refresh()
            if db.value("select records_waits(%s)", (one.organisation_id,)):
                kernel.add(QUEUE, [NewJob(one.organisation_id, "records.index", {}, unique_key="index")])


@cron("records.catch_up", every=timedelta(minutes=1))
def order_catching_up() -> None:
    """Have all of a kind read where that was never done, or under another release or key."""
    now = timezone.now()

    def order(organisation_id: int) -> None:
        kinds = actions.catch_up(now)
        kernel.add(
            QUEUE, [NewJob(organisation_id, "records.rebuild", {"kind": k}, unique_key=f"rebuild {k}") for k in kinds]
        )

    in_each(accounts.organisation_ids(), order)


@job("records.rebuild", queue=QUEUE, seconds=120)
def go_on(jobs: list[Job]) -> None:
    """The next records of a kind, and the order for those after them."""
    for one in sorted(jobs, key=lambda job: (job.organisation_id, str(job.body["kind"]))):
        kind = str(one.body["kind"])
        with scope(one.organisation_id):
            if kind in registry.findables() and actions.index_kind(kind, timezone.now()):
                kernel.add(QUEUE, [NewJob(one.organisation_id, one.kind, one.body, unique_key=f"rebuild {kind}")])


@cron("records.met", every=timedelta(minutes=5))
def move_up() -> None:
    """Give what was met meanwhile its place among the hits."""
    now = timezone.now()

    def move(_organisation_id: int) -> None:
        for kind in registry.findables():
            actions.note_met(kind, now)

    in_each(accounts.organisation_ids(), move)


@cron("records.check", every=timedelta(days=1), offset=timedelta(hours=18, minutes=11))
def check() -> None:
    """Compare a stretch of the index with the truth, another one every day; forget old searches."""
    now = timezone.now()

    def look(organisation_id: int) -> None:
        actions.forget_old_searches(now)
        for state in IndexState.objects.exclude(done_at=None).order_by("kind"):
            if state.kind in registry.findables():
                start = hash((now.date().toordinal(), organisation_id)) % (state.record_id + 1)
                actions.check_index(state.kind, now, start)

    in_each(accounts.organisation_ids(), look)
