"""Scripts as a file, out and in."""

from django.http import HttpResponse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.content import actions, queries, tables
from changlai.content.actions import Imported
from changlai.content.forms import ImportForm
from changlai.kernel.errors import Refusal
from changlai.ui.render import render


@page(can="content.use", methods=("GET",))
def export(request: Request) -> HttpResponse:
    """The scripts within sight as CSV."""
    response = HttpResponse(tables.written(queries.everything(request.member)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="scripts.csv"'
    return response


@page(can="content.use")
def import_(request: Request) -> HttpResponse:
    """A CSV of scripts, and what became of its rows."""
    form = ImportForm(request.POST or None, request.FILES or None)
    done: Imported | None = None
    if form.is_valid():
        try:
            rows = list(tables.read(form.cleaned_data["file"].read(tables.FILE_BYTES + 1)))
            done = actions.import_scripts(rows=rows, by=request.member, now=timezone.now())
        except Refusal as refusal:
            form.add_error("file", str(refusal.sentence))
    status = 422 if form.is_bound and done is None else 200
    return render(request, "content/import.html", {"form": form, "done": done}, block="dialog", status=status)
