"""Operations on deeds with many records."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed, cursor_of, place_of
from changlai.records import actions, offers, queries
from changlai.records.api.routing import router
from changlai.records.api.views import CREATED, KIND, TAGS
from changlai.records.contracts import Sql
from changlai.records.enums import RunState
from changlai.records.errors import NothingMeant
from changlai.records.filters import Reading
from changlai.records.filters.tree import parse
from changlai.records.models import DeedRun

RUN = f"{KIND}/runs/{{int:run_id}}"


class DeedOut(Schema):
    """What can be done with many records of a kind; ``arguments`` are the names of what it needs to know."""

    slug: str
    label: str
    is_grave: bool
    arguments: list[str]


class DeedList(Schema):
    """Those the caller may do."""

    items: list[DeedOut]


class DeedRunIn(Schema):
    """A deed, the records it is done to (``ids``, or a ``filter`` for all that fit), and what it needs to know: texts,
    ids as texts, lists of them for several.
    """

    deed: str = Field(max_length=60)
    ids: list[int] | None = Field(None, max_length=actions.MOST_NAMED)
    filter: dict[str, Any] | None = None
    arguments: dict[str, str | list[str]] = Field(default_factory=dict, max_length=20)


class DeedRunOut(Schema):
    """How far a run is; ``reasons`` count why it was not done. Its figures are final once it has ``ended_at``."""

    id: int
    kind: str
    deed: str
    state: RunState
    total_count: int
    done_count: int
    failed_count: int
    reasons: dict[str, int]
    began_at: datetime
    ended_at: datetime | None
    retry_of: int | None


class RunFailure(Schema):
    """A record it was not done to, and why, in words."""

    record_id: int
    reason: str


class RunFailurePage(Schema):
    """By the ids of the records; ``next`` asks for the next page."""

    items: list[RunFailure]
    next: str | None


@router.get(f"{KIND}/deeds", response=DeedList, summary="List deeds with many records", tags=TAGS)
@allowed("")
def deeds(request: ApiRequest, kind: str) -> dict[str, Any]:
    """Setting a field is one of them: it takes ``path`` and ``value``."""
    found = offers.for_member(queries.kind_for(request.member, kind).slug, request.member)
    return {
        "items": [
            {
                "slug": one.slug,
                "label": str(one.label),
                "is_grave": one.is_grave,
                "arguments": [offers.PATH, offers.VALUE]
                if offers.is_setting(one)
                else [argument.name for argument in (one.arguments() if one.arguments else ())],
            }
            for one in found
        ]
    }


@router.post(f"{KIND}/runs", response={201: DeedRunOut}, summary="Do a deed to many records", tags=TAGS)
@allowed("")
def begin_run(request: ApiRequest, kind: str, given: DeedRunIn) -> Status[DeedRun]:
    """What fits the filter now is frozen and worked through in the background: ask for the run again."""
    found, now = queries.kind_for(request.member, kind), timezone.now()
    meant: list[int] | Sql
    if given.filter is not None:
        wanted = Reading(found.slug, request.member, now=now).check(parse(given.filter))
        meant = queries.selection(found, request.member, wanted)
    elif given.ids:
        meant = given.ids
    else:
        raise NothingMeant
    run = actions.begin_run(
        kind=found, deed=given.deed, meant=meant, arguments=given.arguments, by=request.member, now=now
    )
    return Status(CREATED, run)


@router.get(RUN, response=DeedRunOut, summary="How far a deed with many records is", tags=TAGS)
@allowed("")
def deed_run(request: ApiRequest, kind: str, run_id: int) -> DeedRun:
    """Only one's own."""
    queries.kind_for(request.member, kind)
    return queries.run_for(request.member, run_id)


@router.get(f"{RUN}/failures", response=RunFailurePage, summary="Why it was not done to some", tags=TAGS)
@allowed("")
def failures(request: ApiRequest, kind: str, run_id: int, cursor: str = "") -> dict[str, Any]:
    """Named one by one, however many."""
    queries.kind_for(request.member, kind)
    place = place_of(cursor, int)
    found = list(queries.failures(queries.run_for(request.member, run_id), after=place[0] if place else 0))
    shown = found[: queries.RUNS]
    has_more = len(found) > queries.RUNS
    return {
        "items": [{"record_id": one.record_id, "reason": one.reason} for one in shown],
        "next": cursor_of(shown[-1].record_id) if has_more else None,
    }


@router.delete(RUN, response={204: None}, summary="Stop a deed with many records", tags=TAGS)
@allowed("")
def cancel_run(request: ApiRequest, kind: str, run_id: int) -> Status[None]:
    """What is done stays done."""
    queries.kind_for(request.member, kind)
    actions.cancel_run(run=queries.run_for(request.member, run_id), by=request.member, now=timezone.now())
    return Status(204, None)


@router.post(f"{RUN}/attempts", response={201: DeedRunOut}, summary="Try what failed again", tags=TAGS)
@allowed("")
def retry_run(request: ApiRequest, kind: str, run_id: int) -> Status[DeedRun]:
    """As a run of its own; 409 when nothing failed or it is still going on."""
    queries.kind_for(request.member, kind)
    run = queries.run_for(request.member, run_id)
    return Status(CREATED, actions.retry_run(run=run, by=request.member, now=timezone.now()))
