"""Taking turns: locks of the database that no row stands for. They end with the transaction, and so with its process.

A lock has a name, ``module.what``, and keys, the organisation in scope unless others are told. Both are hashed: two
that fall together wait for each other, which costs a moment and harms nothing. The keys of one call are taken in one
order, so that two who want the same ones never wait in a ring. The event log's own locks are of another kind.
"""

from collections.abc import Iterable

from changlai.kernel import db, tenancy

_EACH = """
    select pg_advisory_xact_lock{how}(hashtext(%b::text), k)
    from (select distinct hashtext(x) k from unnest(%b::text[]) x order by 1 offset 0) y"""
_TAKE, _SHARE = _EACH.format(how=""), _EACH.format(how="_shared")
_HELD = """
    select exists (select from pg_locks where locktype = 'advisory' and objsubid = 2 and granted
      and classid = hashtext(%b::text)::oid and objid = hashtext(%b::text)::oid
      and database = (select oid from pg_database where datname = current_database()))"""


def take(name: str, keys: Iterable[int | str] | None = None) -> None:
    """Until the end of the transaction nobody else has these turns, alone or shared."""
    db.run(_TAKE, (name, _texts(keys)))


def share(name: str, keys: Iterable[int | str] | None = None) -> None:
    """Until the end of the transaction nobody has these turns alone; others may share them."""
    db.run(_SHARE, (name, _texts(keys)))


def is_held(name: str, key: int | str) -> bool:
    """Whether some transaction has the turn now, alone or shared."""
    return bool(db.value(_HELD, (name, str(key))))


def _texts(keys: Iterable[int | str] | None) -> list[str]:
    return [str(tenancy.organisation_id())] if keys is None else [str(one) for one in keys]
