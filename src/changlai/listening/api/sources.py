"""The register of sources for programs."""

from datetime import datetime

from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import LARGEST_ID, ApiRequest, allowed
from changlai.listening import actions, feeds, queries
from changlai.listening.actions import SourceWish
from changlai.listening.api.routing import router
from changlai.listening.contracts import MOST_RETENTION, NAME_LENGTH
from changlai.listening.enums import Ground, SourceKind
from changlai.listening.models import MentionSource

ONE = "/mention-sources/{int:source_id}"


class MentionSourceIn(Schema):
    """A line of the register as it should be. ``account_id`` of a channel account, ``url`` of a feed."""

    name: str = Field(min_length=1, max_length=NAME_LENGTH)
    kind: SourceKind
    purpose: str = Field(min_length=1, max_length=500)
    origin: str = Field(min_length=1, max_length=500)
    ground: Ground
    retention_days: int = Field(365, ge=1, le=MOST_RETENTION)
    platform: str = Field("", max_length=20)
    account_id: int = Field(0, ge=0, le=LARGEST_ID)
    url: str = Field("", max_length=2_000)
    is_on: bool = True


class MentionSourceOut(Schema):
    """A line of the register as it stands. ``error``: why nothing comes, in words."""

    id: int
    name: str
    kind: str
    purpose: str
    origin: str
    ground: str
    retention_days: int
    platform: str
    account_id: int | None
    url: str
    is_on: bool
    heard_at: datetime | None
    heard_count: int
    error: str

    @staticmethod
    def resolve_error(one: MentionSource) -> str:
        """In the language of who asks."""
        return feeds.in_words(one.error)


@router.get("/mention-sources", response=list[MentionSourceOut], summary="List the register of sources")
@allowed("listening.view")
def sources(request: ApiRequest) -> list[MentionSource]:
    """In the order they were entered."""
    return queries.sources(request.member)


@router.post("/mention-sources", response={201: MentionSourceOut}, summary="Add a source to the register")
@allowed("listening.sources")
def make(request: ApiRequest, body: MentionSourceIn) -> Status[MentionSource]:
    """From now on it collects."""
    return Status(201, actions.make_source(wish=_wish(body), by=request.member, now=timezone.now()))


@router.put(ONE, response=MentionSourceOut, summary="Change a source of the register")
@allowed("listening.sources")
def change(request: ApiRequest, source_id: int, body: MentionSourceIn) -> MentionSource:
    """Its kind stays. A shorter time of keeping holds for what is there, too."""
    found = queries.source_of(request.member, source_id)
    actions.change_source(source=found, wish=_wish(body), by=request.member)
    return found


@router.delete(ONE, response={204: None}, summary="Delete a source with its mentions")
@allowed("listening.sources")
def delete(request: ApiRequest, source_id: int) -> Status[None]:
    """422 when more than 10,000 mentions came through it: switch it off and keep them one day first."""
    actions.delete_source(source=queries.source_of(request.member, source_id), by=request.member)
    return Status(204, None)


def _wish(body: MentionSourceIn) -> SourceWish:
    return SourceWish(**body.model_dump())
