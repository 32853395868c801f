"""What the check said, in the language of whoever reads: where that is another, the rows are looked at once more."""

from django.utils import translation

from changlai.imports.actions.checking import check
from changlai.imports.enums import RowState
from changlai.imports.models import ImportRow, ImportRun

REASON = 3  # place of the words in what a row keeps of a twin: see ImportRow
_SAID = frozenset({RowState.BAD, RowState.TWIN})


def reworded(run: ImportRun, rows: list[ImportRow]) -> list[ImportRow]:
    """These rows, their mistakes and duplicates in the reader's words; what is wrong with them stays as it was found.
    Nothing is written.
    """
    if run.language in {"", translation.get_language()}:
        return rows
    asked = [row for row in rows if row.state in _SAID]
    for row, verdict in zip(asked, check(run, asked) if asked else (), strict=True):
        row.errors = {path: verdict.errors.get(path, why) for path, why in row.errors.items()}
        words = {(twin[0], twin[1]): twin[REASON] for twin in verdict.twins}
        row.twins = [
            [*twin[:REASON], words.get((twin[0], twin[1]), twin[REASON]), *twin[REASON + 1 :]] for twin in row.twins
        ]
    return rows
