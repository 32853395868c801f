"""Who reads which events."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from changlai.kernel import discovery
from changlai.kernel.events.log import Event, kind_of

Handler = Callable[[list[Any]], None]
LIMIT = 1000  # events a batch: longer ones hold the shards for too long
_consumers: dict[str, "Consumer"] = {}


@dataclass(frozen=True, slots=True)
class Consumer:
    """A reader of the log. ``handle`` gets batches in order, inside the transaction that moves the cursor: at most
    ``limit`` events. Large ones are cheap per event, and only arise where there is much to do. Who has no person
    waiting for it names a ``pace``: the seconds it lets events gather after a batch that was not half full; in a rush
    it lets the others go first."""

    name: str
    reads: tuple[type[Event], ...]
    handle: Handler
    limit: int = LIMIT
    pace: float = 0.0

    @property
    def kinds(self) -> list[str]:
        return [kind_of(event) for event in self.reads]


def consumer(
    name: str, *, reads: Sequence[type[Event]], limit: int = LIMIT, pace: float = 0.0
) -> Callable[[Handler], Handler]:
    """Declare a consumer: works set-wise, never talks to the outside, and upserts what a rewind would repeat.

    Raises ValueError when another handler has the name already.
    """

    def register(handle: Handler) -> Handler:
        if name in _consumers and _consumers[name].handle.__qualname__ != handle.__qualname__:
            raise ValueError(f"two consumers are called {name}")
        _consumers[name] = Consumer(name, tuple(reads), handle, limit, pace)
        return handle

    return register


def consumers() -> list[Consumer]:
    """All consumers of the house, by name."""
    discovery.rooms("consumers")
    return [_consumers[name] for name in sorted(_consumers)]
