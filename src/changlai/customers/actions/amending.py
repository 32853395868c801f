"""Correcting entries of a timeline whose cause has changed, or taking them away."""

from collections.abc import Sequence

from changlai.customers.actions.telling import tell_screens
from changlai.customers.actions.timeline import Entry, encoded_facts
from changlai.kernel import db

_AMEND = """
    update customers_interaction i set facts = x.f::jsonb
    from unnest(%b::bigint[], %b::bigint[], %b::smallint[], %b::timestamptz[], %b::text[]) x(o, e, p, t, f)
    where i.organisation_id = x.o and i.event_id = x.e and i.part = x.p and i.occurred_at = x.t
    returning i.organisation_id, i.customer_id"""
_WITHDRAW = """
    delete from customers_interaction i
    using unnest(%b::bigint[], %b::bigint[], %b::smallint[], %b::timestamptz[]) x(o, e, p, t)
    where i.organisation_id = x.o and i.event_id = x.e and i.part = x.p and i.occurred_at = x.t
    returning i.organisation_id, i.customer_id"""


def amend(entries: Sequence[Entry]) -> None:
    """Give entries that are already there the facts they have now; one that is not there stays away."""
    if entries:
        facts = [encoded_facts(entry) for entry in entries]
        _tell(db.rows(_AMEND, (*_causes(entries), facts)))


def withdraw(entries: Sequence[Entry]) -> None:
    """Take entries away: their cause is gone."""
    if entries:
        _tell(db.rows(_WITHDRAW, _causes(entries)))


def _causes(entries: Sequence[Entry]) -> tuple[list[object], ...]:
    return (
        [entry.organisation_id for entry in entries],
        [entry.event_id for entry in entries],
        [entry.part for entry in entries],
        [entry.occurred_at for entry in entries],
    )


def _tell(rows: Sequence[db.Row]) -> None:
    """Open pages of these customers look again."""
    changed = sorted({(row[0], row[1]) for row in rows})
    tell_screens(changed)
