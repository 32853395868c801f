"""Rows are kept for a while; a person's go with the person."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers.contracts import Traces
from changlai.imports.actions.steering import KEPT_DAYS, held
from changlai.imports.enums import AT_WORK, WRITTEN, ImportState
from changlai.imports.errors import NotNow, RowsForgotten
from changlai.imports.models import ImportPiece, ImportRow, ImportRun
from changlai.imports.pieces import packed, unpacked
from changlai.kernel import audit, db, files

__all__ = ["KEPT_DAYS", "forget_old", "forget_person", "note_fetched", "remove"]
_FORGET = """
    with gone as (delete from imports_importrow r using imports_importrun i
      where r.organisation_id = %(org)s and i.organisation_id = r.organisation_id and i.id = r.run_id and (
        (i.kind = 'customer' and r.record_id = any(%(ids)b::bigint[]))
        or exists (select from jsonb_array_elements_text(r.cells) c where c = any(%(values)b::text[]))
        or exists (select from jsonb_array_elements(r.twins) t where (t ->> 1)::bigint = any(%(ids)b::bigint[])))
      returning 1) select count(*) from gone"""
# Whoever is at a piece locks the import last, and would wait for who has locked it already and waits for them.
_WAIT = "select id from imports_importpiece where organisation_id = %b and run_id = %b order by id for update"
_COUNTRY = "+86"


@transaction.atomic
def remove(*, run: ImportRun, by: Member) -> None:
    """Throw away an import that has written nothing. Raises NotNow."""
    db.rows(_WAIT, (run.organisation_id, run.pk))
    found = held(run)
    if found.state in WRITTEN or found.state in {ImportState.RUNNING, ImportState.UNDOING} or found.written_count:
        raise NotNow
    file_id = found.file_id
    audit.record("imports.removed", actor=by, obj=found, changes={"rows": found.row_count})
    ImportRow.objects.filter(run=found).delete()
    found.delete()
    if file_id is not None:
        files.forget([file_id])


@transaction.atomic
def note_fetched(*, run: ImportRun, by: Member) -> None:
    """Write down that somebody fetched the rows that are not in."""
    if run.emptied_at:
        raise RowsForgotten(KEPT_DAYS)
    audit.record("imports.failures_fetched", actor=by, obj=run, changes={"rows": run.failed_count + run.bad_count})


def forget_old(now: datetime) -> None:
    """Rows of imports older than KEPT_DAYS are forgotten, figures stay; what was never finished goes altogether."""
    old = ImportRun.objects.filter(created_at__lt=now - timedelta(days=KEPT_DAYS), emptied_at__isnull=True)
    for run in old.exclude(state__in=AT_WORK).order_by("id")[:100]:
        with transaction.atomic():
            ImportRow.objects.filter(run=run).delete()
            ImportPiece.objects.filter(run=run).delete()
            file_id, run.file, run.emptied_at = run.file_id, None, now
            run.save(update_fields=["file", "emptied_at"])
            if file_id is not None:
                files.forget([file_id])


def forget_person(traces: Traces) -> list[tuple[str, int]]:
    """Rows that became this person, name one of their addresses, or were compared with them."""
    if traces.is_taken_back:
        return []
    values = {value for _, _, value in traces.identities}
    values |= {value.removeprefix(_COUNTRY) for value in values}
    asked = {"org": traces.organisation_id, "ids": list(traces.customer_ids), "values": sorted(values)}
    gone = _leave_out(values) if values else 0
    return [(ImportRow._meta.db_table, gone + int(db.value(_FORGET, asked)))]


def _leave_out(values: Collection[str]) -> int:
    """Take rows out of tables that are not checked yet; whose place stays empty. How many."""
    count = 0
    unread = ImportPiece.objects.filter(turn=0).select_for_update()
    for piece in unread.order_by("id").iterator(chunk_size=1):
        lines = unpacked(bytes(piece.lines or b""))
        left = [line for line in lines if not set(values).intersection(line[1])]
        if len(left) < len(lines):
            count += len(lines) - len(left)
            piece.lines = packed(left)
            piece.save(update_fields=["lines"])
    return count
