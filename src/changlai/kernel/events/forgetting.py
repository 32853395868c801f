"""Taking a person's events out of the log, read or not: what happened to them is nobody's business any more."""

from collections.abc import Iterable

from changlai.kernel import db

_FORGET = """
    with gone as (
      delete from {table} where organisation_id = %(org)s and (
        (body->>'customer_id')::bigint = any(%(customers)b::bigint[])
        or (body->>'into_id')::bigint = any(%(customers)b::bigint[])
        or (body->>'conversation_id')::bigint = any(%(conversations)b::bigint[])) returning 1)
    select count(*) from gone"""


_FORGET_WORDS = """
    with gone as (
      delete from {table} where organisation_id = %(org)s and kind = %(kind)s
        and body #>> %(path)b::text[] = any(%(values)b::text[]) returning 1)
    select count(*) from gone"""


def forget_words(*, organisation_id: int, kind: str, path: Iterable[str], values: Iterable[str]) -> int:
    """Delete the events of a kind, dead ones too, that carry one of these values at a place of their body ("said.key"
    is ``("said", "key")``): for those that travel with somebody's words. Returns how many; see ``forget`` for the cost.
    """
    asked = {"org": organisation_id, "kind": kind, "path": list(path), "values": list(values)}
    db.row("select set_config('statement_timeout', '0', true)")
    return sum(int(db.value(_FORGET_WORDS.format(table=table), asked)) for table in ("event_log", "event_dead"))


_BLANK = """
    with blanked as (
      update {table} set body = jsonb_set(body::jsonb, %(place)b::text[], '""')::json
      where organisation_id = %(org)s and kind = %(kind)s and body #>> %(path)b::text[] = any(%(values)b::text[])
        and body #>> %(place)b::text[] <> '' returning 1)
    select count(*) from blanked"""


def blank(*, organisation_id: int, kind: str, path: Iterable[str], values: Iterable[str], place: Iterable[str]) -> int:
    """Empty a text of the events ``forget_words`` would delete: for those that only quote somebody. How many."""
    asked = {"org": organisation_id, "kind": kind, "path": list(path), "values": list(values), "place": list(place)}
    db.row("select set_config('statement_timeout', '0', true)")
    return sum(int(db.value(_BLANK.format(table=table), asked)) for table in ("event_log", "event_dead"))


def forget(*, organisation_id: int, customer_ids: Iterable[int], conversation_ids: Iterable[int]) -> int:
    """Delete the events, dead ones too, that tell of these customers and conversations; returns how many.

    Reads the organisation's whole log: a rare deed, done by a job without the usual limit of time.
    """
    asked = {"org": organisation_id, "customers": list(customer_ids), "conversations": list(conversation_ids)}
    db.row("select set_config('statement_timeout', '0', true)")
    return sum(int(db.value(_FORGET.format(table=table), asked)) for table in ("event_log", "event_dead"))
