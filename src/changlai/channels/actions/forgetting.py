"""Removing what a person said and was sent from the channel's own tables."""

from collections.abc import Sequence

from changlai.kernel import db

_OUTBOX = """
    with gone as (delete from channels_outbox where organisation_id = %(org)s
      and reference = any(%(references)b::text[]) returning 1) select count(*) from gone"""
_DELIVERIES = """
    with gone as (delete from channels_delivery where organisation_id = %(org)s
      and (id = any(%(deliveries)b::bigint[]) or thread = any(%(values)b::text[])) returning 1)
    select count(*) from gone"""
_TOUCHES = """
    with gone as (delete from channels_windowtouch where organisation_id = %(org)s
      and person = any(%(values)b::text[]) returning 1) select count(*) from gone"""


def forget_person(
    *, organisation_id: int, delivery_ids: Sequence[int], values: Sequence[str], references: Sequence[str]
) -> list[tuple[str, int]]:
    """Delete raw deliveries (by their ids, or by the platform's name of the person) and messages at the door
    out (by reference), and what they did without a word; (table, rows) of each. What was seen is still not taken in
    a second time.
    """
    asked = {
        "org": organisation_id,
        "deliveries": list(delivery_ids),
        "values": list(values),
        "references": list(references),
    }
    statements = (
        ("channels_outbox", _OUTBOX),
        ("channels_delivery", _DELIVERIES),
        ("channels_windowtouch", _TOUCHES),
    )
    return [(table, int(db.value(sql, asked))) for table, sql in statements]
