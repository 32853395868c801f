"""An import goes on, stops, is taken back: what a member orders and the worker does."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from changlai.accounts import queries as accounts
from changlai.accounts.events import NoticeRaised
from changlai.accounts.models import Member
from changlai.imports.actions.pieces import BATCH, bounds, cut
from changlai.imports.enums import AT_WORK, WRITTEN, ImportState, Step
from changlai.imports.errors import NothingToImport, NotNow, RowsForgotten
from changlai.imports.models import ImportRun
from changlai.imports.parts import are_in_order
from changlai.kernel import audit
from changlai.kernel.events import publish
from changlai.kernel.jobs import NewJob, add

WORK, QUEUE = "imports.work", "imports"
LANES = 4  # that work on one import at most, in all workers: each of two workers keeps two cores busy with two
KEPT_DAYS = 30
FEW = 500  # rows of the piece that is written before all others
LAST = 2**31 - 1  # larger than any row's number: an undo goes upwards from the end
FINISHED, STUCK = "imports.finished", "imports.stuck"


def order(run: ImportRun) -> None:
    """Have workers go on with it: one, or as many as a large table is worth."""
    is_shared = run.state == ImportState.CHECKING or (run.state == ImportState.RUNNING and not are_in_order(run.kind))
    lanes = range(min(LANES, 1 + run.row_count // BATCH) if is_shared else 1)
    jobs = [(lane, f"{WORK}:{run.pk}:{lane}") for lane in lanes]
    add(QUEUE, [NewJob(run.organisation_id, WORK, {"run_id": run.pk, "lane": n}, unique_key=key) for n, key in jobs])


def held(run: ImportRun) -> ImportRun:
    """The import as it stands, locked; whoever works on it waits."""
    rows = ImportRun.objects.select_for_update(of=("self",)).select_related("member__role", "member__user")
    return rows.get(pk=run.pk)


@transaction.atomic
def start(*, run: ImportRun, by: Member, now: datetime) -> None:
    """Write what is ready; rows with mistakes wait. Raises NotNow, NothingToImport."""
    found = held(run)
    if found.state not in {ImportState.PREVIEW, ImportState.FINISHED, ImportState.CANCELLED}:
        raise NotNow
    if not found.to_write:
        raise NothingToImport
    found.state, found.place, found.ended_at = ImportState.RUNNING, 0, None
    found.began_at = found.began_at or now
    cut(found, _spans(found))
    found.save(update_fields=["state", "place", "turn", "began_at", "ended_at"])
    audit.record(
        "imports.started",
        actor=by,
        obj=found,
        changes={"kind": found.kind, "rows": found.to_write, "source": found.source, "basis": found.basis},
    )
    order(found)


def _spans(run: ImportRun) -> Iterator[tuple[Step, int, int]]:
    """Pieces to be written: the first alone, the others at once, then whatever is left from the first row on; all in
    one where rows lean on those above them.
    """
    lowest, highest = bounds(run)
    if run.good_count > BATCH and not are_in_order(run.kind):
        yield Step.FIRST, lowest, lowest + FEW
        for first in range(lowest + FEW, highest, BATCH):
            yield Step.GOOD, first, min(first + BATCH, highest)
    yield Step.REST, lowest, highest


@transaction.atomic
def cancel(*, run: ImportRun, by: Member, now: datetime) -> None:
    """Stop: what is written stays, the rest is left. From a check the way leads back to the columns: begun then, an
    import would leave out the rows that were not checked, and say nothing of them.
    """
    found = held(run)
    match found.state:
        case ImportState.RUNNING | ImportState.UNDOING:
            found.state, found.ended_at = ImportState.CANCELLED, now
            audit.record("imports.cancelled", actor=by, obj=found, changes={"rows": found.written_count})
        case ImportState.CHECKING:
            found.state = ImportState.MAPPING
        case _:
            raise NotNow
    found.trouble = ""
    found.save(update_fields=["state", "ended_at", "trouble"])


@transaction.atomic
def undo(*, run: ImportRun, by: Member, now: datetime) -> None:
    """Take back what it made; what was used since stays. Raises NotNow, RowsForgotten."""
    found = held(run)
    if found.emptied_at or (found.ended_at and now - found.ended_at > timedelta(days=KEPT_DAYS)):
        raise RowsForgotten(KEPT_DAYS)
    if found.state not in WRITTEN or not (found.created_count or found.updated_count):
        raise NotNow
    found.state, found.place = ImportState.UNDOING, LAST
    found.save(update_fields=["state", "place"])
    audit.record("imports.undone", actor=by, obj=found, changes={"rows": found.created_count})
    order(found)


@transaction.atomic
def try_again(*, run: ImportRun) -> None:
    """Go on after a standstill, where it stood. Raises NotNow."""
    found = held(run)
    if not found.trouble or found.state not in AT_WORK:
        raise NotNow
    found.trouble = ""
    found.save(update_fields=["trouble"])
    order(found)


@transaction.atomic
def give_up(*, run_id: int, error: str) -> None:
    """Its job was given up for ``error`` (kernel.sentences): it stands still until somebody tries again."""
    found = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if found is not None and found.state in AT_WORK:
        found.trouble = error
        found.save(update_fields=["trouble"])
        tell(found, STUCK)


def tell(run: ImportRun, kind: str) -> None:
    """Tell whoever began it."""
    slug = accounts.slug_of(run.organisation_id)
    publish(
        NoticeRaised(
            organisation_id=run.organisation_id,
            key=run.member_id,
            kind=kind,
            member_id=run.member_id,
            subject=run.name,
            url=reverse("imports:run", args=[slug, run.pk]),
            once=f"{kind}:{run.pk}:{run.written_count}:{run.undone_count}",
            values={
                "name": run.name,
                "created": run.created_count,
                "updated": run.updated_count,
                "failed": run.failed_count + run.bad_count,
            },
        )
    )


def language_of(member: Member) -> translation.override:
    """What is worded inside is in the language of whoever began the import."""
    return translation.override(member.user.language or translation.get_language())
