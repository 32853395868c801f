"""Very many records of an organisation are being written at once.

What follows them (the search index, the look for duplicates) waits until that is over, for it reads each record once
then, and takes no time from whoever writes meanwhile. Each transaction that writes holds a shared advisory lock of its
organisation, so the end of a worker ends the waiting too. Nobody waits for longer than PATIENCE at a stretch.

What their rows refer to is looked up once for all (kernel/sql/vouched.sql).
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from changlai.kernel import db, turns

PATIENCE = 180.0  # seconds a follower waits at most, before it takes a turn between others
_TURNS = "kernel.bulk"
_LOCK = "select id from {table} where organisation_id = %b and id = any(%b::bigint[]) order by id for key share"
_VOUCH = "select rows_vouched(%s), set_config('app.marked', %s, true)"  # see records.actions.watching
_since: dict[tuple[str, int], float] = {}  # when a follower of this process began to wait for an organisation


def hold(organisation_id: int) -> None:
    """Say, until the transaction ends, that very many records are being written; the log takes them as they are."""
    turns.share(_TURNS, [organisation_id])
    db.rows("select rows_hasty()")


def makes_wait(follower: str, organisation_id: int) -> bool:
    """Whether a follower, by its name, should leave an organisation alone for now; it asks again a little later."""
    place = follower, organisation_id
    if not turns.is_held(_TURNS, organisation_id):
        _since.pop(place, None)
        return False
    now = time.monotonic()
    if now - _since.setdefault(place, now) < PATIENCE:
        return True
    _since.pop(place)
    return False


def are_there(table: str, organisation_id: int, ids: Iterable[int]) -> bool:
    """Whether rows of a table are there, and stay until the transaction ends. ``table`` must be ours."""
    wanted = sorted(set(ids))
    return len(db.rows(_LOCK.format(table=table), (organisation_id, wanted))) == len(wanted) if wanted else True


@contextmanager
def vouched(*, whether: bool = True, marked: bool = False) -> Iterator[None]:
    """Insert rows without a look for each reference of each: ``whether`` the caller has made or locked, in this
    transaction, every row they refer to. ``marked``: it made the records they are about, too, so that the search index
    knows of these already. For one statement; when it fails, the transaction or its savepoint must end.
    """
    if whether:
        db.rows(_VOUCH, (True, "on" if marked else ""))
    yield
    if whether:
        db.rows(_VOUCH, (False, ""))
