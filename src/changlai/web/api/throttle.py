"""A token bucket per caller, in this process: many web processes allow as many times more."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

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


class Throttle:
    """Lets ``burst`` requests through at once and ``per_minute`` in the long run."""

    def __init__(self, *, per_minute: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = per_minute / SECONDS_A_MINUTE
        self.burst = burst
        self.clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, caller: Hashable) -> None:
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
