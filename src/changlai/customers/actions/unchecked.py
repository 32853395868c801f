"""Putting customers down for a look whether somebody is there twice; the look itself comes after, in the background."""

from collections.abc import Iterable

from changlai.kernel import db

_MARK = """
    insert into customers_unchecked (organisation_id, customer_id, since)
    select o, c, clock_timestamp() from unnest(%b::bigint[], %b::bigint[]) x(o, c)
    on conflict (organisation_id, customer_id) do nothing"""


def mark_unchecked(customers: Iterable[tuple[int, int]]) -> None:
    """(organisation, customer): new or changed in what rules go by; one statement."""
    rows = sorted(set(customers))
    if rows:
        db.run(_MARK, ([org for org, _ in rows], [one for _, one in rows]))
