"""Turns (changlai.kernel.turns) that somebody else has, over a connection of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from changlai.kernel import db
from tests.support.patience import until

_SHARE = "select pg_advisory_xact_lock_shared(hashtext(%s), hashtext(%s::text))"
_TAKE = "select pg_advisory_xact_lock(hashtext(%s), hashtext(%s::text))"
_WAITS = """select exists (select from pg_locks where locktype = 'advisory' and not granted
    and classid = hashtext(%s)::oid and objid = hashtext(%s::text)::oid)"""


@contextmanager
def held(name: str, key: int | str, *, shared: bool = False) -> Iterator[psycopg.Connection]:
    """Another transaction has the turn until the end of the block, or of the transaction."""
    with psycopg.connect(**db.parameters()) as other:
        other.execute(_SHARE if shared else _TAKE, (name, key))
        yield other


def until_wanted(other: psycopg.Connection, name: str, key: int | str) -> None:
    """Until somebody waits for the turn that ``other`` has."""
    until(lambda: other.execute(_WAITS, (name, key)).fetchone() == (True,), f"nobody waits for {name} {key}")
