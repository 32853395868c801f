"""More about customers that are there, from a table: facts and own fields, set-wise, told on their timelines."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from changlai.accounts.models import Member
from changlai.customers import sources
from changlai.customers.actions.timeline import Entry, own_causes, record
from changlai.customers.enums import KIND, InteractionKind
from changlai.customers.errors import OvertakenError
from changlai.customers.models import Customer
from changlai.kernel import db, tenancy
from changlai.records import actions as records
from changlai.records import queries as fields_of
from changlai.records.holders import holder_of
from changlai.records.models import Field
from changlai.records.values import Value

COLUMNS = ("name", "gender", "birthday", "company", "position", "city", "address", "source")
Told = Mapping[str, Any]  # as sheets.reading.Row.facts tells it
_LOCK = """
    select id from customers_customer where organisation_id = %b and id = any(%b::bigint[])
    order by id for no key update"""
_UPDATE = """
    update customers_customer c set name = x.name, gender = x.gender, birthday = x.birthday, company = x.company,
      position = x.position, city = x.city, address = x.address, source = x.source, owner_id = x.owner,
      is_named_by_hand = c.is_named_by_hand or x.name <> c.name, by_hand = x.by_hand::jsonb
    from unnest(%(id)b::bigint[], %(name)b::text[], %(gender)b::text[], %(birthday)b::date[], %(company)b::text[],
      %(position)b::text[], %(city)b::text[], %(address)b::text[], %(source)b::text[], %(owner)b::bigint[],
      %(by_hand)b::text[]) x(id, name, gender, birthday, company, position, city, address, source, owner, by_hand)
    where c.organisation_id = %(org)s and c.id = x.id"""
_TAKEN = """
    select v.field_id, v.key, v.record_id from customers_fieldvalue v
    join unnest(%b::bigint[], %b::text[]) x(f, k) on v.field_id = x.f and v.key = x.k
    where v.organisation_id = %b and v.is_unique"""


@dataclass(frozen=True, slots=True)
class Filling:
    """What a row says of a customer that is there."""

    customer_id: int
    told: Told
    overwrites: bool


@dataclass(slots=True)
class _News:
    """A customer as it will be, and the lines that say what is different."""

    customer: Customer
    columns: list[str]
    lines: list[dict[str, str]]


def own_values(told: Told) -> dict[int, Value]:
    """The values of own fields, as ``sheets.reading.Row.facts`` wrote them."""
    found = {}
    for key, (text, word, number, day, option_ids, member_id, file_id) in told.get("own", {}).items():
        the_day = date.fromisoformat(day) if day else None
        found[int(key)] = Value(text, word, number, the_day, tuple(option_ids), member_id, file_id)
    return found


def fill_rows(fillings: Sequence[Filling], by: Member, now: datetime) -> None:
    """Write what rows tell; without ``overwrites`` only into what is empty. Several rows of one customer follow one
    another.
    """
    if not fillings:
        return
    ids = sorted({one.customer_id for one in fillings})
    db.rows(_LOCK, (by.organisation_id, ids))
    found = {one.pk: _News(one, [], []) for one in Customer.objects.filter(id__in=ids)}
    for one in fillings:
        _take(found[one.customer_id], one)
    changed = [news for news in found.values() if news.columns]
    _update(changed)
    _fill_fields(fillings, found)
    told = [news for news in found.values() if news.lines]
    facts = {"member_id": by.pk, "member": by.name, "way": "import"}
    record(
        [
            Entry(
                by.organisation_id, news.customer.pk, None, InteractionKind.CHANGED, now, cause,
                facts=facts | {"changes": news.lines},
            )
            for news, cause in zip(told, own_causes(len(told)) if told else (), strict=True)
        ]
    )  # fmt: skip


def _take(news: _News, filling: Filling) -> None:
    customer = news.customer
    for name in (*COLUMNS, "owner"):
        raw = filling.told.get(name)
        raw = sources.kept(raw) if name == "source" and raw else raw
        column = "owner_id" if name == "owner" else name
        value = date.fromisoformat(raw) if name == "birthday" and raw else raw
        before = getattr(customer, column)
        if not value or value == before or (before and not filling.overwrites):
            continue
        setattr(customer, column, value)
        news.columns.append(name)
        if name != "owner":
            news.lines.append({"field": name, "before": str(before or ""), "after": str(value), "basic": "1"})


def _update(changed: Sequence[_News]) -> None:
    if not changed:
        return
    rows = [news.customer for news in changed]
    columns: dict[str, Any] = {name: [getattr(one, name) for one in rows] for name in COLUMNS}
    columns["id"] = [one.pk for one in rows]
    columns["owner"] = [one.owner_id for one in rows]
    columns["by_hand"] = [
        json.dumps(sorted({*news.customer.by_hand, *(name for name in news.columns if name != "owner")}))
        for news in changed
    ]
    db.run(_UPDATE, columns | {"org": tenancy.organisation_id()})


def _fill_fields(fillings: Sequence[Filling], found: Mapping[int, _News]) -> None:
    wanted = [(one, own_values(one.told)) for one in fillings if one.told.get("own")]
    if not wanted:
        return
    fields = _fields()
    before = fields_of.values_of_each(holder_of(KIND), sorted({one.customer_id for one, _ in wanted}), fields.values())
    after: dict[int, dict[int, Value]] = {}
    for filling, own in wanted:
        had, told = before.get(filling.customer_id, {}), after.setdefault(filling.customer_id, {})
        for one, value in own.items():
            if one in fields and (filling.overwrites or (one not in had and one not in told)):
                told[one] = value
    for customer_id, lines in records.lines(_keep(after, fields, before)).items():
        found[customer_id].lines += lines


def keep_values(rows: Sequence[tuple[int, Told]]) -> None:
    """The own fields of new customers: (customer, what its row tells)."""
    told = [(customer, int(one), value) for customer, row in rows for one, value in row.get("own", {}).items()]
    if told:
        org = tenancy.organisation_id()
        if not records.keep_new(holder=holder_of(KIND), organisation_id=org, told=told, fields=_fields()):
            raise OvertakenError


def _keep(
    after: Mapping[int, Mapping[int, Value]], fields: Mapping[int, Field], before: Mapping[int, Mapping[int, Value]]
) -> Sequence[records.Change]:
    org = tenancy.organisation_id()
    kept = records.keep(holder=holder_of(KIND), organisation_id=org, after=after, fields=fields, before=before)
    if kept.refused:
        raise OvertakenError
    return kept.changes


def _fields() -> dict[int, Field]:
    return {field.pk: field for field in fields_of.active_fields(KIND)}


def taken_values(rows: Sequence[tuple[int | None, Told]]) -> list[str]:
    """For each (customer or none yet, what its row tells): the unique field whose value somebody else has; empty: none.

    Among the rows themselves the first one has it.
    """
    fields = {one: field.name for one, field in _fields().items() if field.is_unique} if rows else {}
    wanted = [
        [(one, value.key) for one, value in own_values(told).items() if one in fields and value.key] if fields else []
        for _, told in rows
    ]
    asked = sorted({place for places in wanted for place in places})
    holders: dict[tuple[int, str], int] = {}
    if asked:
        parameters = [one for one, _ in asked], [key for _, key in asked], tenancy.organisation_id()
        holders = {(row[0], row[1]): row[2] for row in db.rows(_TAKEN, parameters)}
    found = []
    for (customer_id, _), places in zip(rows, wanted, strict=True):
        clash = next((one for one, key in places if holders.get((one, key), customer_id) != customer_id), None)
        found.append(fields[clash] if clash else "")
        if clash is None:
            holders.update(dict.fromkeys(places, customer_id or -len(found)))
    return found
