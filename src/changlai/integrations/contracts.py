"""What other programs are told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from changlai.kernel.events import Event

Data = Mapping[str, Any]
FIRST_GOOD, FIRST_NOT_GOOD, GONE = 200, 300, 410


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try. ``status`` is None when no answer came; then ``error`` says why, in a slug. ``answer`` is
    the beginning of the body.
    """

    status: int | None
    milliseconds: int
    error: str = ""
    answer: str = ""

    @property
    def is_good(self) -> bool:
        """Only 2xx says that it was taken; a redirect is followed by nobody."""
        return self.status is not None and FIRST_GOOD <= self.status < FIRST_NOT_GOOD

    @property
    def is_gone(self) -> bool:
        """The receiver wants no more."""
        return self.status == GONE


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of message to other programs. ``slug`` and the fields of ``data`` are a promise: what changes their
    meaning gets a new slug. ``data`` answers None for an event that is not to be told.
    """

    slug: str
    label: Promise
    event: type[Event]
    data: Callable[[Any], Data | None]
