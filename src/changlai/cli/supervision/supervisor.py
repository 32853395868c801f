"""Starts the processes in order, keeps them alive, stops them in order.

One thread, one loop: carry the children's output, start again what ended, look after PostgreSQL. A first Ctrl-C or
SIGTERM stops everything cleanly, a second one at once.
"""

import contextlib
import os
import selectors
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from changlai.cli.errors import Trouble
from changlai.cli.postgres import Cluster, ClusterFailed
from changlai.cli.supervision.child import Child, Service
from changlai.cli.supervision.logs import Console, Pump, RotatingFile, empty_when_long
from changlai.cli.supervision.state import HouseState, ProcessState, write_state

TICK = 0.2  # seconds between two looks at the children
DATABASE_LOOK = 1.0  # seconds between two looks at PostgreSQL
PATIENCE = 10.0  # seconds a child has for a clean end
HARSH = 2  # interrupts after which nobody waits any more
STOP_ORDER = ("web", "worker", "sandbox")  # doors first: nothing new comes in while the workers finish


class StopAsked(Exception):
    """A person or the system wants us to stop."""


@dataclass
class Supervisor:
    """Everything that runs for one data folder."""

    data: Path
    url: str
    public_url: str = ""
    sandbox_url: str = ""
    cluster: Cluster | None = None
    field_key: str = ""  # the id of the key that new values are sealed with
    console: Console = field(default_factory=Console)

    def __post_init__(self) -> None:
        self.children: dict[str, Child] = {}
        self.interrupts = 0
        self.ready = False
        self.started_at = time.time()
        self._due: dict[str, tuple[float, Child]] = {}  # name -> when to start again, and what ended
        self._files: dict[str, RotatingFile] = {}
        self._pumps = selectors.DefaultSelector()
        self._database_look = 0.0

    # -- what `up` calls --------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def house(self) -> Iterator[None]:
        """Listen for signals, and whatever happens inside, leave nothing running."""
        before = {number: signal.signal(number, self._interrupted) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            self.stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def start(self, service: Service) -> Child:
        """Start a service that shall live as long as we do."""
        return self._adopt(Child(service))

    def ask(self, service: Service, *, within: float) -> str:
        """Run a program that ends by itself and hand back what it printed; its standard error goes to its log.

        Raises Trouble with the end of that log when it fails or takes longer than ``within`` seconds.
        """
        with self._file(service.name).path.open("ab") as log:
            child = Child(service, errors=log)
        try:
            in_time = self.wait(lambda: child.ended, within=within)
        finally:
            child.kill()
            said, _ = child.process.communicate()
        if child.process.returncode:
            why = child.end() if in_time else f"not done after {within:.0f} s"
            raise Trouble(f"{service.name} failed ({why}):\n{self.tail(service.name)}")
        return said.decode().strip()

    def wait(self, condition: Callable[[], bool], *, within: float) -> bool:
        """Keep house until the condition holds; False after ``within`` seconds. Raises StopAsked."""
        deadline = time.monotonic() + within
        while not condition():
            if time.monotonic() > deadline:
                return False
            self.tick(0.05)
        return True

    def run(self) -> None:
        """Keep house until somebody asks to stop."""
        while True:
            self.tick(TICK)

    def tick(self, seconds: float) -> None:
        """One round: carry output, mend what broke. Raises StopAsked."""
        self._carry(seconds)
        if self.interrupts:
            raise StopAsked
        self._look_after_database()
        self._look_after_children()

    def stop_all(self) -> None:
        """Stop in the order in which work comes in: web, workers, sandbox, then the database."""
        for kind in STOP_ORDER:
            self._stop([child for name, child in self.children.items() if name.split("-")[0] == kind])
        self.children.clear()
        self._carry(0)
        if self.cluster and self.cluster.pid:
            self.cluster.stop()
        for file in self._files.values():
            file.close()

    def remember(self) -> None:
        """Write down what runs, for status, logs and down."""
        processes = [
            ProcessState(name, child.process.pid, child.started_at, child.restarts)
            for name, child in self.children.items()
        ]
        if self.cluster and (pid := self.cluster.pid):
            processes.append(ProcessState("postgres", pid, psutil.Process(pid).create_time()))
        state = HouseState(
            pid=os.getpid(),
            started_at=self.started_at,
            url=self.url,
            public_url=self.public_url,
            sandbox_url=self.sandbox_url,
            field_key=self.field_key,
            ready=self.ready,
            processes=processes,
        )
        try:
            write_state(self.data, state)
        except OSError as error:  # a full disk stops nobody
            self.console.say(f"cannot note down what runs, so status and logs may be out of date: {error}")

    def tail(self, name: str, lines: int = 30) -> str:
        """The last lines of a child's log."""
        self._carry(0)
        return "\n".join(self._file(name).path.read_text(errors="replace").splitlines()[-lines:])

    # -- inside -----------------------------------------------------------------------------------------------------

    def _interrupted(self, *_: object) -> None:
        self.interrupts += 1

    def _adopt(self, child: Child) -> Child:
        name = child.service.name
        self.children[name] = child
        pump = Pump(child.output, self._file(name), lambda line: self.console.child(name, line))
        self._pumps.register(child.output, selectors.EVENT_READ, pump)
        self.remember()
        return child

    def _file(self, name: str) -> RotatingFile:
        if name not in self._files:
            self._files[name] = RotatingFile(self.data / "logs" / f"{name}.log")
        return self._files[name]

    def _carry(self, seconds: float) -> None:
        for key, _ in self._pumps.select(seconds):
            pump: Pump = key.data
            if not pump.carry():
                self._pumps.unregister(key.fileobj)
                pump.close()

    def _look_after_children(self) -> None:
        now = time.monotonic()
        for name, child in list(self.children.items()):
            if child.ended and name not in self._due:
                child.kill()
                pause, child.in_a_row = child.pause(), child.failed_before
                self.console.say(f"{name} ended ({child.end()}); it starts again in {pause:.1f} s")
                self._due[name] = (now + pause, child)
        for name, (when, child) in list(self._due.items()):
            if now >= when:
                del self._due[name]
                self._adopt(Child(child.service, restarts=child.restarts + 1, in_a_row=child.in_a_row + 1))

    def _look_after_database(self) -> None:
        if not self.cluster or time.monotonic() < self._database_look:
            return
        self._database_look = time.monotonic() + DATABASE_LOOK
        if self.cluster.pid:
            empty_when_long(self.cluster.log)
            return
        started = time.monotonic()
        self.console.say("postgres ended; it starts again")
        try:
            self.cluster.start()
        except ClusterFailed as error:
            self.console.say(f"postgres does not start yet: {error}")
            return
        self.console.say(f"postgres serves again after {time.monotonic() - started:.1f} s")
        self.remember()

    def _stop(self, children: list[Child]) -> None:
        """Ask all of them at once, wait for each, kill what does not go."""
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + PATIENCE
        for child in children:
            while not child.ended and time.monotonic() < deadline and self.interrupts < HARSH:
                self._carry(0.05)
            child.kill()
            child.process.wait()
