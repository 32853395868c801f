"""Operations on folders, and on many conversations at once."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed
from changlai.inbox import actions, queries
from changlai.inbox.api.routing import router
from changlai.inbox.enums import BulkAction, BulkState, Standing, Tab
from changlai.inbox.filters import Filters
from changlai.inbox.models import BulkRun, Folder
from changlai.inbox.models.lists import NAME_LENGTH

RUN = "/conversation-runs/{int:run_id}"
CREATED = 201
LINE = r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"


class FolderOut(Schema):
    """A tab with its filters under a name; the filters as in the address of the list."""

    id: int
    name: str
    is_team: bool
    tab: Tab
    state: Standing
    filters: dict[str, str]

    @staticmethod
    def resolve_filters(row: Folder) -> dict[str, str]:
        found: dict[str, str] = row.query
        return found


class FolderList(Schema):
    """The team's and one's own."""

    items: list[FolderOut]


class FolderIn(Schema):
    """A folder. ``filters`` knows channel, account, assignee, unread, waiting, failed, rated, days, since and until;
    what cannot be meant is left out.
    """

    name: str = Field(max_length=NAME_LENGTH, pattern=LINE)
    is_team: bool = False
    tab: Tab = Tab.ALL
    state: Standing = Standing.OPEN
    filters: dict[str, str] = Field({}, max_length=10)


class RunIn(Schema):
    """One thing to do to many. ``member_id`` goes with assign (null: nobody), ``reason_id`` with close, ``until`` with
    snooze.
    """

    action: BulkAction
    conversation_ids: list[int] = Field(min_length=1, max_length=1_000)
    member_id: int | None = None
    reason_id: int | None = None
    until: datetime | None = None


class FailureOut(Schema):
    """One that could not be done, and why, in words."""

    conversation_id: int
    reason: str


class RunOut(Schema):
    """How far a run is."""

    id: int
    action: BulkAction
    state: BulkState
    total_count: int
    done_count: int
    failed: list[FailureOut]

    @staticmethod
    def resolve_failed(row: BulkRun) -> list[dict[str, Any]]:
        return [{"conversation_id": one, "reason": why} for one, why in row.failed]


@router.get("/conversation-folders", response=FolderList, summary="List folders")
@allowed("inbox.view")
def folders(request: ApiRequest) -> dict[str, Any]:
    """Those above the list of conversations."""
    return {"items": queries.folders(request.member)}


@router.post("/conversation-folders", response={201: FolderOut}, summary="Keep a folder")
@allowed("inbox.view")
def keep_folder(request: ApiRequest, given: FolderIn) -> Status[Folder]:
    """403 for the team's without inbox.manage."""
    made = actions.keep_folder(
        name=given.name,
        tab=given.tab,
        state=given.state,
        query=Filters.read(given.filters).query,
        is_team=given.is_team,
        by=request.member,
    )
    return Status(CREATED, made)


@router.delete("/conversation-folders/{int:folder_id}", response={204: None}, summary="Drop a folder")
@allowed("inbox.view")
def drop_folder(request: ApiRequest, folder_id: int) -> Status[None]:
    """The conversations stay."""
    actions.drop_folder(folder=queries.folder_for(request.member, folder_id), by=request.member)
    return Status(204, None)


@router.post("/conversation-runs", response={201: RunOut}, summary="Do one thing to many conversations")
@allowed("inbox.assign")
def begin(request: ApiRequest, given: RunIn) -> Status[BulkRun]:
    """Up to 50 are done when the answer comes; more go on in the background: ask for the run again."""
    now = timezone.now()
    until = given.until or now
    until = until if until.tzinfo else timezone.make_aware(until)
    parameters = {"member_id": given.member_id, "reason_id": given.reason_id, "until": until.isoformat()}
    run = actions.begin_bulk(
        action=given.action, ids=given.conversation_ids, parameters=parameters, by=request.member, now=now
    )
    return Status(CREATED, run)


@router.get(RUN, response=RunOut, summary="How far a run is")
@allowed("inbox.assign")
def run(request: ApiRequest, run_id: int) -> BulkRun:
    """Only one's own."""
    return queries.bulk_run(request.member, run_id)


@router.delete(RUN, response={204: None}, summary="Stop a run")
@allowed("inbox.assign")
def stop(request: ApiRequest, run_id: int) -> Status[None]:
    """What is done stays done."""
    actions.cancel_bulk(run=queries.bulk_run(request.member, run_id), now=timezone.now())
    return Status(204, None)


@router.post(f"{RUN}/attempts", response={201: RunOut}, summary="Try the failed ones of a run again")
@allowed("inbox.assign")
def again(request: ApiRequest, run_id: int) -> Status[BulkRun]:
    """As a run of its own; 409 when nothing failed or it is still running."""
    found = queries.bulk_run(request.member, run_id)
    return Status(CREATED, actions.retry_bulk(run=found, by=request.member, now=timezone.now()))
