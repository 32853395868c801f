"""Workers that are up but stand still (SIGSTOP), so that a backlog can grow without measuring their start."""

import os
import signal
import time

from bench.support.house import House

SETTLE = 1.0  # seconds before the halt, so that nothing is halted in the middle of a transaction


class Halted:
    """``with Halted(house):`` no worker of the house moves inside. ``settle`` seconds are waited first."""

    def __init__(self, house: House, *, settle: float = SETTLE) -> None:
        self.pids = house.pids(*(name for name in house.programs if name.startswith("worker")))
        self.settle = settle

    def __enter__(self) -> None:
        time.sleep(self.settle)
        self._signal(signal.SIGSTOP)

    def __exit__(self, *_: object) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        for pid in self.pids:
            os.kill(pid, number)
