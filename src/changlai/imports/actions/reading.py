"""Rows out of the file into the table they wait in."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from django.utils.translation import gettext as _

from changlai.imports import guessing, parts, queries
from changlai.imports.actions.pieces import BATCH, LIGHTLY
from changlai.imports.enums import ImportState
from changlai.imports.errors import Unreadable
from changlai.imports.models import ImportPiece, ImportRun
from changlai.imports.pieces import packed
from changlai.imports.reading import Form, Line, lines, look, normal_header
from changlai.kernel import db
from changlai.kernel.files.store import path_of
from changlai.kernel.tenancy import scope


def read_file(run: ImportRun, hold: Callable[[], None]) -> None:
    """Read what is not read yet; afterwards somebody is asked what the columns are. Raises Unreadable."""
    if run.file is None:
        return
    path = path_of(run.file.sha256)
    form = Form.of(run.form) if run.place else look(path, run.form)
    headers, rows = lines(path, form)
    batches = _batches(line for line in rows if line[0] > run.place)
    while True:
        piece = next(batches, [])
        with scope(run.organisation_id):
            found = ImportRun.objects.select_for_update().get(pk=run.pk)
            if found.state != ImportState.READING or found.trouble or found.file_id != run.file_id:
                return
            if found.place and Form.of(found.form) != form:
                return  # somebody wants it read another way: it begins anew
            hold()
            if piece:
                db.run(LIGHTLY)
            found.form, found.headers = form.facts(), headers
            _keep(found, piece)
            if not piece:
                _ask(found)
            found.save()
            if not piece:
                return


def _batches(rows: Iterator[Line]) -> Iterator[list[Line]]:
    while piece := list(islice(rows, BATCH)):
        yield piece


def _keep(run: ImportRun, piece: Sequence[Line]) -> None:
    if piece:
        ImportPiece.objects.create(run=run, last=piece[-1][0], lines=packed(piece))
        run.place = piece[-1][0]
        run.row_count += len(piece)


def _ask(run: ImportRun) -> None:
    """All rows are here: what are their columns? A template for such tables knows; else it is guessed."""
    if not run.row_count:
        raise Unreadable(_("There are no rows below the headers. Choose a file with data, or another row of headers."))
    run.state, run.place = ImportState.MAPPING, 0
    first = queries.first_rows(run)
    samples = [[cells[place] for cells in first] for place in range(len(run.headers))]
    known = parts.columns(run.kind)
    guesses = guessing.guess(run.headers, samples, known)
    run.mapping = [one.path for one in guesses]
    template = queries.template_for(run.kind, guessing.signature(run.headers))
    if template is not None:
        paths = {column.path for column in known}
        wanted = [template.mapping.get(normal_header(header), "") for header in run.headers]
        run.mapping = [path if path in paths else "" for path in wanted]
        run.template, run.on_twin = template, template.on_twin


def stand_still(run: ImportRun, refusal: Unreadable) -> None:
    """Say why the file cannot be read; another one, or another way to read it, is up to the member."""
    found = ImportRun.objects.select_for_update().get(pk=run.pk)
    if found.state == ImportState.READING:
        found.trouble = f"{refusal.rule}: {refusal.sentence}"
        found.save(update_fields=["trouble"])
