"""Whose conversation a line belongs into."""

from collections.abc import Sequence

from changlai.channels import queries as channels
from changlai.customers import queries as customers
from changlai.customers.enums import InteractionKind
from changlai.customers.events import InteractionRecorded
from changlai.inbox.actions.comeback import Place
from changlai.kernel import db

Placed = tuple[InteractionRecorded, Place]
# Whose conversations there have all ended.
_ENDED = """
    select x.o, x.cu, x.a from unnest(%b::bigint[], %b::bigint[], %b::bigint[]) x(o, cu, a)
    join inbox_conversation c on c.organisation_id = x.o and c.customer_id = x.cu and c.account_id = x.a
    group by 1, 2, 3 having bool_and(c.state = 'closed')"""


def placed_now(chosen: Sequence[InteractionRecorded]) -> list[Placed]:
    """Each with its place, by what the customers are called now."""
    moved = customers.current_ids(event.customer_id for event in chosen) if chosen else {}
    return [
        (event, (event.organisation_id, moved.get(event.customer_id, event.customer_id), event.account_id))
        for event in chosen
    ]


def without_mere_comments(chosen: Sequence[InteractionRecorded]) -> list[InteractionRecorded]:
    """What was said in public is a line only where it can be answered; reports of other systems are none."""
    ids = {event.account_id for event in chosen if event.kind == InteractionKind.COMMENT and event.account_id}
    accounts = channels.accounts_by_id(ids) if ids else {}
    writable = {pk for pk, account in accounts.items() if channels.product_of(account).sends}
    return [event for event in chosen if event.kind != InteractionKind.COMMENT or event.account_id in writable]


def without_mere_visits(placed: Sequence[Placed]) -> list[Placed]:
    """Who only opens the chat again begins nothing: the line goes to where they wrote last (``take_automatic``)."""
    said = {place for event, place in placed if event.kind != InteractionKind.ENTERED}
    visits = sorted({place for _, place in placed} - said)
    columns = tuple([place[i] for place in visits] for i in range(3))
    ended = {(row[0], row[1], row[2]) for row in db.rows(_ENDED, columns)} if visits else set()
    return [(event, place) for event, place in placed if place not in ended]
