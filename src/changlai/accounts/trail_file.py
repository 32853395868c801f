"""A file of the audit log as an answer."""

from collections.abc import Iterator, Sequence
from typing import cast

from django.http import HttpResponse, StreamingHttpResponse

from changlai.accounts.models import Organisation, TrailExport
from changlai.kernel import files
from changlai.kernel.models import StoredFile
from changlai.kernel.tenancy import scope


def trail_file(organisation: Organisation, export: TrailExport, file_ids: Sequence[int]) -> HttpResponse:
    """The pieces as one CSV file, read one by one."""
    response = StreamingHttpResponse(_pieces(organisation, file_ids), content_type="text/csv; charset=utf-8")
    name = f"audit-{organisation.slug}-{export.began_at:%Y%m%d-%H%M}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return cast("HttpResponse", response)  # what doors do with an answer, a streaming one bears too


def _pieces(organisation: Organisation, file_ids: Sequence[int]) -> Iterator[bytes]:
    """Each in a scope of its own, since the page's has ended."""
    for file_id in file_ids:
        with scope(organisation.pk):
            stored = StoredFile.objects.get(pk=file_id)
        yield files.read(stored)
