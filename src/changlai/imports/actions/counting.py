"""How many rows stand how: kept with every change, never counted on a page."""

from collections import Counter
from collections.abc import Iterable

from changlai.imports.enums import RowState
from changlai.imports.models import ImportRun

COUNTED = {
    RowState.GOOD: "good_count",
    RowState.TWIN: "twin_count",
    RowState.BAD: "bad_count",
    RowState.CREATED: "created_count",
    RowState.UPDATED: "updated_count",
    RowState.SKIPPED: "skipped_count",
    RowState.FAILED: "failed_count",
    RowState.UNDONE: "undone_count",
    RowState.KEPT: "kept_count",
}


def move(run: ImportRun, before: Iterable[str], after: Iterable[str]) -> None:
    """Rows that stood so stand otherwise now; the caller saves."""
    sums = Counter(after)
    sums.subtract(Counter(before))
    for state, name in COUNTED.items():
        setattr(run, name, getattr(run, name) + sums[state])
