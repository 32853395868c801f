"""Limit 2: how fast this machine takes the same events by bare COPY, in batches, each one durable.

The table is the timeline's equal: same columns, same indexes, fsync on. Nothing is verified, looked up or joined; the
rows are ready before the clock starts. One writer, because two cores have one for it and one for the server.
"""

import time
from collections.abc import Sequence
from datetime import datetime

import psycopg

TimelineRow = tuple[int, int, int, str, datetime, int, int, str]

_TABLE = """
    create table copied (like customers_interaction including defaults);
    create unique index on copied (organisation_id, event_id, part, occurred_at);
    create index on copied (organisation_id, customer_id, occurred_at desc, id desc)"""
_ROWS = """
    select organisation_id, customer_id, account_id, kind, occurred_at, event_id, part, facts::text
    from customers_interaction order by id limit %s"""
_COPY = "copy copied (organisation_id, customer_id, account_id, kind, occurred_at, event_id, part, facts) from stdin"


def per_second(admin_url: str, count: int, *, batch: int = 500) -> float:
    """Rows a second, copying ``count`` rows of the timeline that is already there."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        rows: list[TimelineRow] = connection.execute(_ROWS, (count,)).fetchall()
        connection.execute("drop table if exists copied")
        connection.execute(_TABLE)
        connection.execute("checkpoint")
        started = time.perf_counter()
        for begin in range(0, len(rows), batch):
            _copy(connection, rows[begin : begin + batch])
        seconds = time.perf_counter() - started
        connection.execute("drop table copied")
    return len(rows) / seconds


def _copy(connection: "psycopg.Connection[tuple[object, ...]]", rows: Sequence[TimelineRow]) -> None:
    with connection.transaction(), connection.cursor().copy(_COPY) as copy:
        for row in rows:
            copy.write_row(row)
