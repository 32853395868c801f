"""A file comes in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.imports import parts
from changlai.imports.actions.steering import held, order
from changlai.imports.enums import ImportState
from changlai.imports.errors import NotNow, Unreadable
from changlai.imports.models import ImportPiece, ImportRun
from changlai.kernel import files
from changlai.kernel.files.store import Readable

FILE_BYTES = 100 * 1024 * 1024
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEXTS = frozenset({"text/csv", "text/plain"})
_OCTETS = "application/octet-stream"  # UTF-16 without a mark


@transaction.atomic
def begin(*, kind: str, content: Readable, name: str, declared_type: str, by: Member, now: datetime) -> ImportRun:
    """Keep the file and order that it is read. Raises Unreadable, or the Refusal of a file; 404 for an unknown kind."""
    if kind not in parts.kinds() or not parts.may_write(by, kind):
        raise Http404
    file = files.keep(content, name, declared_type=declared_type, limit=FILE_BYTES)
    is_text = file.media_type in _TEXTS or (file.media_type == _OCTETS and name.lower().endswith((".csv", ".txt")))
    if file.media_type != _SHEET and not is_text:
        raise Unreadable(
            _("“%(name)s” is neither an XLSX spreadsheet nor a CSV file. Save it as one of them and choose it again.")
            % {"name": file.name},
            "imports.not_a_table",
        )
    run: ImportRun = ImportRun.objects.create(
        member=by, kind=kind, name=file.name, file=file, created_at=now, state=ImportState.READING
    )
    order(run)
    return run


@transaction.atomic
def read_again(*, run: ImportRun, wanted: Mapping[str, Any]) -> None:
    """Read the file another way: another sheet, encoding, separator or row of headers. Raises NotNow."""
    found = held(run)
    if found.state not in {ImportState.MAPPING, ImportState.READING} or found.file_id is None:
        raise NotNow
    ImportPiece.objects.filter(run=found).delete()
    found.form = {name: value for name, value in wanted.items() if value}
    found.state, found.place, found.row_count, found.trouble = ImportState.READING, 0, 0, ""
    found.headers, found.mapping, found.template = [], [], None
    found.save()
    order(found)
