"""Duplicates are written side by side, too: all that may mean one record, in any way, by one lane in their order."""

from collections.abc import Sequence

from changlai.imports.actions.pieces import Piece, share_out
from changlai.imports.models import ImportRun
from changlai.kernel import db

SHARES, FEW = 4, 500  # pieces that many are shared out to; so few are not
_TWINS = """
    select number, twin_row, array(select (t ->> 1)::bigint from jsonb_array_elements(twins) t)
    from imports_importrow
    where organisation_id = %b and run_id = %b and number > %b and number <= %b and state in ('good', 'twin')
    order by number"""


def shared_out(run: ImportRun, piece: Piece) -> bool:
    """Whether these are many: they are pieces of their own then. Raises Overtaken."""
    rows = db.rows(_TWINS, (run.organisation_id, run.pk, piece.first, piece.last))
    if len(rows) <= FEW:
        return False
    shares: list[list[int]] = [[] for _ in range(SHARES)]
    for group in groups(rows):
        min(shares, key=len).extend(group)
    share_out(run, piece, [sorted(numbers) for numbers in shares if numbers])
    return True


def groups(rows: Sequence[tuple[int, int | None, Sequence[int]]]) -> list[list[int]]:
    """Numbers of rows that hang together: by a row above they mean the same as, or by a record (number, row, records).

    A row is known by its number, a record by its id below zero; whom a member may not see are all of one record, 0.
    """
    parents: dict[int, int] = {}

    def root(one: int) -> int:
        while (above := parents.setdefault(one, one)) != one:
            parents[one] = one = parents.setdefault(above, above)
        return one

    for number, row, records in rows:
        for other in (*(() if row is None else (row,)), *(-record for record in records)):
            parents[root(number)] = root(other)
    found: dict[int, list[int]] = {}
    for number, _row, _records in rows:
        found.setdefault(root(number), []).append(number)
    return sorted(found.values(), key=len, reverse=True)
