"""Keys for programs, made and revoked by programs."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts import actions, queries
from changlai.accounts.api.routing import router
from changlai.accounts.errors import NarrowToken
from changlai.accounts.models import ApiToken
from changlai.accounts.operations import ApiRequest, allowed, id_page, id_place

PAGE = 50


class TokenOut(Schema):
    """A key, by its beginning. ``role_id`` and ``areas`` narrow what it may do; null and none do not."""

    id: int
    name: str
    prefix: str
    member_id: int
    role_id: int | None
    areas: list[str]
    is_read_only: bool
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class TokenPage(Schema):
    """Keys of the organisation, the newest first."""

    items: list[TokenOut]
    next: str | None


class TokenMade(TokenOut):
    """The same with the key itself, shown on this answer only."""

    value: str


class TokenIn(Schema):
    """A key that acts as the member of the calling one."""

    name: str = Field(min_length=1, max_length=80)
    expires_at: datetime | None = None
    role_id: int | None = None
    areas: list[str] = Field(default=[], max_length=50)
    is_read_only: bool = False


@router.get("/tokens", response=TokenPage, summary="List API tokens")
@allowed("settings.manage")
def tokens(request: ApiRequest, cursor: str = "") -> dict[str, Any]:  # noqa: ARG001 - the shape of an operation
    rows, below = queries.tokens().order_by("-id"), id_place(cursor)
    return id_page(list((rows.filter(pk__lt=below) if below else rows)[: PAGE + 1]), PAGE)


@router.post("/tokens", response={201: TokenMade}, summary="Make an API token")
@allowed("settings.manage")
def create(request: ApiRequest, given: TokenIn) -> Status[dict[str, Any]]:
    """403 ``narrow_token`` when the calling key is narrowed or expires itself: it could make itself a wider one."""
    calling = request.token
    if calling.role_id or calling.areas or calling.is_read_only or calling.expires_at:
        raise NarrowToken
    until = given.expires_at
    token, value = actions.create_api_token(
        member=request.member,
        name=given.name,
        by=request.member,
        expires_at=timezone.make_aware(until) if until and timezone.is_naive(until) else until,
        role=queries.get_role(given.role_id) if given.role_id is not None else None,
        areas=given.areas,
        is_read_only=given.is_read_only,
    )
    return Status(201, {**{name: getattr(token, name) for name in TokenOut.model_fields}, "value": value})


@router.delete("/tokens/{int:token_id}", response=TokenOut, summary="Revoke an API token")
@allowed("settings.manage")
def revoke(request: ApiRequest, token_id: int) -> ApiToken:
    """It stops working at once, for good."""
    found = queries.tokens().filter(pk=token_id).first()
    if found is None:
        raise Http404
    actions.revoke_api_token(token=found, by=request.member, now=timezone.now())
    return found
