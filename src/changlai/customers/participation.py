"""A participant made from a declaration: for tables whose rows hang on a customer by one column.

PARTICIPANT = Rows(Owned(CustomerTag, _("Tags"), unique=("t.tag_id",), shown=("tag_id", "added_at")))
"""

import json
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from changlai.customers.contracts import Holding, Kept, Moving, Section, Traces, Undo
from changlai.kernel import db
from changlai.kernel.fields import EncryptedField
from changlai.kernel.tenancy import OrgForeignKey, OrgModel, organisations

# Rows that would meet a second time under one customer: who stays keeps theirs, of the others the preferred one moves.
_DROP = """
    with m as (select * from unnest(%(old)b::bigint[], %(new)b::bigint[]) x(o, n)),
    ranked as (
      select t.organisation_id, t.id, m.n is null as stays, row_number() over (
        partition by t.organisation_id, coalesce(m.n, t.{column}){unique} order by m.n is not null, {prefer}) place
      from {table} t left join m on m.o = t.{column}
      where t.organisation_id = any(%(org)b::bigint[]) and t.{column} = any(%(old)b::bigint[] || %(new)b::bigint[]))
    delete from {table} t using ranked r
    where t.organisation_id = r.organisation_id and t.id = r.id and r.place > 1 and not r.stays
    returning t.{column}, to_jsonb(t)::text"""
_HAND_OVER = """
    with moved as (
      update {table} t set {column} = m.n from unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n)
      where t.organisation_id = any(%(org)b::bigint[]) and t.{column} = m.o returning m.o, t.id)
    select o, array_agg(id order by id) from moved group by o"""
_COPY = """
    select t.{column}, to_jsonb(t)::text from {table} t
    where t.organisation_id = any(%(org)b::bigint[]) and t.{column} = any(%(old)b::bigint[]) order by t.id"""
_HAND_BACK = """
    update {table} set {column} = %(old)s
    where organisation_id = %(org)s and {column} = %(into)s and id = any(%(ids)b::bigint[])"""
_BRING_BACK = """
    insert into {table} ({columns}) select {values} from jsonb_populate_recordset(null::{table}, %(rows)b::jsonb) x
    where {there} on conflict do nothing"""
_THERE = "exists (select from {target} f where f.organisation_id = x.organisation_id and f.id = x.{column})"
_COUNT = """
    select {column}, count(*) from {table}
    where organisation_id = any(%(org)b::bigint[]) and {column} = any(%(ids)b::bigint[]) group by 1"""
_ERASE = """
    with gone as (delete from {table}
      where organisation_id = %(org)s and {column} = any(%(ids)b::bigint[]) returning 1) select count(*) from gone"""
_TELL = """
    select to_jsonb(t)::text from {table} t
    where organisation_id = %(org)s and {column} = any(%(ids)b::bigint[]) order by id"""


Row = TypeVar("Row", bound=OrgModel)


@dataclass(frozen=True, slots=True)
class Owned:
    """One table, ``t`` in the expressions. ``unique``: of what a customer has each value once; ``prefer``: which of
    several moves. ``shown``: the columns in the person's copy; none keeps the table out of it. ``outcome``: see
    Holding. ``is_chosen``: a member chooses which rows a merge keeps. ``is_rewritten``: a change deletes rows and
    writes new ones, so that an undo has to bring back what was changed since.
    """

    model: type[OrgModel]
    label: Any
    column: str = "customer_id"
    unique: tuple[str, ...] | None = None
    prefer: str = "t.id"
    shown: tuple[str, ...] = ()
    outcome: Any = ""
    is_chosen: bool = False
    is_rewritten: bool = False

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def sql(self, text: str) -> str:
        """A statement of this file for this table; only names of ours are put into it."""
        unique = "".join(f", {expression}" for expression in self.unique or ())
        return text.format(table=self.table, column=self.column, unique=unique, prefer=self.prefer)


class Rows:
    """See customers.contracts.Participant."""

    def __init__(self, *owned: Owned) -> None:
        self.owned = owned
        self.tables = tuple(one.table for one in owned)
        self.places = {one.table: one.label for one in owned if one.label and not one.is_chosen}

    def holdings(self, customer_ids: Sequence[int]) -> list[Holding]:
        asked = {"org": list(organisations()), "ids": list(customer_ids)}
        return [
            Holding(one.label, dict(db.rows(one.sql(_COUNT), asked)), one.outcome, one.is_chosen)
            for one in self.owned
            if one.label
        ]

    def move(self, moves: Mapping[int, int]) -> list[Kept]:
        return [kept for one in self.owned for kept in _handed_over(one, moves)]

    def undo(self, undo: Undo) -> None:
        for one in self.owned:
            _hand_back(one, undo, [kept for kept in undo.kept if kept.place == one.table])

    def erase(self, traces: Traces) -> list[tuple[str, int]]:
        asked = {"org": traces.organisation_id, "ids": list(traces.customer_ids)}
        return [(one.table, int(db.value(one.sql(_ERASE), asked))) for one in self.owned]

    def files_kept(self, file_ids: Collection[int]) -> set[int]:
        return set()

    def export(self, traces: Traces) -> list[Section]:
        asked = {"org": traces.organisation_id, "ids": list(traces.customer_ids)}
        return [
            Section(one.table, [_told(one, text) for (text,) in db.rows(one.sql(_TELL), asked)])
            for one in self.owned
            if one.shown
        ]


def bring_back(model: type[OrgModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows as they stood, under their old ids.

    What they point at may have gone meanwhile: then the reference is empty, or the row stays away where it must not be.
    """
    if not rows:
        return
    values: dict[str, str] = {}
    there = ["true"]
    for field in model._meta.local_fields:
        column = str(field.column)
        if column in rows[0] and not field.generated:
            values[column] = f"x.{column}"
            if isinstance(field, OrgForeignKey):
                is_there = _THERE.format(target=field.related_model._meta.db_table, column=column)
                values[column] = f"case when {is_there} then x.{column} end"
                there += [] if field.null else [is_there]
    sql = _BRING_BACK.format(
        table=model._meta.db_table,
        columns=", ".join(values),
        values=", ".join(values.values()),
        there=" and ".join(there),
    )
    db.run(sql, {"rows": json.dumps([_sealed(model, row) for row in rows])})


def standing_again(
    model: type[Row],
    into_id: int,
    kept: Sequence[Kept],
    *,
    once: Callable[[Row], Hashable],
    column: str = "customer_id",
) -> dict[int, list[Row]]:
    """The rows of a table as they will stand when a merge is undone, by customer; one statement.

    ``once`` is what of a customer can be there one time only: what was written since goes before what was kept, as in
    ``bring_back``. The objects are for reading.
    """
    mine = [one for one in kept if one.place == model._meta.db_table]
    whose = {number: one.old_id for one in mine for number in one.ids}
    found: dict[int, dict[Hashable, Row]] = {}
    for row in model.objects.filter(**{column: into_id}).order_by("id"):
        found.setdefault(whose.get(row.pk, into_id), {}).setdefault(once(row), row)
    for one in mine:
        for facts in one.rows:
            row = _object(model, facts)
            found.setdefault(one.old_id, {}).setdefault(once(row), row)
    return {customer: list(rows.values()) for customer, rows in found.items()}


def _object(model: type[Row], facts: Mapping[str, Any]) -> Row:
    columns = [field for field in model._meta.local_fields if field.column in facts and not field.generated]
    return model(**{field.attname: field.to_python(facts[str(field.column)]) for field in columns})


def taken(model: type[OrgModel], found: Sequence[tuple[int, str]]) -> list[Kept]:
    """Rows that were deleted, as (customer, ``to_jsonb``), by the customer whose they were."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for customer_id, text in found:
        rows.setdefault(customer_id, []).append(opened(model, json.loads(text)))
    return [Kept(customer_id, model._meta.db_table, rows=gone) for customer_id, gone in rows.items()]


def opened(model: type[OrgModel], row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of ``to_jsonb`` with its encrypted columns opened, so that it outlives a change of keys."""
    facts = dict(row)
    for column, field in _encrypted(model):
        if facts.get(column) is not None:
            facts[column] = field.open(facts[column], organisation_id=facts["organisation_id"])
    return facts


def _sealed(model: type[OrgModel], row: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(row)
    for column, field in _encrypted(model):
        if facts.get(column) is not None:
            facts[column] = field.seal(facts[column], organisation_id=facts["organisation_id"])
    return facts


def _encrypted(model: type[OrgModel]) -> list[tuple[str, EncryptedField]]:
    return [(str(field.column), field) for field in model._meta.local_fields if isinstance(field, EncryptedField)]


def _handed_over(one: Owned, moves: Mapping[int, int]) -> list[Kept]:
    facts = {"org": list(organisations()), "old": list(moves), "new": list(moves.values())}
    found: dict[int, tuple[list[int], list[dict[str, Any]]]] = {}
    if one.unique is not None:
        for old_id, text in db.rows(one.sql(_DROP), facts):
            found.setdefault(old_id, ([], []))[1].append(opened(one.model, json.loads(text)))
    for old_id, text in db.rows(one.sql(_COPY), facts) if one.is_rewritten else ():
        found.setdefault(old_id, ([], []))[1].append(opened(one.model, json.loads(text)))
    for old_id, ids in db.rows(one.sql(_HAND_OVER), facts):
        found.setdefault(old_id, ([], []))[0].extend(ids)
    return [Kept(old_id, one.table, ids, rows) for old_id, (ids, rows) in found.items()]


def _hand_back(one: Owned, undo: Undo, kept: Sequence[Kept]) -> None:
    """Rows that changed hands return first: only then is there room for those that went."""
    for part in kept:
        if part.ids:
            facts = {"org": undo.organisation_id, "into": undo.into_id, "old": part.old_id, "ids": list(part.ids)}
            db.run(one.sql(_HAND_BACK), facts)
    for part in kept:
        bring_back(one.model, part.rows)


def _told(one: Owned, text: str) -> dict[str, Any]:
    row = opened(one.model, json.loads(text))
    return {name: row[name] for name in one.shown}


class Image(Protocol):
    """What a merge keeps of one table and one record, see Kept."""

    place: str
    old_id: int
    ids: Any
    rows: Any


def moving(lines: Iterable[Holding], ids: Sequence[int]) -> list[Moving]:
    """What each of these records has, line by line; not what the merge page shows one by one, nor what none has."""
    return [
        Moving(line.label, [line.counts.get(one, 0) for one in ids], line.outcome)
        for line in lines
        if not line.is_chosen and any(line.counts.get(one) for one in ids)
    ]


def coming_back(images: Iterable[Image], places: Mapping[str, object], ids: Sequence[int]) -> list[Moving]:
    """How many rows each of these records gets back when a merge is undone, in words of the modules that hold them."""
    counts: dict[str, dict[int, int]] = {}
    for one in images:
        if one.place in places:
            own = counts.setdefault(one.place, {})
            own[one.old_id] = own.get(one.old_id, 0) + len({*one.ids, *(row["id"] for row in one.rows)})
    return [
        Moving(label, [counts[place].get(one, 0) for one in ids]) for place, label in places.items() if place in counts
    ]
