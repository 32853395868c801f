"""A member mends rows in the preview and decides about duplicates."""

from collections.abc import Sequence

from django.db import transaction

from changlai.imports.actions import checking
from changlai.imports.actions.counting import move
from changlai.imports.actions.steering import held
from changlai.imports.enums import ImportState, RowState, TwinChoice
from changlai.imports.errors import NotNow
from changlai.imports.models import ImportRow, ImportRun
from changlai.imports.reading import CELL_LENGTH

OPEN = frozenset({ImportState.PREVIEW, ImportState.FINISHED, ImportState.CANCELLED})
MENDABLE = frozenset({RowState.GOOD, RowState.TWIN, RowState.BAD, RowState.FAILED})
FOLLOWERS = 200  # rows that meant the same as the mended one are looked at again, so many at most


@transaction.atomic
def edit_cell(*, run: ImportRun, number: int, place: int, text: str) -> list[ImportRow]:
    """Another text in a cell; its row is checked again, and those that meant the same. The rows, the mended one first.

    Raises NotNow when the row is written already.
    """
    found, row = _open(run, number)
    if not 0 <= place < len(row.cells):
        raise NotNow
    row.cells[place] = text.replace("\x00", "").strip()[:CELL_LENGTH]
    row.choice = ""
    row.save(update_fields=["cells", "choice"])
    followers = ImportRow.objects.filter(run=found, twin_row=number, state__in=MENDABLE).order_by("number")[:FOLLOWERS]
    return _check_again(found, [row, *followers])


def _check_again(run: ImportRun, rows: Sequence[ImportRow]) -> list[ImportRow]:
    before = [row.state for row in rows]
    find = checking.find_in(run)
    for row in rows:  # one after another: what one is decides about the next
        (verdict,) = checking.check(run, [row], find)
        checking.keep(run, [verdict], [row])
        row.state, row.errors, row.twins, row.said = verdict.state, verdict.errors, verdict.twins, ""
        row.keys, row.twin_row = verdict.keys, verdict.twin_row
    move(run, before, [row.state for row in rows])
    run.save()
    return list(rows)


@transaction.atomic
def choose(*, run: ImportRun, number: int, choice: TwinChoice) -> ImportRow:
    """What to do with this one row. Raises NotNow."""
    _found, row = _open(run, number)
    if row.state != RowState.TWIN:
        raise NotNow
    row.choice = choice
    row.save(update_fields=["choice"])
    return row


@transaction.atomic
def choose_for_all(*, run: ImportRun, choice: TwinChoice) -> None:
    """What to do with every duplicate; what was said of single rows before is forgotten. Raises NotNow."""
    found = held(run)
    if found.state not in OPEN:
        raise NotNow
    found.on_twin = choice
    found.save(update_fields=["on_twin"])
    ImportRow.objects.filter(run=found, state=RowState.TWIN).exclude(choice="").update(choice="")


def _open(run: ImportRun, number: int) -> tuple[ImportRun, ImportRow]:
    found = held(run)
    row = ImportRow.objects.select_for_update().filter(run=found, number=number).first()
    if found.state not in OPEN or row is None or row.state not in MENDABLE:
        raise NotNow
    return found, row
