"""Whose conversation a line belongs into."""

from collections.abc import Sequence

from changlai.customers import queries as customers
from changlai.customers.events import InteractionRecorded
from changlai.inbox.actions.comeback import Place

Placed = tuple[InteractionRecorded, Place]


def placed_now(chosen: Sequence[InteractionRecorded]) -> list[Placed]:
    """Each with its place, by what the customers are called now."""
    moved = customers.current_ids(event.customer_id for event in chosen) if chosen else {}
    return [
        (event, (event.organisation_id, moved.get(event.customer_id, event.customer_id), event.account_id))
        for event in chosen
    ]
