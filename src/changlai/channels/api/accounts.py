"""Channel accounts for programs: their health, pulling, and handling raw deliveries again."""

from datetime import datetime
from typing import Any

from ninja import Field, Router, Schema, Status
from pydantic import AwareDatetime

from changlai.accounts.operations import ApiRequest, allowed, cursor_of, id_page, id_place
from changlai.channels import actions, queries
from changlai.channels.contracts import in_words
from changlai.channels.errors import NothingToReplay, TooMuchToReplay
from changlai.channels.models import Account, Stream

router = Router(tags=["channels"])


class EndpointOut(Schema):
    """A place within an account that conversations are held with."""

    id: int
    product: str
    name: str
    external_id: str
    is_active: bool


class AccountOut(Schema):
    """A connected account. ``last_error`` is empty while all is well; after ``authorised_until`` its owner must agree
    again at the platform (null: never, or the platform does not say).
    """

    id: int
    channel: str
    product: str
    name: str
    is_active: bool
    last_error: str
    last_error_at: datetime | None
    authorised_until: datetime | None
    created_at: datetime
    endpoints: list[EndpointOut]


class AccountPage(Schema):
    """Connected accounts, the oldest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[AccountOut]
    next: str | None


class HealthReasonOut(Schema):
    """Why things had no effect: the counter it belongs to (``outcome``), a stable slug and how often."""

    outcome: str
    reason: str
    count: int


class StreamOut(Schema):
    """How far a stream has been pulled; ``total`` 0 means of unknown length."""

    key: str
    done: int
    total: int
    is_running: bool
    started_at: datetime | None
    finished_at: datetime | None
    error: str

    @staticmethod
    def resolve_error(stream: Stream) -> str:
        """What stopped it, in the reader's language."""
        return in_words(stream.error)


class HealthOut(Schema):
    """Counters since ``since`` (a day, UTC), with reasons, and the streams.

    ``received`` = ``stored`` + ``repeated`` + ``skipped`` + ``failed`` (given up by the house, to be replayed). Apart
    from it: ``bells`` (there is something to fetch), ``refused`` at the door, ``failed_calls`` to the platform.
    """

    since: str
    counts: dict[str, int]
    reasons: list[HealthReasonOut]
    last_received_at: datetime | None
    streams: list[StreamOut]


class SecretOut(Schema):
    """A fresh secret, to be put into the other system."""

    secret: str


class DeliveryOut(Schema):
    """A raw delivery without its content."""

    id: int
    kind: str
    thread: str
    occurred_at: datetime
    received_at: datetime


class DeliveryPage(Schema):
    """Raw deliveries, the newest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[DeliveryOut]
    next: str | None


class ReplayIn(Schema):
    """Which deliveries to handle again: ``delivery_ids``, or everything received at ``since`` or later."""

    delivery_ids: list[int] = Field(default_factory=list, max_length=queries.REPLAYED_AT_ONCE)
    since: AwareDatetime | None = None


class ReplayOut(Schema):
    """How many deliveries are being handled again."""

    count: int


@router.get("/channel-accounts", response=AccountPage, summary="List channel accounts")
@allowed("channels.view")
def accounts(request: ApiRequest, cursor: str = "") -> dict[str, Any]:
    """Connected accounts with their endpoints, a page at a time."""
    found = queries.accounts_page(request.member, after_id=id_place(cursor) or 0)
    shown = found[: queries.ACCOUNTS]
    endpoints = queries.endpoints_of(account.id for account in shown)
    return {
        "items": [account_out(one, [each for each in endpoints if each.parent_id == one.id]) for one in shown],
        "next": cursor_of(shown[-1].id) if len(found) > queries.ACCOUNTS else None,
    }


@router.get("/channel-accounts/{int:account_id}/health", response=HealthOut, summary="How an account is")
@allowed("channels.view")
def health(request: ApiRequest, account_id: int) -> dict[str, Any]:
    """What was received within seven days and what became of it, what was refused, which calls failed, and why."""
    account = queries.top_for(request.member, account_id)
    found = queries.health([account.id])[account.id]
    return {
        "since": found.since.isoformat(),
        "counts": found.figures,
        "reasons": [{"outcome": outcome, "reason": slug, "count": count} for outcome, slug, count in found.reasons],
        "last_received_at": queries.last_received([account])[account.id],
        "streams": list(queries.streams(account)),
    }


@router.post(
    "/channel-accounts/{int:account_id}/pulls", response={202: list[StreamOut]}, summary="Pull everything again"
)
@allowed("channels.manage")
def pull(request: ApiRequest, account_id: int) -> Status[list[Stream]]:
    """Pull every stream from its beginning; what is known already has no effect. Follow it in the health."""
    account = queries.top_for(request.member, account_id)
    actions.sync(account=account)
    return Status(202, list(queries.streams(account)))


@router.post(
    "/channel-accounts/{int:account_id}/secrets", response={201: SecretOut}, summary="Make a new secret of an account"
)
@allowed("channels.manage")
def renew_secret(request: ApiRequest, account_id: int) -> Status[dict[str, str]]:
    """The one until now goes on working beside it, until it is removed in the settings. Shown this once."""
    account = queries.top_for(request.member, account_id)
    return Status(201, {"secret": actions.renew_secret(account=account, by=request.member)})


@router.get("/channel-accounts/{int:account_id}/deliveries", response=DeliveryPage, summary="List raw deliveries")
@allowed("channels.view")
def deliveries(request: ApiRequest, account_id: int, cursor: str = "") -> dict[str, Any]:
    """What the platform told us, without its words."""
    account = queries.top_for(request.member, account_id)
    return id_page(queries.deliveries(account, before_id=id_place(cursor)), queries.DELIVERIES)


@router.post("/channel-accounts/{int:account_id}/replays", response={202: ReplayOut}, summary="Handle deliveries again")
@allowed("channels.manage")
def replay(request: ApiRequest, account_id: int, body: ReplayIn) -> Status[dict[str, int]]:
    """At most 10,000 at once. Effects that are right already do not change, and no message is sent twice."""
    account = queries.top_for(request.member, account_id)
    ids = body.delivery_ids
    if not ids and body.since is not None:
        ids = queries.delivery_ids_since(account, body.since, queries.REPLAYED_AT_ONCE + 1)
    if len(ids) > queries.REPLAYED_AT_ONCE:
        raise TooMuchToReplay(queries.REPLAYED_AT_ONCE)
    if not ids:
        raise NothingToReplay
    return Status(202, {"count": actions.replay(account=account, delivery_ids=ids, by=request.member)})


def account_out(account: Account, endpoints: list[Account]) -> dict[str, Any]:
    """An account as programs see it."""
    fields = ("id", "channel", "product", "name", "is_active", "last_error_at", "authorised_until", "created_at")
    told = {name: getattr(account, name) for name in fields}
    return told | {"last_error": in_words(account.last_error), "endpoints": endpoints}
