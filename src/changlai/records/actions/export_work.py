"""Making a list into a file: what is meant is frozen, read batch by batch, and written from what was kept.

A batch is read and kept in one transaction, so a killed worker goes on where it was; the file is written anew when its
worker was killed over it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from changlai.accounts import queries as accounts
from changlai.accounts.enums import ExportState
from changlai.accounts.events import NoticeRaised
from changlai.accounts.models import Organisation
from changlai.kernel import audit, db, files
from changlai.kernel.events import publish
from changlai.kernel.jobs import NewJob, add
from changlai.kernel.tenancy import scope
from changlai.records import registry, sheets_out
from changlai.records.contracts import Kind, Sql
from changlai.records.enums import SheetFormat
from changlai.records.errors import CannotExport
from changlai.records.exporting import Reader, Row, packed, unpacked
from changlai.records.filters import Reading, parse
from changlai.records.models import ExportBatch, ListExport
from changlai.records.queries import export_kind, numbered
from changlai.records.sheets_out import Paper

EXPORT, EXPORT_QUEUE = "records.export", "exports"
EXPORT_BATCH = 2_000  # records of one transaction
FILE_DAYS = 7  # how long a file can be fetched
DONE, FAILED = "records.export_done", "records.export_failed"
_FREEZE = """
    with meant as ({selection}),
    made as (
      insert into records_exportbatch (organisation_id, export_id, number, ids)
      select %(org)s, %(export)s, place / %(size)s, array_agg(id order by place) from meant group by 3
      returning cardinality(ids))
    select coalesce(sum(cardinality), 0)::bigint from made"""
_TICKED = "select r.id, r.place - 1 as place from unnest(%(ticked)b::bigint[]) with ordinality r(id, place)"


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that was written."""

    path: Path
    name: str
    media_type: str


def order_export(export: ListExport) -> None:
    """A job goes on with it."""
    job = NewJob(export.organisation_id, EXPORT, {"export_id": export.pk}, unique_key=f"{EXPORT}:{export.pk}")
    add(EXPORT_QUEUE, [job])


@transaction.atomic
def read_on(*, export_id: int) -> bool:
    """Freeze what is meant, or read the next batch of it; whether there is more to read. The rows and the progress are
    one commit.
    """
    held = held_export(export_id, ExportState.RUNNING)
    if held is None:
        return False
    with translation.override(held.language):
        kind = export_kind(held.kind, held.member)
        if kind is None:
            raise CannotExport
        if held.total_count is None:
            held.total_count = _freeze(held, kind)
            held.save(update_fields=["total_count"])
            _write_down(held)
            return held.total_count > 0
        batch = ExportBatch.objects.filter(export=held, rows__isnull=True).order_by("number").first()
        if batch is None:
            return False
        rows = Reader(kind, held.member, held.columns, accounts.zone_of(held.organisation_id)).rows(batch.ids)
    batch.rows = packed(rows)
    batch.save(update_fields=["rows"])
    held.done_count += len(rows)
    held.left_out_count += len(batch.ids) - len(rows)
    held.save(update_fields=["done_count", "left_out_count"])
    return held.done_count + held.left_out_count < held.total_count


def _freeze(held: ListExport, kind: Kind) -> int:
    if held.ids is not None:
        meant = Sql(_TICKED, {"ticked": held.ids})
    else:
        found = Reading(kind.slug, held.member, now=held.began_at).check(parse(held.filter))
        meant = numbered(kind, held.member, found, held.order)
    known = {"org": held.organisation_id, "export": held.pk, "size": EXPORT_BATCH}
    return int(db.planned(_FREEZE.format(selection=meant.text), {**meant.values, **known})[0][0])


def _write_down(held: ListExport) -> None:
    changes = {
        "export": held.pk,
        "kind": held.kind,
        "filter": held.asked,
        "columns": held.columns,
        "format": held.format,
        "count": held.total_count,
    }
    audit.record("records.exported", actor=held.member, changes=changes)


def write_export(org: int, export_id: int, path: Path, note: Callable[[int], None]) -> MadeFile | None:
    """Write what was read into ``path``, with no transaction open; None when nobody wants it any more.

    ``note`` is told, in a scope, after every batch how many rows more are written, and may raise.
    """
    with scope(org):
        held = held_export(export_id, ExportState.RUNNING)
        if held is None:
            return None
        with translation.override(held.language):
            reader = Reader(
                registry.kinds()[held.kind], held.member, held.columns, accounts.zone_of(held.organisation_id)
            )
            paper, heads, name = _paper(held), reader.heads, _name(held)
        held.written_count = 0
        held.save(update_fields=["written_count"])
        numbers = list(ExportBatch.objects.filter(export=held).order_by("number").values_list("pk", flat=True))
    form = SheetFormat(held.format)
    sheets_out.write(path, form, paper, heads, _kept(org, numbers, note))
    return MadeFile(path, name, sheets_out.MEDIA_TYPES[form])


def _kept(org: int, batches: list[int], note: Callable[[int], None]) -> Iterator[Row]:
    """The rows of one batch after another, each read in a scope of its own."""
    for pk in batches:
        with scope(org):
            found = ExportBatch.objects.filter(pk=pk).first()
            rows = unpacked(bytes(found.rows)) if found is not None and found.rows is not None else []
            note(len(rows))
        yield from rows


def _paper(held: ListExport) -> Paper:
    house = Organisation.objects.get(pk=held.organisation_id)
    moment = held.began_at.astimezone(ZoneInfo(house.time_zone))
    taken = _(
        "Taken from “%(organisation)s” by %(name)s (member %(id)d) on %(moment)s, export %(number)d. In confidence."
    )
    facts = {
        "organisation": house.name,
        "name": held.member.name,
        "id": held.member.pk,
        "moment": f"{moment:%Y-%m-%d %H:%M:%S %z}",
        "number": held.pk,
    }
    return Paper(str(registry.kinds()[held.kind].plural), taken % facts, held.pk)


def _name(held: ListExport) -> str:
    """Who took it and when stands in the name too."""
    moment = held.began_at.astimezone(accounts.zone_of(held.organisation_id))
    return f"{registry.kinds()[held.kind].plural}-{moment:%Y%m%d-%H%M}-{held.member.name}-{held.pk}.{held.format}"


def end_export(*, export_id: int, made: MadeFile, now: datetime) -> None:
    """Its file is there: whoever ordered it is told."""
    held = held_export(export_id, ExportState.RUNNING)
    if held is None:
        return
    with made.path.open("rb") as content:
        held.file = files.keep_made(content, made.name, media_type=made.media_type)
    held.state, held.ended_at = ExportState.DONE, now
    held.expires_at = now + timedelta(days=FILE_DAYS)
    held.save(update_fields=["state", "ended_at", "file", "expires_at"])
    ExportBatch.objects.filter(export=held).delete()
    tell_export(held, DONE)


def export_size(export_id: int) -> int:
    """Of how many records it will be, as far as that is known."""
    count: int | None = ListExport.objects.filter(pk=export_id).values_list("total_count", flat=True).first()
    return count or 0


def note_written(*, export_id: int, count: int) -> bool:
    """So many rows more are written; whether the export still wants its file."""
    held = held_export(export_id, ExportState.RUNNING)
    if held is None:
        return False
    held.written_count += count
    held.save(update_fields=["written_count"])
    return True


def held_export(export_id: int, *states: ExportState) -> ListExport | None:
    rows = ListExport.objects.select_for_update(of=("self",)).select_related("member__role", "member__user")
    return rows.filter(pk=export_id, state__in=states).first()


def tell_export(held: ListExport, kind: str) -> None:
    slug = accounts.slug_of(held.organisation_id)
    publish(
        NoticeRaised(
            organisation_id=held.organisation_id,
            key=held.member_id,
            kind=kind,
            member_id=held.member_id,
            subject="",
            url=reverse("records:exports", args=[slug]),
            once=f"list-export:{held.pk}:{held.state}:{held.ended_at}",
            values={"count": str(held.done_count)},
        )
    )
