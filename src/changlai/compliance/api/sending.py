"""The switch of all sending, for programs."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Field, Schema

from changlai.accounts import queries as accounts
from changlai.accounts.actions.sending import REASON_LENGTH
from changlai.accounts.operations import ANY_MEMBER, ApiRequest, allowed
from changlai.channels import queries as channels
from changlai.compliance import actions
from changlai.compliance.api.routing import router
from changlai.compliance.enums import Fate


class FreezeOut(Schema):
    """Since when, why and by whose word sending is stopped; an empty ``by`` is somebody on the server."""

    at: datetime
    reason: str
    by: str


class SendingOut(Schema):
    """Whether messages leave. ``freeze`` is null while they do; ``waiting`` of them stand in the queue."""

    freeze: FreezeOut | None
    waiting: int
    oldest: datetime | None


class FreezeIn(Schema):
    """Why sending is stopped; everybody reads it on every page."""

    reason: str = Field(min_length=1, max_length=REASON_LENGTH)


class ReleaseIn(Schema):
    """What becomes of the messages that wait."""

    waiting: Fate


@router.get("/organisation/sending", tags=["organisation"], response=SendingOut, summary="Whether messages leave")
@allowed(ANY_MEMBER)
def sending(request: ApiRequest) -> dict[str, Any]:
    """While sending is stopped, new messages are refused with the rule ``sending_frozen`` and queued ones wait."""
    return _state(request)


@router.put("/organisation/sending/freeze", tags=["organisation"], response=SendingOut, summary="Stop all sending")
@allowed("sending.manage")
def freeze(request: ApiRequest, given: FreezeIn) -> dict[str, Any]:
    """What is being handed to a platform at this moment still leaves. Stopped already: the new reason stands."""
    actions.freeze(organisation=request.organisation, reason=given.reason, by=request.member, now=timezone.now())
    return _state(request)


@router.post("/organisation/sending/release", tags=["organisation"], response=SendingOut, summary="Resume sending")
@allowed("sending.manage")
def release(request: ApiRequest, given: ReleaseIn) -> dict[str, Any]:
    """The messages that wait are sent in their order, or fail as ``cancelled``. 409 when sending is not stopped."""
    actions.thaw(organisation=request.organisation, waiting=given.waiting, by=request.member, now=timezone.now())
    return _state(request)


def _state(request: ApiRequest) -> dict[str, Any]:
    held = channels.waiting()
    return {
        "freeze": accounts.freeze_of(request.organisation),
        "waiting": held.messages,
        "oldest": held.oldest,
    }
