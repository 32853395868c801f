"""What machines wrote, and visits without a word: shown, but nobody waits for an answer, so no work begins."""

from collections.abc import Sequence

import msgspec

from changlai.customers.enums import InteractionKind
from changlai.customers.events import InteractionRecorded
from changlai.inbox.actions.arrivals import AUTHORS, PREVIEW, add_lines
from changlai.inbox.actions.arrived import Opened
from changlai.inbox.actions.places import Placed, placed_now
from changlai.inbox.actions.signals import tell_changed
from changlai.kernel import db

# The open conversation, else the latest: a closed one stays closed.
_LATEST = """
    select l.id, x.o, x.cu, x.a, l.assignee_id, l.identity_id
    from unnest(%b::bigint[], %b::bigint[], %b::bigint[]) x(o, cu, a)
    cross join lateral (
      select c.id, c.assignee_id, c.identity_id from inbox_conversation c
      where c.organisation_id = x.o and c.customer_id = x.cu and c.account_id = x.a
      order by c.state = 'open' desc, c.id desc limit 1) l"""
_KEEP_CLOSED = """
    insert into inbox_conversation (organisation_id, customer_id, account_id, state, address, opened_at, closed_at,
      last_message_at, unread_count, preview, preview_kind, preview_author, has_failed, window_sent, identity_id)
    select o, cu, a, 'closed', ad::jsonb, t, t, t, 0, p, 'text', 'customer', false, 0, i
    from unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::text[], %b::timestamptz[], %b::text[], %b::bigint[])
      x(o, cu, a, ad, t, p, i) order by o, cu, a
    returning id, organisation_id, customer_id, account_id, assignee_id, identity_id"""


def take_automatic(events: Sequence[InteractionRecorded]) -> None:
    """Put them into the latest conversations of their senders, or into closed ones where there is none.

    So does a customer who only opens the chat again; a visit that has its line already gets no second one.
    """
    placed = placed_now([event for event in events if event.kind in AUTHORS and _is_quiet(event)])
    if not placed:
        return
    places = sorted({place for _, place in placed})
    opened = _by_place(db.rows(_LATEST, tuple([place[i] for place in places] for i in range(3))))
    first: dict[tuple[int, int, int], InteractionRecorded] = {}
    for event, place in placed:
        first.setdefault(place, event)
    missing = [place for place in places if place not in opened]
    if missing:
        opened |= _by_place(db.rows(_KEEP_CLOSED, _columns([(first[place], place) for place in missing])))
    fresh = add_lines(placed, opened)
    changed = {(place[0], opened[place]) for event, place in placed if event.id in fresh}
    tell_changed([(org, one.id, one.assignee_id) for org, one in sorted(changed, key=lambda c: c[1].id)], "message")


def _is_quiet(event: InteractionRecorded) -> bool:
    return event.is_automatic or event.kind == InteractionKind.ENTERED


def _columns(wanted: Sequence[Placed]) -> tuple[list[object], ...]:
    return (
        [place[0] for _, place in wanted],
        [place[1] for _, place in wanted],
        [place[2] for _, place in wanted],
        [msgspec.json.encode(event.address).decode() for event, _ in wanted],
        [event.occurred_at for event, _ in wanted],
        [(event.content.text if event.content else "")[:PREVIEW] for event, _ in wanted],
        [event.identity_id or None for event, _ in wanted],
    )


def _by_place(rows: Sequence[db.Row]) -> dict[tuple[int, int, int], Opened]:
    return {(row[1], row[2], row[3]): Opened(row[0], row[4], row[5]) for row in rows}
