"""What an import made goes again: the last rows first, what hangs on a record before the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.utils.translation import gettext as _

from changlai.imports.actions.counting import move
from changlai.imports.enums import ImportState, RowState
from changlai.imports.models import ImportRun
from changlai.kernel import db
from changlai.records import queries as records

BATCH = 1_000
_NEXT = """
    select number, state, record_id, made::text from imports_importrow
    where organisation_id = %b and run_id = %b and number < %b and state in ('created', 'updated')
    order by number desc limit %b"""
_TAKEN = """
    update imports_importrow r set state = x.s, made = '{}', said = x.w, record_id = x.i
    from unnest(%b::int[], %b::text[], %b::text[], %b::bigint[]) x(n, s, w, i)
    where r.organisation_id = %b and r.run_id = %b and r.number = x.n"""
_MADE = msgspec.json.Decoder(dict[str, int])


@dataclass(frozen=True, slots=True)
class Done:
    """A row that was written, and the records it made, by part."""

    number: int
    state: str
    record_id: int | None
    made: Mapping[str, int]


def undo_batch(run: ImportRun, now: datetime) -> bool:
    """Take back the next rows; False when there are none left."""
    found = db.rows(_NEXT, (run.organisation_id, run.pk, run.place, BATCH))
    rows = [Done(number, state, record, _MADE.decode(made)) for number, state, record, made in found]
    if not rows:
        run.state, run.place = ImportState.UNDONE, 0
        run.save(update_fields=["state", "place"])
        return False
    made = [row for row in rows if row.made]
    kept = _take_back(run, made, now)
    states = [_state(row, kept) for row in made]
    db.run(
        _TAKEN,
        (
            [row.number for row in made],
            [str(state) for state in states],
            [kept.get(row.number, "") for row in made],
            [None if state == RowState.UNDONE else row.record_id for row, state in zip(made, states, strict=True)],
            run.organisation_id,
            run.pk,
        ),
    )
    move(run, [row.state for row in made], states)
    run.place = rows[-1].number
    run.save()
    return True


def _state(row: Done, kept: Mapping[int, str]) -> RowState:
    if row.state == RowState.UPDATED:
        return RowState.UPDATED
    return RowState.KEPT if row.number in kept else RowState.UNDONE


def _take_back(run: ImportRun, rows: Sequence[Done], now: datetime) -> dict[int, str]:
    """Row to the reason why something of it stays. What others still lean on is asked about once more at the end."""
    main, *others = records.parts(run.kind)
    left = {
        part.slug: {row.made[part.slug]: row.number for row in rows if part.slug in row.made}
        for part in (main, *others)
    }
    reasons: dict[str, Mapping[int, str]] = {}
    for part in (*others, main, *others):
        wanted = [one for one in left[part.slug] if part.slug not in reasons or one in reasons[part.slug]]
        if wanted:
            reasons[part.slug] = part.take_back(run.member, wanted, now)
    found: dict[int, str] = {}
    for slug, why in reasons.items():
        for record_id, reason in why.items():
            number = left[slug].get(record_id)
            if number is not None:
                found[number] = (
                    reason if number not in found else _("%(one)s %(more)s") % {"one": found[number], "more": reason}
                )
    return found
