"""How often one company may call one API (document path 90454): per minute, per hour, and at once."""

from collections import defaultdict

from sandbox.wecom.errors import ApiError
from sandbox.world import World

DEFAULTS = {"per_minute": 10_000, "per_hour": 150_000, "at_once": 0, "sync_without_token_per_minute": 60}
WINDOWS = {"per_minute": 60, "per_hour": 3_600}


class Limits:
    """Counts in memory; the limits themselves are settings (0 means no limit)."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts: dict[tuple[str, str, str], tuple[int, int]] = {}
        self._running: dict[tuple[str, str], int] = defaultdict(int)

    def limit(self, name: str) -> int:
        """The number now in force."""
        return int(self._world.setting(f"limit_{name}", DEFAULTS[name]))

    def change(self, changes: dict[str, int]) -> dict[str, int]:
        """Set some limits and answer all."""
        for name in changes.keys() & DEFAULTS.keys():
            self._world.set(f"limit_{name}", changes[name])
        return {name: self.limit(name) for name in DEFAULTS}

    def count(self, corpid: str, api: str) -> None:
        """Count one call; raises 45009 when its window is full."""
        for name, seconds in WINDOWS.items():
            self.take(name, f"{corpid} {api}", seconds)

    def take(self, name: str, what: str, seconds: int) -> None:
        """Count one use of `what` against the limit `name` per `seconds`; raises 45009 when it is full."""
        window = int(self._world.clock.now()) // seconds
        key = (name, what, "")
        started, used = self._counts.get(key, (window, 0))
        used = used + 1 if started == window else 1
        self._counts[key] = (window, used)
        limit = self.limit(name)
        if limit and used > limit:
            raise ApiError(45009)

    def enter(self, corpid: str, api: str) -> None:
        """A call begins; raises 45033 when too many run at once."""
        limit = self.limit("at_once")
        if limit and self._running[corpid, api] >= limit:
            raise ApiError(45033)
        self._running[corpid, api] += 1

    def leave(self, corpid: str, api: str) -> None:
        """A call that entered has ended."""
        self._running[corpid, api] -= 1
