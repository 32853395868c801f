"""Lists as files: ordered, stopped, fetched and forgotten. How they are made stands in ``export_work``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation

from changlai.accounts.enums import ExportState
from changlai.accounts.models import Member
from changlai.kernel import audit, db, files
from changlai.kernel.models import StoredFile
from changlai.kernel.sentences import without_facts
from changlai.kernel.tenancy import organisation_id
from changlai.records.actions.export_work import FAILED, FILE_DAYS, held_export, order_export, tell_export
from changlai.records.enums import SheetFormat
from changlai.records.errors import CannotExport, ListExportGone, ListExportOver, ListExportUnderWay, NothingMeant
from changlai.records.filters import Reading, parse, told
from changlai.records.models import ExportBatch, ListExport
from changlai.records.queries import export_kind

MOST_TICKED = 10_000  # ids sent one by one
MOST_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be exported: all that a tree of the filter language means, or with ``ids`` those that were ticked;
    ``columns`` and ``order`` as the list has them.
    """

    kind: str
    format: SheetFormat
    filter: Any = None
    ids: Sequence[int] | None = None
    columns: Sequence[str] = ()
    order: str = ""


@transaction.atomic
def begin_list_export(wish: Wish, *, by: Member, now: datetime) -> ListExport:
    """Order a list as a file. Raises CannotExport, BadFilter, NothingMeant, ListExportUnderWay while another one of the
    member's is being made.
    """
    kind = export_kind(wish.kind, by)
    if kind is None:
        raise CannotExport
    reading = Reading(kind.slug, by)
    tree = wish.filter or {"all": []}
    found = reading.check(parse(tree))
    if wish.ids is not None and not 0 < len(wish.ids) <= MOST_TICKED:
        raise NothingMeant
    columns = [path for path in wish.columns or kind.columns if path in reading.attributes][:MOST_COLUMNS]
    try:
        with transaction.atomic():
            made: ListExport = ListExport.objects.create(
                member=by,
                kind=kind.slug,
                format=wish.format,
                filter=tree,
                ids=None if wish.ids is None else [one for one in dict.fromkeys(wish.ids) if db.is_id(one)],
                columns=columns,
                order=wish.order[:80],
                asked="" if found.is_everything else told(found),
                language=translation.get_language(),
                began_at=now,
            )
    except IntegrityError as error:
        raise ListExportUnderWay from error
    order_export(made)
    return made


@transaction.atomic
def stop_list_export(*, export: ListExport, now: datetime) -> None:
    """End it before its time: nothing of it is kept. Raises ListExportOver when it has ended."""
    held = held_export(export.pk, ExportState.RUNNING, ExportState.FAILED)
    if held is None:
        raise ListExportOver
    held.state, held.ended_at = ExportState.STOPPED, now
    held.save(update_fields=["state", "ended_at"])
    ExportBatch.objects.filter(export=held).delete()


@transaction.atomic
def fail_list_export(*, export_id: int, error: str, now: datetime) -> None:
    """Its job was given up for ``error`` (kernel.sentences). What was read already waits for another try."""
    held = held_export(export_id, ExportState.RUNNING)
    if held is not None:
        held.state, held.error, held.ended_at = ExportState.FAILED, without_facts(error), now
        held.save(update_fields=["state", "error", "ended_at"])
        tell_export(held, FAILED)


@transaction.atomic
def retry_list_export(*, export: ListExport) -> None:
    """Let one that failed go on where it was. Raises ListExportOver when it has not failed, and ListExportUnderWay."""
    held = held_export(export.pk, ExportState.FAILED)
    if held is None:
        raise ListExportOver
    held.state, held.error, held.ended_at, held.written_count = ExportState.RUNNING, "", None, 0
    try:
        with transaction.atomic():
            held.save(update_fields=["state", "error", "ended_at", "written_count"])
    except IntegrityError as error:
        raise ListExportUnderWay from error
    order_export(held)


@transaction.atomic
def fetch_list_export(*, export: ListExport, by: Member, now: datetime) -> StoredFile:
    """Hand the file out. Written down. Raises ListExportGone, and CannotExport for who may not any more."""
    if export_kind(export.kind, by) is None:
        raise CannotExport
    stored: StoredFile | None = export.file
    if stored is None or export.expires_at is None or export.expires_at < now:
        raise ListExportGone
    audit.record("records.export_fetched", actor=by, changes={"export": export.pk, "count": export.done_count})
    return stored


def forget_list_exports(*, now: datetime) -> None:
    """Remove files whose time is over, and what was stopped or failed as long ago; of the organisation in scope."""
    old = ListExport.objects.filter(organisation_id=organisation_id(), ended_at__lt=now - timedelta(days=FILE_DAYS))
    gone = list(old.exclude(state=ExportState.RUNNING).values_list("pk", "file_id"))
    ListExport.objects.filter(pk__in=[pk for pk, _file in gone]).delete()
    files.forget(file_id for _pk, file_id in gone if file_id)
