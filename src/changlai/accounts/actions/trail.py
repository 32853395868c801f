"""The audit log as a file: ordered, written piece by piece in the background, fetched by whoever ordered it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from changlai.accounts import queries
from changlai.accounts.enums import ExportState
from changlai.accounts.errors import ExportGone, ExportOver, ExportUnderWay
from changlai.accounts.models import Member, Organisation, TrailExport
from changlai.kernel import audit, files
from changlai.kernel.jobs import NewJob, add
from changlai.kernel.sentences import without_facts
from changlai.kernel.sheets import BOM, csv_lines

JOB = "accounts.trail_export"
ROWS = 1_000_000  # of a file at most, which is what a spreadsheet opens; a narrower filter brings the rest
STEP = 5_000  # lines in one transaction: about a second
EXPORT_DAYS = 7  # how long a file can be fetched
CSV = "text/csv"


@transaction.atomic
def begin_export(*, wanted: queries.Wanted, by: Member, now: datetime) -> TrailExport:
    """Order the lines that fit, up to this moment, as a CSV file that says who took it and when. Written down.

    Raises ExportUnderWay while another file of the member's is being written.
    """
    asked = {name: value for name, value in queries.kept_as(wanted).items() if value}
    entry = audit.record("accounts.trail.exported", actor=by, changes={"filter": asked})
    try:
        with transaction.atomic():
            made: TrailExport = TrailExport.objects.create(
                organisation_id=by.organisation_id,
                member=by,
                filter=asked,
                language=translation.get_language(),
                below=entry.pk + 1,
                began_at=now,
            )
    except IntegrityError as error:
        raise ExportUnderWay from error
    _order(made)
    return made


@transaction.atomic
def go_on_with_export(*, export_id: int, now: datetime) -> None:
    """The next piece, and the order for the one after it. One that had failed goes on with it; one that was finished or
    stopped does not.

    Raises ExportUnderWay when another file is being written for the member by now.
    """
    held = _held(export_id, ExportState.RUNNING, ExportState.FAILED)
    if held is None:
        return
    _wake(held)
    wanted = queries.wanted_of(held.filter)
    if held.total_count is None:
        held.total_count = queries.trail_size(wanted, below=held.below, most=ROWS)
    house = Organisation.objects.get(pk=held.organisation_id)
    with translation.override(held.language):
        found = queries.trail(wanted, below=held.below, limit=max(1, min(STEP, held.total_count - held.done_count)))
        held.done_count += len(found.lines)
        is_last = found.next is None or held.done_count >= held.total_count
        rows = list(_rows(held, house, found.lines, is_last=is_last))
    piece = b"".join(csv_lines(rows)).removeprefix(b"" if not held.file_ids else BOM.encode())
    name = f"audit-{house.slug}-{held.pk}-{len(held.file_ids)}.csv"
    held.file_ids = [*held.file_ids, files.keep_verbatim(piece, name, media_type=CSV).pk]
    if is_last:
        held.total_count, held.state, held.ended_at = held.done_count, ExportState.DONE, now
        held.expires_at = now + timedelta(days=EXPORT_DAYS)
    else:
        held.below = found.next or 0
        _order(held)
    held.save()


@transaction.atomic
def stop_export(*, export: TrailExport, now: datetime) -> None:
    """End it before its time: nothing of it is kept. Raises ExportOver when it has ended."""
    held = _held(export.pk, ExportState.RUNNING)
    if held is None:
        raise ExportOver
    files.forget(held.file_ids)
    held.state, held.ended_at, held.file_ids = ExportState.STOPPED, now, []
    held.save(update_fields=["state", "ended_at", "file_ids"])


@transaction.atomic
def fail_export(*, export_id: int, error: str, now: datetime) -> None:
    """Its job was given up for ``error`` (kernel.sentences). What is written already waits for another try."""
    held = _held(export_id, ExportState.RUNNING)
    if held is not None:
        held.state, held.error, held.ended_at = ExportState.FAILED, without_facts(error), now
        held.save(update_fields=["state", "error", "ended_at"])


@transaction.atomic
def retry_export(*, export: TrailExport) -> None:
    """Let one that failed go on where it was. Raises ExportOver when it has not failed, and ExportUnderWay."""
    held = _held(export.pk, ExportState.FAILED)
    if held is None:
        raise ExportOver
    _wake(held)
    _order(held)


@transaction.atomic
def fetch_export(*, export: TrailExport, by: Member, now: datetime) -> list[int]:
    """Hand the file out: its pieces, in their order. Written down. Raises ExportGone."""
    if export.state != ExportState.DONE or export.expires_at is None or export.expires_at < now:
        raise ExportGone
    audit.record("accounts.trail.fetched", actor=by, changes={"count": export.done_count})
    return [int(one) for one in export.file_ids]


def forget_exports(*, now: datetime) -> None:
    """Remove files whose time is over, and what was stopped as long ago, for the organisation in scope."""
    old = TrailExport.objects.exclude(state=ExportState.RUNNING).filter(ended_at__lt=now - timedelta(days=EXPORT_DAYS))
    gone = list(old.values_list("pk", "file_ids"))
    TrailExport.objects.filter(pk__in=[pk for pk, _ids in gone]).delete()
    files.forget(one for _pk, ids in gone for one in ids)


def _held(export_id: int, *states: ExportState) -> TrailExport | None:
    rows = TrailExport.objects.select_for_update(of=("self",)).select_related("member")
    return rows.filter(pk=export_id, state__in=states).first()


def _wake(held: TrailExport) -> None:
    """Under way again, if it had failed."""
    if held.state == ExportState.RUNNING:
        return
    held.state, held.error, held.ended_at = ExportState.RUNNING, "", None
    try:
        with transaction.atomic():
            held.save(update_fields=["state", "error", "ended_at"])
    except IntegrityError as error:
        raise ExportUnderWay from error


def _order(export: TrailExport) -> None:
    add("jobs", [NewJob(export.organisation_id, JOB, {"export_id": export.pk}, f"trail_export:{export.pk}")])


def _rows(
    export: TrailExport, house: Organisation, lines: list[queries.Line], *, is_last: bool
) -> Iterator[tuple[object, ...]]:
    """A piece's rows; the first and the last row of the file say whose it is."""
    zone = ZoneInfo(house.time_zone)
    mark = _("Taken from “%(organisation)s” by %(name)s (member %(id)d) on %(moment)s. In confidence.") % {
        "organisation": house.name,
        "name": export.member.name,
        "id": export.member.pk,
        "moment": f"{export.began_at.astimezone(zone):%Y-%m-%d %H:%M:%S %z}",
    }
    if not export.file_ids:
        yield (mark,)
        yield (_("When"), _("Who"), _("Did what"), _("To what"), _("Difference"), _("From"), _("Request"))
    for line in lines:
        yield _row(line, zone)
    if is_last:
        yield (mark,)


def _row(line: queries.Line, zone: ZoneInfo) -> tuple[object, ...]:
    difference = "; ".join(f"{name}: {change}" for name, change in line.changes)
    moment = line.at.astimezone(zone)
    return (f"{moment:%Y-%m-%d %H:%M:%S}", line.who, line.deed, line.label, difference, line.ip, line.request_id)
