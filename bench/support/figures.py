"""Small sums."""

import os
import platform
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` (0 to 1) of all values do not exceed; 0 when there are none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)


def moment() -> datetime:
    """Now, by the clock of this machine."""
    return datetime.fromtimestamp(time.time(), UTC)


def machine() -> dict[str, object]:
    """What it ran on, and how busy that was with other work."""
    return {"cores": os.cpu_count(), "python": platform.python_version(), "load_before": round(os.getloadavg()[0], 1)}


def proportional_mb(pids: Sequence[int]) -> float:
    """Memory in MB with shared pages divided among those who share them (PSS)."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return round(total / 1024, 1)
