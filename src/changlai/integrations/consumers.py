"""Other programs hear what happens."""

from collections.abc import Sequence

from changlai.integrations import actions, registry
from changlai.kernel.events import Event, consumer


@consumer("integrations.webhooks", reads=registry.events(), pace=0.25)
def tell(events: Sequence[Event]) -> None:
    """Order a message to every endpoint that wants to hear of it."""
    actions.tell(events)
