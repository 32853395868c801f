"""Repairing what failed. Each deed and its reason are in the audit log, without the words of any customer."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from psycopg.errors import LockNotAvailable

from changlai.accounts.models import Member
from changlai.kernel import audit
from changlai.kernel.audit import Actor
from changlai.kernel.events import dead, rewind
from changlai.kernel.events.dead import Replayed
from changlai.kernel.events.rewind import NoSuchConsumer
from changlai.kernel.jobs import dead as dead_jobs
from changlai.kernel.tenancy import scope
from changlai.web.operations.errors import Busy, ConsumerGone, NothingChosen, ReasonMissing

CONSOLE = Actor("operator", name="console")
T = TypeVar("T")
Place = tuple[str, int]  # a consumer and an event it gave up on


def replay_events(*, places: Sequence[Place], by: Member) -> Replayed:
    """Hand these dead events to their consumers again. Raises NothingChosen, ConsumerGone, Busy."""
    if not places:
        raise NothingChosen
    by_consumer: dict[str, list[int]] = {}
    for consumer, event_id in places:
        by_consumer.setdefault(consumer, []).append(event_id)
    results = [_replay(consumer, ids, by) for consumer, ids in sorted(by_consumer.items())]
    return Replayed(
        [one for found in results for one in found.done], [one for found in results for one in found.failed]
    )


def replay_all_events(*, consumer: str, by: Member) -> Replayed:
    """Hand the oldest dead events of a consumer to it again, at most ``dead.AT_ONCE``. Raises ConsumerGone, Busy."""
    return _replay(consumer, None, by)


def _replay(consumer: str, ids: list[int] | None, by: Member) -> Replayed:
    found = _in_time(consumer, lambda: dead.replay([by.organisation_id], consumer, ids))
    facts = {"consumer": consumer, "done": found.done, "failed": found.failed}
    audit.record("operations.events_replayed", actor=by, changes=facts)
    return found


@transaction.atomic
def discard_events(*, places: Sequence[Place], reason: str, by: Member) -> int:
    """Let dead events go for good; returns how many. Raises NothingChosen, ReasonMissing."""
    _check(places, reason)
    gone = []
    for consumer in sorted({consumer for consumer, _ in places}):
        ids = [event_id for name, event_id in places if name == consumer]
        gone += [[consumer, event_id] for event_id in dead.discard([by.organisation_id], consumer, ids)]
    audit.record("operations.events_discarded", actor=by, changes={"events": gone, "reason": reason})
    return len(gone)


@transaction.atomic
def revive_jobs(*, job_ids: Sequence[int], by: Member) -> int:
    """Put dead jobs back into their queues; returns how many. Raises NothingChosen."""
    if not job_ids:
        raise NothingChosen
    return _revive(job_ids, by)


def _revive(job_ids: Sequence[int], by: Member) -> int:
    revived = dead_jobs.revive([by.organisation_id], job_ids)
    audit.record("operations.jobs_revived", actor=by, changes={"jobs": revived})
    return len(revived)


@transaction.atomic
def revive_causes(*, job_ids: Sequence[int], by: Member) -> int:
    """The same with every dead job that failed as one of these did. Raises NothingChosen."""
    if not job_ids:
        raise NothingChosen
    return _revive(dead_jobs.alike([by.organisation_id], job_ids), by)


@transaction.atomic
def discard_causes(*, job_ids: Sequence[int], reason: str, by: Member) -> int:
    """Let every dead job that failed as one of these did go for good. Raises NothingChosen, ReasonMissing."""
    _check(job_ids, reason)
    return _discard(dead_jobs.alike([by.organisation_id], job_ids), reason, by)


@transaction.atomic
def discard_jobs(*, job_ids: Sequence[int], reason: str, by: Member) -> int:
    """Let dead jobs go for good; returns how many. Raises NothingChosen, ReasonMissing."""
    _check(job_ids, reason)
    return _discard(job_ids, reason, by)


def _discard(job_ids: Sequence[int], reason: str, by: Member) -> int:
    gone = dead_jobs.discard([by.organisation_id], job_ids)
    audit.record("operations.jobs_discarded", actor=by, changes={"jobs": gone, "reason": reason})
    return len(gone)


def rewind_to(*, consumer: str, moment: datetime, by: Member) -> int:
    """Let a consumer read everything since ``moment`` again; returns how many shards went back.

    Raises ConsumerGone, and Busy when a batch in hand does not end in time.
    """
    position = rewind.position_at(moment)
    shards = _in_time(consumer, lambda: rewind.rewind(consumer, position=position))
    facts = {"consumer": consumer, "since": moment.isoformat(), "position": position, "shards": shards}
    audit.record("operations.rewound", actor=by, changes=facts)
    return shards


def rewind_system(*, consumer: str, moment: datetime, organisations: Sequence[int]) -> int:
    """The same from the console of a system that several organisations share: it stands in each one's audit log."""
    position = rewind.position_at(moment)
    shards = _in_time(consumer, lambda: rewind.rewind(consumer, position=position))
    facts = {"consumer": consumer, "since": moment.isoformat(), "position": position, "shards": shards}
    for organisation_id in organisations:
        with scope(organisation_id):
            audit.record("operations.rewound", actor=CONSOLE, changes=facts)
    return shards


def note_looked(*, what: str, ids: Sequence[object], by: Member) -> None:
    """Write down that somebody read a payload: it may hold what a customer said."""
    audit.record("operations.payload_seen", actor=by, changes={what: list(ids)})


def _check(chosen: Sequence[object], reason: str) -> None:
    if not chosen:
        raise NothingChosen
    if not reason.strip():
        raise ReasonMissing


def _in_time(consumer: str, do: Callable[[], T]) -> T:
    """Run something that waits for a worker; says so in words when it does not get its turn."""
    try:
        return do()
    except NoSuchConsumer:
        raise ConsumerGone(consumer) from None
    except LockNotAvailable:
        raise Busy from None
