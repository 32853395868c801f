"""Waiting for what other processes do: what comes sooner costs nothing, and a busy machine stands still for a while."""

import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")
PATIENCE = 60.0  # seconds


def until(question: Callable[[], Answer], what: str = "it did not happen in time") -> Answer:
    """The first answer that is not empty; fails with ``what`` when there is none."""
    end = time.monotonic() + PATIENCE
    while not (answer := question()):
        assert time.monotonic() < end, what
        time.sleep(0.005)
    return answer
