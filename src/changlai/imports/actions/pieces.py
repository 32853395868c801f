"""Pieces of a table that are to be checked or written: made, taken by whoever is first, counted when they are done."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from changlai.imports.actions.counting import COUNTED
from changlai.imports.enums import Step
from changlai.imports.models import ImportPiece, ImportRun
from changlai.kernel import db

BATCH = 2_000  # rows of a piece
# What is lost with the machine's power is done again, whole: nobody waits for the disk after each piece.
LIGHTLY = "set local synchronous_commit = off"
_BOUNDS = """
    select coalesce(min(number), 1) - 1, coalesce(max(number), 0) from imports_importrow
    where organisation_id = %b and run_id = %b"""
_NEXT = """
    select id, step, first, last, lines from imports_importpiece
    where organisation_id = %(org)s and run_id = %(run)s and turn = any(%(turns)b::int[]) and step = (
      select min(step) from imports_importpiece
      where organisation_id = %(org)s and run_id = %(run)s and turn = any(%(turns)b::int[]))
    order by last limit 1 for update skip locked"""
_LEFT = """
    select min(step) from imports_importpiece where organisation_id = %b and run_id = %b and turn = any(%b::int[])"""
_DONE = "delete from imports_importpiece where organisation_id = %b and id = %b"
_MOVED = "update imports_importpiece set first = %b where organisation_id = %b and id = %b"
_DROP = """
    delete from imports_importpiece where id in (
      select id from imports_importpiece where organisation_id = %b and run_id = %b and turn > 0
      for update skip locked)"""
_COUNT = f"""
    update imports_importrun set {", ".join(f"{name} = {name} + %b" for name in COUNTED.values())}
    where organisation_id = %b and id = %b and state = %b and turn = %b and trouble = ''
    returning id"""  # noqa: S608 - our own text


class Overtaken(Exception):
    """The import was stopped or begun anew, or somebody else is at these rows: what is in hand is not kept."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece that is this worker's until its transaction ends."""

    id: int
    step: Step
    first: int
    last: int
    lines: bytes | None


def next_piece(run: ImportRun, turns: Sequence[int]) -> Piece | None:
    """The next piece of these turns that nobody has, locked; None when there is none to be had."""
    found = db.row(_NEXT, {"org": run.organisation_id, "run": run.pk, "turns": list(turns)})
    return Piece(found[0], Step(found[1]), *found[2:]) if found else None


def step_left(run: ImportRun, turns: Sequence[int]) -> Step | None:
    """The step of the pieces that are next or in somebody's hands; None when none is left."""
    step: int | None = db.value(_LEFT, (run.organisation_id, run.pk, list(turns)))
    return None if step is None else Step(step)


def done(run: ImportRun, piece: Piece, before: Iterable[str], after: Iterable[str]) -> None:
    """The piece is dealt with: its rows stood so and stand otherwise now. Raises Overtaken."""
    db.run(_DONE, (run.organisation_id, piece.id))
    _count(run, before, after)


def moved(run: ImportRun, piece: Piece, first: int, before: Iterable[str], after: Iterable[str]) -> None:
    """The rows of the piece up to ``first`` are dealt with. Raises Overtaken."""
    db.run(_MOVED, (first, run.organisation_id, piece.id))
    _count(run, before, after)


def _count(run: ImportRun, before: Iterable[str], after: Iterable[str]) -> None:
    """Note how rows stand now, whoever else does so; the last a transaction does, for all others wait for it."""
    sums = Counter(after)
    sums.subtract(Counter(before))
    changes = [sums[state] for state in COUNTED]
    if db.value(_COUNT, (*changes, run.organisation_id, run.pk, run.state, run.turn)) is None:
        raise Overtaken(run.pk)


def bounds(run: ImportRun) -> tuple[int, int]:
    """The number before that of the first row of a table, and that of its last."""
    lowest, highest = db.rows(_BOUNDS, (run.organisation_id, run.pk))[0]
    return lowest, highest


def share_out(run: ImportRun, piece: Piece, shares: Iterable[Sequence[int]]) -> None:
    """Make pieces of the numbers of rows instead of one piece. Raises Overtaken."""
    ImportPiece.objects.bulk_create(
        ImportPiece(
            organisation_id=run.organisation_id,
            run=run,
            turn=run.turn,
            step=Step.TWINS,
            last=place,
            lines=msgspec.json.encode(numbers),
        )
        for place, numbers in enumerate(shares)
    )
    done(run, piece, (), ())


def numbers_of(piece: Piece) -> list[int]:
    """The rows of a piece that was shared out and which wait."""
    numbers = msgspec.json.decode(piece.lines or b"[]", type=list[int])
    return [number for number in numbers if number > piece.first]


def cut(run: ImportRun, spans: Iterable[tuple[Step, int, int]]) -> None:
    """Begin a turn with these pieces: step, the number before its first row, and that of its last. The import is
    locked and saved by the caller.
    """
    drop(run)
    run.turn += 1
    org = run.organisation_id
    ImportPiece.objects.bulk_create(
        ImportPiece(organisation_id=org, run=run, turn=run.turn, step=step, first=first, last=last)
        for step, first, last in spans
    )


def drop(run: ImportRun) -> None:
    """Throw away the pieces of all turns but those that somebody has: they find themselves overtaken."""
    db.run(_DROP, (run.organisation_id, run.pk))
