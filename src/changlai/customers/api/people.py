"""Customers for programs: the same questions and verbs as on screen."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.accounts.operations import ApiRequest, allowed, moment_place
from changlai.customers import actions, masking, queries, tables
from changlai.customers.api.chosen import chosen
from changlai.customers.api.routing import router
from changlai.customers.enums import Shelf
from changlai.customers.errors import MayNotUnmask
from changlai.customers.models import Customer, Follow, Identity, Interaction

LINE = r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"


class CustomerOut(Schema):
    """A customer. Times are UTC; ``owner_id`` is the member who is responsible, null for nobody."""

    id: int
    name: str
    company: str
    position: str
    city: str
    gender: str
    birthday: date | None
    address: str
    source: str
    owner_id: int | None
    created_at: datetime
    last_interaction_at: datetime | None
    followed_up_at: datetime | None


class CustomerPage(Schema):
    """Customers by their last interaction; ``next`` is the cursor of the following page, null on the last."""

    items: list[CustomerOut]
    next: str | None


class IdentityOut(Schema):
    """A name of the customer on a platform. ``is_masked``: the role of the token's member sees it only in part; see the
    disclosure operation. ``undeliverable_at``: since then the platform says that nothing arrives there; null while
    messages do."""

    id: int
    kind: str
    scope: str
    value: str
    is_masked: bool
    created_at: datetime
    undeliverable_at: datetime | None


class FollowOut(Schema):
    """A colleague's relation with the customer. ``removed`` is empty while it lasts, else who ended it."""

    colleague: str
    remark: str
    state: str
    way: str
    tags: list[str]
    added_at: datetime | None
    removed: str
    removed_at: datetime | None


class EntryOut(Schema):
    """One touch point. ``facts`` depends on ``kind``."""

    id: int
    kind: str
    occurred_at: datetime
    account_id: int | None
    facts: dict[str, Any]


class TimelinePage(Schema):
    """Touch points, the latest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[EntryOut]
    next: str | None


class NameIn(Schema):
    """A name that platforms no longer change."""

    name: str = Field(max_length=120, pattern=LINE)


class OwnerIn(Schema):
    """The member to be responsible, null for nobody; why, and whether whoever was may go on looking."""

    owner_id: int | None
    reason: str = Field("", max_length=200)
    keep_looking: bool = False


class Disclosed(Schema):
    """The full value of a masked identity."""

    value: str


@router.get("/customers", response=CustomerPage, summary="List customers")
@allowed("customers.view")
def customers(
    request: ApiRequest,
    cursor: str = "",
    shelf: Shelf = Shelf.ALL,
    q: str = "",
    filter: str = "",  # noqa: A002 - the word of the address
    order: str = "",
) -> dict[str, Any]:
    """By their last interaction, the latest first; ``q`` is what the search would find them by: two characters or more.

    ``filter`` is a tree of conditions as JSON text, ``order`` the path of an attribute that is sortable, with ``-`` in
    front the largest first: see the operations under ``/filters/customer``. A cursor goes with the order it came from.
    """
    return chosen(request, filter, order, cursor, shelf=shelf, text=q[:100])


@router.get("/customers/{int:customer_id}", response=CustomerOut, summary="One customer")
@allowed("customers.view")
def customer(request: ApiRequest, customer_id: int) -> Customer:
    """The id of a merged customer leads to the one that stayed; compare ``id``."""
    return queries.get_for(request.member, customer_id)


@router.get("/customers/{int:customer_id}/timeline", response=TimelinePage, summary="A customer's timeline")
@allowed("customers.view")
def timeline(request: ApiRequest, customer_id: int, cursor: str = "", kind: str = "") -> dict[str, Any]:
    """Everything that happened, over all channels; ``kind`` chooses one kind of entry."""
    found = queries.get_for(request.member, customer_id)
    rows = queries.timeline(found, kinds=[kind] if kind else (), before=moment_place(cursor))
    shown = rows[: queries.PAGE]
    more = len(rows) > queries.PAGE
    return {
        "items": [_entry(row) for row in shown],
        "next": tables.timeline_cursor(shown[-1]) if more else None,
    }


@router.get("/customers/{int:customer_id}/identities", response=list[IdentityOut], summary="A customer's identities")
@allowed("customers.view")
def identities(request: ApiRequest, customer_id: int) -> list[dict[str, Any]]:
    """The names by which platforms know the customer, masked where the role says so."""
    found = queries.get_for(request.member, customer_id)
    return [_identity(identity, request.member) for identity in queries.identities(found)]


@router.post(
    "/customers/{int:customer_id}/identities/{int:identity_id}/disclosure",
    response=Disclosed,
    summary="Show a masked number",
)
@allowed("customers.unmask")
def disclosure(request: ApiRequest, customer_id: int, identity_id: int) -> dict[str, str]:
    """The full value; who asked is written into the audit log."""
    found = queries.get_for(request.member, customer_id)
    if not queries.can_unmask(request.member, found):
        raise MayNotUnmask
    return {"value": actions.unmask(identity=queries.identity_of(found, identity_id), by=request.member)}


@router.post(
    "/customers/{int:customer_id}/identities/{int:identity_id}/reach",
    response=IdentityOut,
    summary="Mark an address as good again",
)
@allowed("customers.edit")
def reach(request: ApiRequest, customer_id: int, identity_id: int) -> dict[str, Any]:
    """Messages may go there again, whatever a platform told; it is marked once more when one comes back."""
    found = queries.get_to_edit(request.member, customer_id)
    identity = queries.identity_of(found, identity_id)
    actions.mark_reachable(identity=identity, by=request.member)
    return _identity(identity, request.member)


@router.get("/customers/{int:customer_id}/follows", response=list[FollowOut], summary="Whose contact a customer is")
@allowed("customers.view")
def follows(request: ApiRequest, customer_id: int) -> list[dict[str, Any]]:
    """Colleagues who have, or had, the customer as a contact on a platform."""
    found = queries.get_for(request.member, customer_id)
    return [_follow(follow) for follow in queries.follows(found)]


@router.put("/customers/{int:customer_id}/name", response=CustomerOut, summary="Rename a customer")
@allowed("customers.edit")
def name(request: ApiRequest, customer_id: int, body: NameIn) -> Customer:
    """Give a name that platforms no longer change."""
    found = queries.get_to_edit(request.member, customer_id)
    actions.rename(customer=found, name=body.name.strip(), by=request.member)
    return found


@router.put("/customers/{int:customer_id}/owner", response=CustomerOut, summary="Make somebody responsible")
@allowed("customers.edit")
def owner(request: ApiRequest, customer_id: int, body: OwnerIn) -> Customer:
    """Answers 404 when there is no such colleague."""
    found = queries.get_to_edit(request.member, customer_id)
    actions.assign_owner(
        customer=found,
        owner=_colleague(request, body.owner_id),
        by=request.member,
        reason=body.reason,
        keep_looking=body.keep_looking,
    )
    return found


def _colleague(request: ApiRequest, member_id: int | None) -> Member | None:
    return accounts.get_for(request.member, member_id) if member_id is not None else None


def _entry(row: Interaction) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "occurred_at": row.occurred_at,
        "account_id": row.account_id,
        "facts": row.facts,
    }


def _identity(identity: Identity, member: Member) -> dict[str, Any]:
    return {
        "id": identity.id,
        "kind": identity.kind,
        "scope": identity.scope,
        "value": _value(identity, member),
        "is_masked": masking.is_masked(member, identity),
        "created_at": identity.created_at,
        "undeliverable_at": identity.undeliverable_at,
    }


def _value(identity: Identity, member: Member) -> str:
    return masking.shown_value(member, identity) if masking.is_masked(member, identity) else identity.value


def _follow(follow: Follow) -> dict[str, Any]:
    fields = ("colleague", "remark", "state", "way", "added_at", "removed", "removed_at")
    return {name: getattr(follow, name) for name in fields} | {"tags": [tag[2] for tag in follow.tags]}
