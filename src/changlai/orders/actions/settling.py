"""What every change of orders comes to: rows, articles, sums, timelines and events, in one transaction."""

from collections.abc import Sequence

from changlai.orders.actions import rows
from changlai.orders.actions.sums import recount
from changlai.orders.actions.telling import Change, tell


def settle(organisation_id: int, changes: Sequence[Change]) -> None:
    """Write what is different about orders that have their rows already; their customers are locked."""
    if not changes:
        return
    standing = [change for change in changes if change.before and change.after]
    rows.update([{**(change.after or {}), "id": change.order_id} for change in standing])
    rows.write_items(
        organisation_id,
        {
            change.order_id: change.articles
            for change in changes
            if change.after and list(change.articles) != list(change.articles_before)
        },
    )
    recount(
        [organisation_id], {row["customer_id"] for change in changes for row in (change.before, change.after) if row}
    )
    tell(changes)
