"""A customer's address leads nowhere any more, or somewhere again: what stands on screen changes at once."""

from collections.abc import Sequence

from changlai.customers.events import ReachChanged
from changlai.inbox.actions.signals import tell_changed
from changlai.kernel import db

# The newest talk through each account: who answers there is the one to know. Others ask the gate when they are opened.
_TALKS = """
    select distinct on (c.organisation_id, c.customer_id, c.account_id) c.organisation_id, c.id, c.assignee_id
    from unnest(%b::bigint[], %b::bigint[]) x(o, p)
    join inbox_conversation c on c.organisation_id = x.o and c.customer_id = x.p
    order by c.organisation_id, c.customer_id, c.account_id, c.id desc"""


def tell_reach(events: Sequence[ReachChanged]) -> None:
    """The gate decides anew for these customers' composers: they look again."""
    people = sorted({(event.organisation_id, event.customer_id) for event in events})
    talks = db.rows(_TALKS, ([one[0] for one in people], [one[1] for one in people]))
    tell_changed([(row[0], row[1], row[2]) for row in talks], "state")
