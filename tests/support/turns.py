"""Turns (changlai.kernel.turns) that somebody else has, over a connection of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from changlai.kernel import db

_SHARE = "select pg_advisory_xact_lock_shared(hashtext(%s), hashtext(%s::text))"
_TAKE = "select pg_advisory_xact_lock(hashtext(%s), hashtext(%s::text))"


@contextmanager
def held(name: str, key: int | str, *, shared: bool = False) -> Iterator[None]:
    """Another transaction has the turn until the end of the block."""
    with psycopg.connect(**db.parameters()) as other:
        other.execute(_SHARE if shared else _TAKE, (name, key))
        yield
