"""Rows are read by the rules they will be written by, and compared with the base and with one another."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec
from django.utils import translation

from changlai.imports.actions.pieces import Piece, done
from changlai.imports.cells import key_of, tidy
from changlai.imports.enums import ImportState, RowState
from changlai.imports.models import ImportRun
from changlai.imports.parts import Share, shares
from changlai.imports.pieces import unpacked_as_json
from changlai.kernel import bulk, db
from changlai.records.contracts import Checked
from changlai.records.enums import AttributeKind

_CHECKED = """
    update imports_importrow r set state = x.s, "values" = x.v, errors = x.e::jsonb, twins = x.t::jsonb,
      keys = x.k::jsonb, twin_row = x.w, said = ''
    from unnest(%b::int[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::int[])
      x(n, s, v, e, t, k, w)
    where r.organisation_id = %b and r.run_id = %b and r.number = x.n"""
_NEW = """
    insert into imports_importrow (organisation_id, run_id, number, state, "values", errors, twins, keys, twin_row,
      cells, choice, made, said)
    select %(org)s, %(run)s, n, s, v, e::jsonb, t::jsonb, k::jsonb, w, c::jsonb, '', '{}', ''
    from unnest(%(said0)b::int[], %(said1)b::text[], %(said2)b::text[], %(said3)b::text[], %(said4)b::text[],
      %(said5)b::text[], %(said6)b::int[], %(cells)b::text[]) x(n, s, v, e, t, k, w, c)"""
_ROWS = """
    select number, cells::text from imports_importrow
    where organisation_id = %b and run_id = %b and number > %b and number <= %b order by number"""
# Of the rows with a key the topmost has it; those below it are duplicates. Rows with mistakes have none.
_COMPARE = """
    with known as (
      select r.number, r.state, min(r.number) over (partition by k.key) as topmost
      from imports_importrow r cross join lateral jsonb_array_elements_text(r.keys) k(key)
      where r.organisation_id = %(org)s and r.run_id = %(run)s and r.state <> 'bad'),
    below as materialized (
      select number, state, min(topmost) as topmost from known where topmost < number group by 1, 2),
    told as (
      update imports_importrow r set twin_row = b.topmost, state = 'twin' from below b
      where r.organisation_id = %(org)s and r.run_id = %(run)s and r.number = b.number returning b.state)
    select count(*) from told where state = 'good'"""
_ROOM = "set local work_mem = '64MB'"  # the keys of a hundred thousand rows are sorted in memory
_FIRST_WITH = """
    select min(number) from imports_importrow
    where organisation_id = %b and run_id = %b and number < %b and state <> 'bad' and keys ?| %b::text[]"""

_CELLS = msgspec.json.Decoder(list[str])
_ENCODER = msgspec.json.Encoder()

Find = Callable[[Sequence[str], int], int | None]


def check_piece(run: ImportRun, piece: Piece) -> None:
    """Check the rows of a piece and write down what was said of them. Raises Overtaken."""
    if piece.lines is None:
        lines = list(db.rows(_ROWS, (*_of(run), piece.first, piece.last)))
    else:
        lines = unpacked_as_json(piece.lines)
    rows = [Cells(number, _CELLS.decode(text)) for number, text in lines]
    verdicts = check(run, rows)
    if piece.lines is None:
        keep(run, verdicts, rows)
    elif rows:
        said = {f"said{place}": column for place, column in enumerate(_told(verdicts, rows))}
        with bulk.vouched():  # a row refers to the import, which is counted up below
            db.run(_NEW, {"org": run.organisation_id, "run": run.pk, "cells": [text for _, text in lines], **said})
    done(run, piece, (), [one.state for one in verdicts])


def end_check(run: ImportRun) -> None:
    """All rows are checked: they are compared with one another, and somebody looks at them."""
    db.run(_ROOM)
    count = int(db.planned(_COMPARE, {"org": run.organisation_id, "run": run.pk})[0][0])
    run.good_count, run.twin_count = run.good_count - count, run.twin_count + count
    run.state, run.place, run.language = ImportState.PREVIEW, 0, translation.get_language()
    run.save(update_fields=["state", "place", "language", "good_count", "twin_count"])


class Numbered(Protocol):
    """A row of a table: an ImportRow, or no more of it than a check asks for."""

    number: int
    cells: list[str]


@dataclass(slots=True)
class Cells:
    """See Numbered: a hundred thousand of them are read without the rest."""

    number: int
    cells: list[str]


@dataclass(slots=True)
class Verdict:
    """What all parts say of one row together."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    twins: list[list[Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    twin_row: int | None = None

    @property
    def state(self) -> RowState:
        if self.errors:
            return RowState.BAD
        return RowState.TWIN if self.twins or self.twin_row else RowState.GOOD


def check(run: ImportRun, rows: Sequence[Numbered], find: Find | None = None) -> list[Verdict]:
    """Ask every part about its cells; a fixed number of statements for all rows. ``find`` says which row above has one
    of a row's keys; without it rows are not compared with one another.
    """
    verdicts = [Verdict() for _ in rows]
    for share in shares(run):
        columns = _columns(share, rows)
        asked: Sequence[int] = range(len(rows))
        if not share.keys and share.part.slug != run.kind:
            filled = [any(cells) for cells in zip(*columns.values(), strict=True)]
            asked = [place for place in asked if filled[place]]
        said = share.part.check(run.member, _read(columns, asked))
        for place, checked in zip(asked, said, strict=True):
            _hear(verdicts[place], share, checked)
        for path in share.keys:
            _add_keys(verdicts, columns[path], share.kinds[path])
    if find is not None:
        for verdict, row in zip(verdicts, rows, strict=True):
            if verdict.keys and not verdict.errors:
                verdict.twin_row = find(verdict.keys, row.number)
    return verdicts


def _read(columns: Mapping[str, Sequence[str]], asked: Sequence[int]) -> list[dict[str, str]]:
    """The rows a part is asked about: path to text."""
    if not columns:
        return [{} for _place in asked]
    paths, texts = list(columns), list(columns.values())
    if isinstance(asked, range):
        return [dict(zip(paths, cells, strict=True)) for cells in zip(*texts, strict=True)]
    return [dict(zip(paths, (column[place] for column in texts), strict=True)) for place in asked]


def _columns(share: Share, rows: Sequence[Numbered]) -> dict[str, list[str]]:
    """The cells of a part, column by column, in the one form of their kinds: each text is read once."""
    found = {}
    for path, place in share.places.items():
        texts = [row.cells[place] for row in rows]
        kind = share.kinds[path]
        known = {text: tidy(text, kind) for text in set(texts)}
        found[path] = [known[text] for text in texts]
    return found


def _hear(verdict: Verdict, share: Share, checked: Checked) -> None:
    verdict.values[share.part.slug] = checked.values
    verdict.errors |= checked.errors
    verdict.twins += [
        [share.part.slug, twin.record_id, twin.label, twin.reason, twin.may_change, twin.is_likely]
        for twin in checked.twins
    ]


def _add_keys(verdicts: Sequence[Verdict], texts: Sequence[str], kind: AttributeKind) -> None:
    """Digests of what the rows' records are known by; columns of one kind share their values (phone, second phone)."""
    known = {text: _digest(key_of(text, kind), kind) for text in set(texts) if text}
    for verdict, text in zip(verdicts, texts, strict=True):
        if text and (key := known[text]) and key not in verdict.keys:
            verdict.keys.append(key)


def _digest(key: str, kind: AttributeKind) -> str:
    return hashlib.blake2b(f"{kind}:{key}".encode(), digest_size=8).hexdigest() if key else ""


def keep(run: ImportRun, verdicts: Sequence[Verdict], rows: Sequence[Numbered]) -> None:
    """Write down what was said of these rows."""
    if not rows:
        return
    db.run(_CHECKED, (*_told(verdicts, rows), *_of(run)))


def _told(verdicts: Sequence[Verdict], rows: Sequence[Numbered]) -> list[list[Any]]:
    """What _CHECKED writes down, column by column."""
    return [
        [row.number for row in rows],
        [str(one.state) for one in verdicts],
        [_json(one.values) for one in verdicts],
        [_json(one.errors) if one.errors else "{}" for one in verdicts],
        [_json(one.twins) if one.twins else "[]" for one in verdicts],
        [_json(one.keys) for one in verdicts],
        [one.twin_row for one in verdicts],
    ]


def _json(value: dict[str, Any] | list[Any]) -> str:
    return _ENCODER.encode(value).decode()


def _of(run: ImportRun) -> tuple[int, int]:
    return run.organisation_id, run.pk


def find_in(run: ImportRun) -> Find:
    """Which row above has one of these keys, for the few rows somebody has just mended."""

    def find(keys: Sequence[str], number: int) -> int | None:
        found: int | None = db.value(_FIRST_WITH, (run.organisation_id, run.pk, number, list(keys)))
        return found

    return find
