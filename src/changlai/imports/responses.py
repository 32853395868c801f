"""Tables as answers: always to be saved, never shown by a browser."""

import tempfile
from collections.abc import Iterable
from typing import cast
from urllib.parse import quote

from django.http import FileResponse, HttpResponse

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY = 2_000_000  # bytes; what is longer waits on disk


def csv_response(lines: Iterable[bytes], name: str) -> HttpResponse:
    """All lines are made here, within the scope; a long file waits on disk."""
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the response closes it
    for line in lines:
        file.write(line)
    file.seek(0)
    response = FileResponse(file, content_type="text/csv; charset=utf-8")
    return _saved(cast("HttpResponse", response), name)


def xlsx_response(content: bytes, name: str) -> HttpResponse:
    return _saved(HttpResponse(content, content_type=_SHEET), name)


def _saved(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
