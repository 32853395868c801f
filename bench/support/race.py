"""The narrow races of the log's order: publishers in a tight loop, readers without a pause; some stretched by naps.

A chaos run alone does not find a lock read before the sequence; the stretched race does. That order loses only where a
reader looks while nobody holds a lock, and several publishers begin before it looks again: so there all rest together
and begin together. Runs on the product's own functions in a scratch database; the planted orders replace one of them.
"""

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.context import ForkContext, ForkProcess

import psycopg

from bench.support.house import House

Connection = psycopg.Connection[tuple[object, ...]]
NAP = "perform pg_sleep(0.002 * random());"
COMMIT_NAP = "perform pg_sleep(0.004 * random());"  # the time a commit takes
LONG_NAP = "perform pg_sleep(0.02 * random());"  # of a reader, between its two looks
LOCK = 17_750
_POSITION = "h := event_position();"
_LOCKS = f"""(select min((l.classid::bigint & 65535) << 32 | l.objid::bigint) from pg_locks l
    where l.locktype = 'advisory' and l.classid::bigint >> 16 = {LOCK} and l.objsubid = 1
      and l.database = (select oid from pg_database where datname = current_database()))"""  # noqa: S608 - our own numbers
_HORIZON = """create or replace function event_horizon() returns bigint language plpgsql volatile as $$
    declare h bigint; begin {} end $$"""
_PUBLISH = """create or replace function event_publish(p_org bigint[], p_key bigint[], p_kind text[], p_body text[])
    returns void language plpgsql as $$ declare p bigint; begin {}
      insert into event_log (shard, organisation_id, key, kind, body)
        select mod(k, 8), o, k, n, b::json from unnest(p_org, p_key, p_kind, p_body) with ordinality x(o, k, n, b, i)
        order by i; {}
    end $$"""
_LOCK_POSITION = f"""p := event_position(); {NAP}
    perform pg_advisory_xact_lock_shared({LOCK}::bigint << 48 | p); {NAP}"""
_SLOW_PUBLISH = _PUBLISH.format(_LOCK_POSITION, COMMIT_NAP)

ORDERS: dict[str, tuple[str, ...]] = {
    "as_shipped": (),
    "with_naps": (_SLOW_PUBLISH, _HORIZON.format(f"{_POSITION} {LONG_NAP} h := least(h, {_LOCKS}); {NAP} return h;")),
    "locks_before_sequence": (
        _SLOW_PUBLISH,
        _HORIZON.format(f"h := {_LOCKS}; {LONG_NAP} return least(event_position(), h);"),
    ),
    "lock_above_the_ids": (
        _PUBLISH.format(f"perform pg_advisory_xact_lock_shared({LOCK}::bigint << 48 | event_position() + 10);", ""),
    ),
    "no_horizon": (_HORIZON.format("return event_position();"),),
}
SOUND = ("as_shipped", "with_naps")
PUBLISHERS, READERS = 10, 2
STRETCHED = ("with_naps", "locks_before_sequence")
GUST, LULL = 0.01, 0.02  # seconds, by everybody's clock
_CURSORS = """insert into event_cursor (consumer, shard)
    select 'reader-' || r, generate_series(0, 7) from generate_series(0, %s) r"""
_CLAIM = "select shards, starts, ends from event_claim(%s, '{race.Happened}', 8, 500, null)"
_READ = """select e.id from unnest(%s::smallint[], %s::bigint[], %s::bigint[]) c(shard, start, upto)
    join event_log e on e.shard = c.shard and e.id > c.start and e.id <= c.upto order by e.shard, e.id"""


def lost(house: House, name: str, seconds: float) -> tuple[int, int]:
    """Events published, and how many of them a reader never saw, under one of ORDERS."""
    database = f"race_{name}"
    house.cluster.create_database(database, template="race")
    _run(house, database, ORDERS[name])
    end = time.monotonic() + seconds
    url = house.cluster.url(database)
    context = multiprocessing.get_context("fork")
    work = publish_in_gusts if name in STRETCHED else publish
    processes = [_start(context, work, url, number, end) for number in range(PUBLISHERS)]
    processes += [_start(context, read, url, number, end + 1) for number in range(READERS)]
    for process in processes:
        process.join()
    with psycopg.connect(house.cluster.admin_url(database)) as connection:
        published, seen = connection.execute(
            "select (select count(*) from event_log), (select count(*) from (select distinct * from seen) x)"
        ).fetchone() or (0, 0)
    house.cluster.drop_database(database)
    return int(published), int(published) * READERS - int(seen)


def _start(
    context: ForkContext, work: Callable[[str, int, float], None], url: str, number: int, end: float
) -> ForkProcess:
    process = context.Process(target=work, args=(url, number, end), daemon=True)
    process.start()
    return process


def _run(house: House, database: str, statements: tuple[str, ...]) -> None:
    with psycopg.connect(house.cluster.admin_url(database), autocommit=True) as connection:
        connection.execute("create table seen (reader int, event_id bigint)")
        connection.execute("grant all on seen to changlai_app")
        connection.execute(_CURSORS, (READERS - 1,))
        for statement in statements:
            connection.execute(statement.encode())


def _connect(url: str) -> Connection:
    connection = psycopg.connect(url, autocommit=True, prepare_threshold=1)
    connection.execute("set role changlai_app")
    return connection


def publish(url: str, number: int, end: float) -> None:
    """One to three events a transaction, all of one shard, without a pause."""
    with _connect(url) as connection:
        turn = 0
        while time.monotonic() < end:
            turn += 1
            _publish(connection, number, 1 + turn % 3)


def publish_in_gusts(url: str, number: int, end: float) -> None:
    """The same, but everybody rests at the same moments."""
    with _connect(url) as connection:
        turn = 0
        while time.monotonic() < end:
            into = time.monotonic() % (GUST + LULL)
            if into >= GUST:
                time.sleep(GUST + LULL - into)
            turn += 1
            _publish(connection, number, 1 + turn % 3)


def _publish(connection: Connection, number: int, count: int) -> None:
    with connection.transaction():
        connection.execute("select set_config('app.organisations', '{1}', true)")
        connection.execute("set local synchronous_commit = off")
        arrays = ([1] * count, [8 * (number + 1)] * count, ["race.Happened"] * count, ["{}"] * count)
        connection.execute("select event_publish(%s::bigint[], %s::bigint[], %s::text[], %s::text[])", arrays)


def read(url: str, number: int, end: float) -> None:
    """Claims and reads as the kernel does, until the log is drained and the time is up."""
    with _connect(url) as connection:
        while _batch(connection, f"reader-{number}", number) or time.monotonic() < end:
            pass


def _batch(connection: Connection, consumer: str, number: int) -> int:
    with connection.transaction():
        claimed = connection.execute(_CLAIM, (consumer,)).fetchone()
        if claimed is None or claimed[0] is None:
            return 0
        found = connection.execute(_READ, claimed).fetchall()
        connection.execute("insert into seen select %s, unnest(%s::bigint[])", (number, [row[0] for row in found]))
        return max(len(found), 1)
