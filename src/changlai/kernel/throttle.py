"""A token bucket per caller, in this process: many web processes allow as many times more."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple

from django.utils.translation import gettext as _

from changlai.kernel.errors import TooMany

SECONDS_A_MINUTE = 60
REMEMBERED = 10_000  # callers; the one not seen for longest is forgotten first


class TooManyRequests(TooMany):
    def __init__(self, seconds: int) -> None:
        super().__init__(
            _("Too many requests. Wait %(seconds)d s and send fewer at a time.") % {"seconds": seconds},
            rule="api.too_many_requests",
            facts={"seconds": seconds},
        )


class Left(NamedTuple):
    """What a caller may still do: of ``limit`` at once, ``remaining`` now, all again after ``seconds``."""

    limit: int
    remaining: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """As programs read it (draft-ietf-httpapi-ratelimit-headers)."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.seconds),
        }


class Throttle:
    """Lets ``burst`` requests through at once and ``per_minute`` in the long run."""

    def __init__(self, *, per_minute: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = per_minute / SECONDS_A_MINUTE
        self.burst = burst
        self.clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, caller: Hashable) -> Left:
        """Count one request; raises TooManyRequests with the seconds to wait."""
        with self._lock:
            now = self.clock()
            left, at = self._left.pop(caller, (float(self.burst), now))
            left = min(self.burst, left + (now - at) * self.rate)
            self._left[caller] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > REMEMBERED:
                self._left.popitem(last=False)
        if left < 1:
            raise TooManyRequests(max(1, round((1 - left) / self.rate + 0.5)))
        return self._left_of(left - 1)

    def look(self, caller: Hashable) -> Left:
        """What a caller has left, without counting anything."""
        with self._lock:
            left, at = self._left.get(caller, (float(self.burst), self.clock()))
            return self._left_of(min(self.burst, left + (self.clock() - at) * self.rate))

    def _left_of(self, left: float) -> Left:
        return Left(self.burst, int(left), math.ceil((self.burst - left) / self.rate))
