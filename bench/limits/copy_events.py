"""Limit 2: how fast this machine takes the same events by COPY, in batches of 500, each one durable.

As in SPEED: the events are read from their bytes, their people found or made by one statement, the rows copied to a
staging table and inserted into the timeline's equal (same columns, same indexes) unless they are there already. One
writer. Beside it the same rows ready-made and copied straight in, which nothing that reads an event can reach.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
import psycopg

Connection = psycopg.Connection[tuple[Any, ...]]
Batch = Sequence[tuple[Any, ...]]
BATCH = 500
_COLUMNS = "organisation_id, customer_id, account_id, kind, occurred_at, event_id, part, facts"
_TABLES = """
    drop table if exists copied, copied_person, staged;
    create table copied (like customers_interaction including defaults);
    create unique index on copied (organisation_id, event_id, part, occurred_at);
    create index on copied (organisation_id, customer_id, occurred_at desc, id desc);
    create table copied_person (id bigint generated always as identity, organisation_id bigint not null,
      account_id bigint not null, value text not null, seen_at timestamptz not null,
      unique (organisation_id, account_id, value));
    create temporary table staged as select * from copied"""
_ROWS = """
    select i.organisation_id, i.customer_id, i.account_id, i.kind, i.occurred_at, i.event_id, i.part, i.facts::text
    from customers_interaction i order by i.id limit %s"""
_PEOPLE = """
    insert into copied_person as p (organisation_id, account_id, value, seen_at)
    select * from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[])
    on conflict (organisation_id, account_id, value) do update set seen_at = greatest(p.seen_at, excluded.seen_at)
    returning account_id, value, id"""
_INSERT = f"""
    with gone as (delete from staged returning {_COLUMNS})
    insert into copied ({_COLUMNS}) select {_COLUMNS} from gone on conflict do nothing"""  # noqa: S608 - our own names


def per_second(admin_url: str, count: int) -> float:
    """Events a second from bytes to rows."""
    return _timed(admin_url, count, _whole)


def ready_rows_per_second(admin_url: str, count: int) -> float:
    """Rows a second that need nothing but to be copied."""
    return _timed(admin_url, count, lambda connection, batch: _copy(connection, "copied", batch))


def _timed(admin_url: str, count: int, take: Callable[[Connection, Batch], None]) -> float:
    with psycopg.connect(admin_url, autocommit=True) as connection:
        rows = connection.execute(_ROWS, (count,)).fetchall()
        connection.execute(_TABLES)
        connection.execute("checkpoint")
        started = time.perf_counter()
        for begin in range(0, len(rows), BATCH):
            with connection.transaction():
                take(connection, rows[begin : begin + BATCH])
        seconds = time.perf_counter() - started
        connection.execute("drop table copied, copied_person, staged")
    return len(rows) / seconds


def _whole(connection: Connection, batch: Batch) -> None:
    """The bytes are decoded, the people resolved, the rows staged and inserted once."""
    facts = [msgspec.json.decode(row[7]) for row in batch]
    seen: dict[tuple[int, int, str], datetime] = {}
    for row in batch:
        key = (row[0], row[2], str(row[1]))
        seen[key] = max(seen.get(key, row[4]), row[4])
    keys = sorted(seen)
    columns = ([k[0] for k in keys], [k[1] for k in keys], [k[2] for k in keys], [seen[k] for k in keys])
    found = {(row[0], row[1]): row[2] for row in connection.execute(_PEOPLE, columns)}
    rows = [
        (row[0], found[row[2], str(row[1])], *row[2:7], msgspec.json.encode(fact).decode())
        for row, fact in zip(batch, facts, strict=True)
    ]
    _copy(connection, "staged", rows)
    connection.execute(_INSERT)


def _copy(connection: Connection, table: str, rows: Batch) -> None:
    with connection.cursor().copy(f"copy {table} ({_COLUMNS}) from stdin".encode()) as copy:
        for row in rows:
            copy.write_row(row)
