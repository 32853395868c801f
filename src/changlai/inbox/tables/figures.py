"""Counts as the tabs and the side bar show them."""

from changlai.inbox.queries import COUNT_BOUND
from changlai.inbox.sight import Figures


def figures(counted: Figures) -> dict[str, str]:
    """By tab, and how many of mine are "waiting"; "99+" above the bound."""
    return {str(tab): bounded(count) for tab, count in counted.tabs.items()} | {"waiting": bounded(counted.waiting)}


def bounded(count: int) -> str:
    """A count as it is shown: nobody waits for an exact number of many."""
    return f"{COUNT_BOUND - 1}+" if count >= COUNT_BOUND else str(count)
