"""Rows become records: main part first, then what hangs on it. Which row became which record is written down in the
same transaction, so that no row is ever written twice.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from changlai.imports.actions.pieces import BATCH, Overtaken, Piece, done, moved, numbers_of
from changlai.imports.actions.steering import FINISHED, order, tell
from changlai.imports.actions.twins import shared_out
from changlai.imports.enums import ImportState, RowState, Step, TwinChoice
from changlai.imports.models import ImportRun
from changlai.imports.parts import MAY_CHANGE, Share, are_in_order, choice_of, shares
from changlai.kernel import audit, db
from changlai.records.contracts import Order, Part, Written

logger = logging.getLogger("changlai.imports")
_NEXT = """
    select number, state, "values", twins::text, twin_row, choice from imports_importrow
    where organisation_id = %b and run_id = %b and number > %b and number <= %b and state = any(%b::text[])
    order by number limit %b"""
_NAMED = """
    select number, state, "values", twins::text, twin_row, choice from imports_importrow
    where organisation_id = %b and run_id = %b and number = any(%b::int[]) and state = any(%b::text[])
    order by number"""
# What the check read is written by now and goes: a row that is mended is checked again.
_DEALT = """
    with dealt as (
      update imports_importrow r set state = x.s, record_id = x.i, made = x.m::jsonb, said = x.w, "values" = ''
      from unnest(%b::int[], %b::text[], %b::bigint[], %b::text[], %b::text[]) x(n, s, i, m, w)
      where r.organisation_id = %b and r.run_id = %b and r.number = x.n and r.state in ('good', 'twin') returning 1)
    select count(*) from dealt"""
_RECORDS = """
    select number, record_id from imports_importrow
    where organisation_id = %b and run_id = %b and number = any(%b::int[]) and record_id is not null"""

_VALUES = msgspec.json.Decoder(dict[str, dict[str, Any]])
_TWINS = msgspec.json.Decoder(list[list[Any]])


@dataclass(slots=True)
class Waiting:
    """A row to be written, without what only a screen shows."""

    number: int
    state: str
    values: dict[str, dict[str, Any]]
    twins: list[list[Any]]
    twin_row: int | None
    choice: str


def _waiting(number: int, state: str, values: str, twins: str, twin_row: int | None, choice: str) -> Waiting:
    return Waiting(
        number, state, _VALUES.decode(values), [] if twins == "[]" else _TWINS.decode(twins), twin_row, choice
    )


@dataclass(slots=True)
class Outcome:
    """What becomes of one row."""

    state: RowState = RowState.FAILED
    record_id: int | None = None
    made: dict[str, int] = field(default_factory=dict)  # part -> the record it made
    said: list[str] = field(default_factory=list)


def write_piece(run: ImportRun, piece: Piece, now: datetime) -> None:
    """Write the rows of a piece that wait, and count them. Raises Overtaken, and nothing is to be kept, when the import
    was stopped meanwhile or somebody else wrote one of them.
    """
    if piece.step == Step.REST and not are_in_order(run.kind) and shared_out(run, piece):
        order(run)  # lanes that left when the last good rows were in others' hands
        return
    rows, until = _next(run, piece)
    outcomes = _deal(run, rows, now) if rows else {}
    if rows and _keep(run, rows, outcomes) < len(rows):
        raise Overtaken(run.pk)
    before, after = [row.state for row in rows], [str(outcomes[row.number].state) for row in rows]
    if until is None:
        done(run, piece, before, after)
    else:
        moved(run, piece, until, before, after)


def _next(run: ImportRun, piece: Piece) -> tuple[list[Waiting], int | None]:
    """The rows of a piece that are next, at most BATCH, and the last of their numbers when more follow."""
    org, waits = run.organisation_id, [RowState.GOOD, RowState.TWIN]
    if piece.step == Step.TWINS:
        numbers = numbers_of(piece)
        found = db.rows(_NAMED, (org, run.pk, numbers[:BATCH], waits))
        until = numbers[BATCH - 1] if len(numbers) > BATCH else None
    else:
        states = waits if piece.step == Step.REST else waits[:1]
        found = db.rows(_NEXT, (org, run.pk, piece.first, piece.last, states, BATCH))
        until = found[-1][0] if len(found) == BATCH and found[-1][0] < piece.last else None
    return [_waiting(*row) for row in found], until


def finish(run: ImportRun, now: datetime) -> None:
    run.state, run.ended_at, run.place = ImportState.FINISHED, now, 0
    run.save(update_fields=["state", "ended_at", "place"])
    changes = {"created": run.created_count, "updated": run.updated_count, "skipped": run.skipped_count}
    audit.record("imports.finished", actor=run.member, obj=run, changes=changes | {"failed": run.failed_count})
    tell(run, FINISHED)


def _deal(run: ImportRun, rows: Sequence[Waiting], now: datetime) -> dict[int, Outcome]:
    """Rows that mean the record of a row above are written after it."""
    known = shares(run)
    above = sorted({row.twin_row for row in rows if row.twin_row is not None})
    records: dict[int, int] = dict(db.rows(_RECORDS, (run.organisation_id, run.pk, above))) if above else {}
    outcomes: dict[int, Outcome] = {}
    left = list(rows)
    while left:
        waiting = {row.number for row in left}
        ready = [row for row in left if row.twin_row not in waiting]
        _wave(run, known, ready, records, outcomes, now)
        records |= {row.number: found for row in ready if (found := outcomes[row.number].record_id) is not None}
        left = [row for row in left if row.number not in outcomes]
    return outcomes


def _wave(
    run: ImportRun,
    known: Sequence[Share],
    rows: Sequence[Waiting],
    records: Mapping[int, int],
    outcomes: dict[int, Outcome],
    now: datetime,
) -> None:
    by_number = {row.number: row for row in rows}
    orders = []
    for row in rows:
        decided = _decide(run, row, records)
        if isinstance(decided, Outcome):
            outcomes[row.number] = decided
        else:
            orders.append(decided)
    main, *others = known
    for written in _written(main.part, run, orders, now):
        outcomes[written.row] = _outcome(main.part.slug, written)
    for share in others:
        hanging = _hanging(share.part.slug, [by_number[order.row] for order in orders], run, outcomes)
        for written in _written(share.part, run, hanging, now):
            outcome = outcomes[written.row]
            outcome.said += [written.refusal] if written.refusal else []
            if written.is_new and written.record_id is not None:
                outcome.made[share.part.slug] = written.record_id


def _decide(run: ImportRun, row: Waiting, records: Mapping[int, int]) -> Order | Outcome:
    """What to do with a row, as the member said."""
    values = row.values.get(run.kind, {})
    if row.state == RowState.GOOD:
        return Order(row.number, values, None, overwrites=False)
    choice = choice_of(run, row.twins, row.twin_row, row.choice)
    twins = [twin for twin in row.twins if twin[0] == run.kind]
    target = next((twin[1] for twin in twins if twin[MAY_CHANGE]), None)
    if choice == TwinChoice.SKIP or (twins and target is None):
        return Outcome(RowState.SKIPPED, said=[_why_skipped(row)])
    if choice == TwinChoice.CREATE:
        return Order(row.number, values, None, overwrites=False, is_twin=True)
    if target is None and row.twin_row is not None:
        target = records.get(row.twin_row)
    return Order(row.number, values, target, overwrites=choice == TwinChoice.OVERWRITE)


def _why_skipped(row: Waiting) -> str:
    for _slug, _record, label, reason, *_more in row.twins:
        return _("%(name)s: %(reason)s") % {"name": label, "reason": reason} if label else str(reason)
    return _("It means the same as row %(number)d.") % {"number": row.twin_row}


def _hanging(slug: str, rows: Sequence[Waiting], run: ImportRun, outcomes: Mapping[int, Outcome]) -> list[Order]:
    """What another part writes: only where its cells say something and the record is there."""
    return [
        Order(
            row.number,
            row.values[slug],
            outcomes[row.number].record_id,
            overwrites=(row.choice or run.on_twin) == TwinChoice.OVERWRITE,
            is_twin=(row.choice or run.on_twin) == TwinChoice.CREATE,
        )
        for row in rows
        if slug in row.values and outcomes[row.number].record_id is not None
    ]


def _outcome(slug: str, written: Written) -> Outcome:
    said = [written.refusal] if written.refusal else []
    if written.record_id is None:
        return Outcome(RowState.FAILED, said=said)
    if written.is_new:
        return Outcome(RowState.CREATED, written.record_id, {slug: written.record_id}, said)
    return Outcome(RowState.UPDATED, written.record_id, {}, said)


def _written(part: Part, run: ImportRun, orders: Sequence[Order], now: datetime) -> list[Written]:
    """Have a part write; a row that cannot be written is found by halving and keeps no other back."""
    if not orders:
        return []
    try:
        with transaction.atomic():
            return part.write(run.member, orders, source=run.source, now=now)
    except Exception as error:
        if db.is_transient(error):
            raise
        if len(orders) == 1:
            logger.exception("imports.row_failed", extra={"import": run.pk, "row": orders[0].row, "part": part.slug})
            words = _(
                "This row could not be written: a mistake in the program. Its cells are in the file of failed rows."
            )
            return [Written(orders[0].row, None, refusal=words)]
    half = len(orders) // 2
    return [*_written(part, run, orders[:half], now), *_written(part, run, orders[half:], now)]


def _keep(run: ImportRun, rows: Sequence[Waiting], outcomes: Mapping[int, Outcome]) -> int:
    found = [outcomes[row.number] for row in rows]
    written: int = db.value(
        _DEALT,
        (
            [row.number for row in rows],
            [str(one.state) for one in found],
            [one.record_id for one in found],
            [msgspec.json.encode(one.made).decode() for one in found],
            [" ".join(one.said) for one in found],
            run.organisation_id,
            run.pk,
        ),
    )
    return written
