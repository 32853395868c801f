"""A log with one reader, for tests of what surrounds it."""

from dataclasses import dataclass, field

from changlai.kernel import db
from changlai.kernel.events import Event, publish
from changlai.kernel.events.reader import Reader
from changlai.kernel.events.registry import Consumer
from changlai.kernel.jobs import NewJob, add
from changlai.kernel.tenancy import scope


class Noted(Event, frozen=True, kw_only=True):
    """Something of no meaning, for these tests."""

    number: int


@dataclass
class Street:
    """One consumer ``c`` that refuses the numbers in ``bad``, in these ``words``, and keeps the others in ``got``."""

    bad: set[int] = field(default_factory=set)
    words: str = "cannot read it"
    got: list[int] = field(default_factory=list)

    @property
    def consumer(self) -> Consumer:
        return Consumer("c", (Noted,), self.handle)

    def handle(self, events: list[Noted]) -> None:
        if any(event.number in self.bad for event in events):
            raise ValueError(self.words)
        self.got.extend(event.number for event in events)

    def drain(self) -> None:
        """Read until there is nothing new."""
        reader = Reader(self.consumer, holder="w", board=None)
        reader.register()
        while reader.run_once():
            pass


def say(*numbers: int, org: int = 1) -> None:
    """One event for each number; the number is its key."""
    with scope(org):
        publish(*(Noted(organisation_id=org, key=n, number=n) for n in numbers))


def order(*numbers: int, org: int = 1) -> None:
    """One job for each number, on the queue ``q``."""
    with scope(org):
        add("q", [NewJob(org, "test", {"n": n}, f"u{n}") for n in numbers])


def kill(*orgs: int) -> None:
    """Give up every job of these organisations."""
    with scope(*orgs):
        db.run("update lease set state = 'dead', attempts = 3, crashes = 1, error = 'Permanent: it is gone'")
