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


def forget(*, organisation_id: int, customer_ids: Iterable[int], conversation_ids: Iterable[int]) -> int:
    """Delete the events, dead ones too, that tell of these customers and conversations; returns how many.

    Reads the organisation's whole log: a rare deed, done by a job without the usual limit of time.
    """
    asked = {"org": organisation_id, "customers": list(customer_ids), "conversations": list(conversation_ids)}
    db.row("select set_config('statement_timeout', '0', true)")
    return sum(int(db.value(_FORGET.format(table=table), asked)) for table in ("event_log", "event_dead"))
