"""Notes and calls out of a table, set-wise; the same words about the same customer are kept once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers.actions.timeline import Entry, own_causes, record
from changlai.customers.enums import InteractionKind
from changlai.customers.models import Note
from changlai.kernel import db, tenancy
from changlai.records.contracts import Order, Written

_NOTE = """
    insert into customers_note (organisation_id, customer_id, member_id, text, is_pinned, cause, written_at)
    select %(org)s, c, %(member)s, t, false, e, w
    from unnest(%(customer)b::bigint[], %(text)b::text[], %(cause)b::bigint[], %(at)b::timestamptz[])
      with ordinality x(c, t, e, w, n) order by n returning id"""
_CALLS = """
    select customer_id, facts ->> 'text', occurred_at from customers_interaction
    where organisation_id = %b and customer_id = any(%b::bigint[]) and kind = 'call'"""
_FORGET = """
    delete from customers_interaction i using customers_note n
    where n.organisation_id = %(org)s and n.id = any(%(ids)b::bigint[]) and i.organisation_id = n.organisation_id
      and i.event_id = n.cause and i.customer_id = n.customer_id and i.occurred_at = n.written_at"""


@transaction.atomic
def bring_in_notes(*, rows: Sequence[Order], by: Member, now: datetime) -> list[Written]:
    """Write notes on the timelines of the rows' customers; one that is there word for word is not written again."""
    ids = [row.record_id for row in rows if row.record_id is not None]
    there = set(Note.objects.filter(customer_id__in=ids).values_list("customer_id", "text")) if ids else set()
    new: list[Order] = []
    for row in rows:
        place = (row.record_id or 0, str(row.values.get("text", "")))
        if place[1] and place not in there:
            there.add(place)
            new.append(row)
    made = dict(zip((row.row for row in new), _write(new, by, now), strict=True))
    return [Written(row.row, made.get(row.row), is_new=row.row in made) for row in rows]


def _write(rows: Sequence[Order], by: Member, now: datetime) -> list[int]:
    if not rows:
        return []
    causes, moments = own_causes(len(rows)), [_moment(row.values, now) for row in rows]
    found = db.rows(
        _NOTE,
        {
            "org": by.organisation_id,
            "member": by.pk,
            "customer": [row.record_id for row in rows],
            "text": [row.values["text"] for row in rows],
            "cause": causes,
            "at": moments,
        },
    )
    ids = [int(one[0]) for one in found]
    record(
        [
            _entry(
                by,
                row,
                InteractionKind.NOTE,
                at,
                cause,
                {"note_id": note, "pinned": False, "edited": False, "files": []},
            )
            for row, note, at, cause in zip(rows, ids, moments, causes, strict=True)
        ]
    )
    return ids


@transaction.atomic
def bring_in_calls(*, rows: Sequence[Order], by: Member, now: datetime) -> list[Written]:
    """Put calls on the timelines; the same words at the same moment are there once."""
    told = [row for row in rows if row.values.get("text") or row.values.get("at")]
    ids = sorted({row.record_id for row in told if row.record_id is not None})
    there = {(c, t, at) for c, t, at in db.rows(_CALLS, (by.organisation_id, ids))} if ids else set()
    new: list[Order] = []
    for row in told:
        place = (row.record_id, row.values.get("text") or None, _moment(row.values, now))
        if place not in there:
            there.add(place)
            new.append(row)
    record(
        [
            _entry(by, row, InteractionKind.CALL, _moment(row.values, now), cause, _length(row.values))
            for row, cause in zip(new, own_causes(len(new)) if new else (), strict=True)
        ]
    )
    return [Written(row.row, None) for row in rows]


def _length(told: Mapping[str, object]) -> dict[str, object]:
    return {"title": "", **({"seconds": told["seconds"]} if "seconds" in told else {})}


def _moment(told: Mapping[str, object], now: datetime) -> datetime:
    return datetime.fromisoformat(str(told["at"])) if told.get("at") else now


def _entry(by: Member, row: Order, kind: InteractionKind, at: datetime, cause: int, facts: dict[str, object]) -> Entry:
    text = {"text": row.values["text"]} if row.values.get("text") else {}
    return Entry(
        by.organisation_id, row.record_id or 0, None, kind, at, cause,
        facts={**text, "member_id": by.pk, "member": by.name, **facts},
    )  # fmt: skip


@transaction.atomic
def take_back_notes(*, note_ids: Sequence[int]) -> None:
    """Notes of an import and their entries go again."""
    asked = {"org": tenancy.organisation_id(), "ids": list(note_ids)}
    db.run(_FORGET, asked)
    Note.objects.filter(id__in=note_ids).delete()
