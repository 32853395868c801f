"""What open screens are told: the live events of a stretch of a test."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from changlai.kernel.sse import CHANNEL


@contextmanager
def listening() -> Iterator[Callable[[], set[tuple[str, str]]]]:
    """Asked, it answers the (room, kind) of what has been told since it was asked last. Committed transactions only."""

    def told() -> set[tuple[str, str]]:
        notes = connection.connection.notifies(timeout=0.5)
        return {(name, kind) for note in notes for name, kind, _ in json.loads(note.payload)}

    connection.cursor().execute(f"listen {CHANNEL}")
    try:
        yield told
    finally:
        connection.cursor().execute(f"unlisten {CHANNEL}")
