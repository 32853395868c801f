"""The machine room for programs: lags, dead letters, and what may be done about them."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import Http404
from ninja import Router, Status

from changlai.accounts import queries as accounts
from changlai.accounts.operations import ApiRequest, allowed, cursor_of, place_of
from changlai.kernel import backlog
from changlai.kernel.events import dead
from changlai.kernel.jobs import dead as dead_jobs
from changlai.kernel.jobs.dead import Cause, DeadJob
from changlai.web.operations import actions, queries
from changlai.web.operations.api.schemas import (
    Count,
    DeadCausePage,
    DeadEventContent,
    DeadEventPage,
    DeadJobContent,
    DeadJobPage,
    EventRemovalIn,
    EventReplayIn,
    EventReplayOut,
    JobRemovalIn,
    JobsIn,
    RewindIn,
    RewindOut,
    WorksOut,
)
from changlai.web.operations.errors import SharedSystem

router = Router(tags=["operations"])


@router.get("/operations", response=WorksOut, summary="Everything at work")
@allowed("system.operate")
def works(request: ApiRequest) -> dict[str, Any]:
    """Lags are the whole system's; queues and dead letters are the organisation's own."""
    log = backlog.log_state()
    return {
        "position": log.position,
        "held": log.held,
        "consumers": queries.consumer_rows(request.organisation.pk),
        "queues": backlog.queues_of([request.organisation.pk]),
        "crons": queries.cron_rows(request.organisation.pk),
    }


@router.get("/operations/dead-events", response=DeadEventPage, summary="List dead events")
@allowed("system.operate")
def dead_events(request: ApiRequest, cursor: str = "", consumer: str = "") -> dict[str, Any]:
    """What a consumer could not handle, with its error."""
    place = place_of(cursor, int, str)
    found = dead.page([request.organisation.pk], consumer=consumer, before=(place[0], place[1]) if place else None)
    shown = found[: dead.PAGE]
    return {
        "items": shown,
        "next": cursor_of(shown[-1].event_id, shown[-1].consumer) if len(found) > dead.PAGE else None,
    }


@router.get(
    "/operations/dead-events/{int:event_id}", response=DeadEventContent, summary="One dead event with its content"
)
@allowed("system.operate")
def dead_event(request: ApiRequest, event_id: int, consumer: str) -> dict[str, Any]:
    """Who looked is written into the audit log."""
    found = dead.get([request.organisation.pk], consumer, event_id)
    if found is None:
        raise Http404
    actions.note_looked(what="event", ids=[consumer, event_id], by=request.member)
    fields = ("consumer", "event_id", "kind", "error", "at")
    return {name: getattr(found, name) for name in fields} | {"body": json.loads(found.body)}


@router.post("/operations/dead-events/replays", response=EventReplayOut, summary="Handle dead events again")
@allowed("system.operate")
def replay(request: ApiRequest, body: EventReplayIn) -> dict[str, list[int]]:
    """At most 500 at once; what fails again stays with its new error."""
    if body.consumer and not body.events:
        found = actions.replay_all_events(consumer=body.consumer, by=request.member)
    else:
        places = [(place.consumer, place.event_id) for place in body.events]
        found = actions.replay_events(places=places, by=request.member)
    return {"done": found.done, "failed": found.failed}


@router.post("/operations/dead-events/removals", response=Count, summary="Discard dead events")
@allowed("system.operate")
def remove_events(request: ApiRequest, body: EventRemovalIn) -> dict[str, int]:
    """They are gone for good; the audit log keeps the reason."""
    places = [(place.consumer, place.event_id) for place in body.events]
    return {"count": actions.discard_events(places=places, reason=body.reason, by=request.member)}


@router.get("/operations/dead-jobs", response=DeadJobPage, summary="List dead jobs")
@allowed("system.operate")
def list_dead_jobs(request: ApiRequest, cursor: str = "") -> dict[str, Any]:
    """Jobs that failed for good, or too often."""
    return _shelf(dead_jobs.page([request.organisation.pk], before=_before(cursor)))


@router.get("/operations/dead-jobs/causes", response=DeadCausePage, summary="Why jobs are dead")
@allowed("system.operate")
def list_causes(request: ApiRequest, cursor: str = "") -> dict[str, Any]:
    """Dead jobs folded by their cause, as the page shows them."""
    return _shelf(dead_jobs.causes([request.organisation.pk], before=_before(cursor)))


@router.get("/operations/dead-jobs/{int:job_id}", response=DeadJobContent, summary="One dead job with its content")
@allowed("system.operate")
def dead_job(request: ApiRequest, job_id: int) -> dict[str, Any]:
    """Who looked is written into the audit log."""
    found = dead_jobs.get([request.organisation.pk], job_id)
    if found is None:
        raise Http404
    actions.note_looked(what="job", ids=[job_id], by=request.member)
    fields = ("id", "queue", "kind", "attempts", "crashes", "error", "made")
    return {name: getattr(found, name) for name in fields} | {"body": json.loads(found.body)}


@router.post("/operations/dead-jobs/revivals", response=Count, summary="Try dead jobs again")
@allowed("system.operate")
def revive_jobs(request: ApiRequest, body: JobsIn) -> dict[str, int]:
    """They go back into their queues with a clean record."""
    revive = actions.revive_causes if body.alike else actions.revive_jobs
    return {"count": revive(job_ids=body.job_ids, by=request.member)}


@router.post("/operations/dead-jobs/removals", response=Count, summary="Discard dead jobs")
@allowed("system.operate")
def remove_jobs(request: ApiRequest, body: JobRemovalIn) -> dict[str, int]:
    """They are gone for good; the audit log keeps the reason."""
    discard = actions.discard_causes if body.alike else actions.discard_jobs
    return {"count": discard(job_ids=body.job_ids, reason=body.reason, by=request.member)}


@router.post("/operations/rewinds", response={202: RewindOut}, summary="Let a consumer read again")
@allowed("system.operate")
def rewind(request: ApiRequest, body: RewindIn) -> Status[dict[str, int]]:
    """Refused where several organisations share the system: there it is the operator's, on the console."""
    if len(accounts.organisation_ids()) > 1:
        raise SharedSystem
    return Status(202, {"shards": actions.rewind_to(consumer=body.consumer, moment=body.since, by=request.member)})


def _before(cursor: str) -> int:
    place = place_of(cursor, int)
    return int(place[0]) if place else 0


def _shelf(found: Sequence[DeadJob] | Sequence[Cause]) -> dict[str, Any]:
    """A page of them: one more than it holds was asked for."""
    shown = found[: dead_jobs.PAGE]
    return {"items": shown, "next": cursor_of(shown[-1].id) if len(found) > dead_jobs.PAGE else None}
