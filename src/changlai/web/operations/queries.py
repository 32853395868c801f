"""Questions about the machine room. Rows are of one organisation; lags and clocks are the whole system's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.utils.functional import Promise

from changlai.kernel import backlog, cron, db, discovery
from changlai.kernel.backlog import ConsumerLag
from changlai.kernel.events import Consumer, consumers, dead

_CRON = "select name, every, next, last, error from cron where name = any(%s) order by name"
_REPEATED = """select kind, count(*) from event_log where organisation_id = any(%s) and id > %s and kind = any(%s)
    group by kind order by kind"""


@dataclass(frozen=True, slots=True)
class ConsumerRow:
    """A consumer of the program: what it reads, how far it is behind, what it gave up on here."""

    consumer: Consumer
    lag: ConsumerLag | None
    dead: int

    @property
    def name(self) -> str:
        return self.consumer.name

    @property
    def reads(self) -> list[str]:
        """The kinds of events it reads."""
        return self.consumer.kinds

    @property
    def waiting(self) -> int:
        return self.lag.waiting if self.lag else 0

    @property
    def oldest(self) -> datetime | None:
        return self.lag.oldest if self.lag else None

    @property
    def moved(self) -> datetime | None:
        return self.lag.moved if self.lag else None


@dataclass(frozen=True, slots=True)
class CronRow:
    """Periodic work: its interval, the last and next time, and the last error."""

    name: str
    every: timedelta
    next: datetime
    last: datetime | None
    error: str


def consumer_rows(organisation_id: int) -> list[ConsumerRow]:
    """Every consumer of the program, by name; two statements."""
    lags = {lag.consumer: lag for lag in backlog.consumers()}
    buried = dead.counts([organisation_id])
    return [ConsumerRow(one, lags.get(one.name), buried.get(one.name, 0)) for one in consumers()]


def consumer_named(name: str) -> Consumer | None:
    """The consumer of this name; None when the program has none."""
    return next((one for one in consumers() if one.name == name), None)


def cron_rows(organisation_id: int) -> list[CronRow]:
    """Everything that comes round by the clock; what failed for others is theirs to see."""
    return [
        CronRow(name, every, soon, last, cron.error_for(error or "", organisation_id))
        for name, every, soon, last, error in db.rows(_CRON, (list(cron.entries()),))
    ]


@cache
def works() -> Mapping[str, Promise]:
    """What every module calls its jobs (``JOBS`` of ``<module>/audit_words.py``)."""
    rooms = discovery.rooms("audit_words")
    return {kind: text for room in rooms for kind, text in getattr(room, "JOBS", {}).items()}


def work_in_words(kind: str) -> str:
    """What a job of this kind does; the kind itself when the program no longer has it."""
    return str(works().get(kind, kind))


def repeated(organisations: Sequence[int], consumer: Consumer, position: int) -> Mapping[str, int]:
    """How many events of each kind a rewind of ``consumer`` to ``position`` handles again."""
    return {str(row[0]): int(row[1]) for row in db.rows(_REPEATED, (list(organisations), position, consumer.kinds))}
