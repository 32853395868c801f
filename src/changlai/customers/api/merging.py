"""Who is who, for programs: possible duplicates, merging, taking a merge back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed, cursor_of, place_of
from changlai.customers import actions, queries, tables
from changlai.customers.api.people import CustomerOut
from changlai.customers.api.routing import router
from changlai.customers.models import Customer, Merging, Suggestion
from changlai.customers.queries import LARGEST_MERGE

FieldName = Literal["name", "avatar", "gender", "company", "position", "city", "phone", "note", "owner", "source"]


class DuplicateOut(Schema):
    """Two customers who may be one. ``reason`` is a slug: a rule, and after a colon the kind of identity."""

    id: int
    first: CustomerOut
    second: CustomerOut
    reason: str
    created_at: datetime


class DuplicatePage(Schema):
    """Pairs, the latest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[DuplicateOut]
    next: str | None


class MergeIn(Schema):
    """Customers to be made one. ``into_id`` stays; ``choices`` names for a field the customer whose value stays."""

    into_id: int
    customer_ids: list[int] = Field(min_length=1, max_length=LARGEST_MERGE)
    choices: dict[FieldName, int] = Field(default_factory=dict)


class MergeOut(Schema):
    """A merge. ``by_id`` is null for the machine; ``undone_at`` is null while it stands."""

    id: int
    into_id: int
    merged_ids: list[int]
    reason: str
    by_id: int | None
    merged_at: datetime
    undone_at: datetime | None
    undone_by_id: int | None


class MergePage(Schema):
    """Merges, the latest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[MergeOut]
    next: str | None


class MovingOut(Schema):
    """How many rows of a kind each customer has, by id."""

    label: str
    counts: dict[str, int]


class PreviewOut(Schema):
    """What a merge would bring together; ``told_apart`` are pairs that a colleague has called different people."""

    customers: list[CustomerOut]
    moving: list[MovingOut]
    told_apart: list[list[int]]


@router.get("/customer-duplicates", response=DuplicatePage, summary="Possible duplicates")
@allowed("customers.edit")
def duplicates(request: ApiRequest, cursor: str = "") -> dict[str, Any]:
    """Pairs nobody has decided about, of which the member may see both."""
    found = queries.duplicates(request.member, before=_before(cursor))
    return _page(found, queries.PAGE)


@router.post("/customer-duplicates/{int:duplicate_id}/dismissal", response={204: None}, summary="Two different people")
@allowed("customers.edit")
def dismissal(request: ApiRequest, duplicate_id: int) -> Status[None]:
    """They are not suggested again, and never merged by the machine."""
    pair = queries.duplicate_for(request.member, duplicate_id)
    for one in (pair.first_id, pair.second_id):
        queries.get_to_edit(request.member, one)
    actions.dismiss(suggestion=pair, by=request.member, now=timezone.now())
    return Status(204, None)


@router.post("/customer-merges/preview", response=PreviewOut, summary="What a merge would bring together")
@allowed("customers.edit")
def preview(request: ApiRequest, body: MergeIn) -> dict[str, Any]:
    """Changes nothing."""
    found = _customers(request, body)
    ids = [one.pk for one in found]
    return {
        "customers": found,
        "moving": [
            {"label": str(line.label), "counts": dict(zip(map(str, ids), line.counts, strict=True))}
            for line in tables.moving(found)
        ],
        "told_apart": [list(pair) for pair in queries.pairs_told_apart(ids)],
    }


@router.post("/customer-merges", response={201: MergeOut}, summary="Merge customers")
@allowed("customers.edit")
def merge(request: ApiRequest, body: MergeIn) -> Status[Merging]:
    """The ids of those who go lead to the one that stays. Can be undone for 90 days."""
    found = {one.pk: one for one in _customers(request, body)}
    into = found[queries.current_id(body.into_id)]
    choices = {str(name): queries.get_to_edit(request.member, chosen) for name, chosen in body.choices.items()}
    return Status(201, actions.unite(into=into, others=list(found.values()), choices=choices, by=request.member))


@router.get("/customer-merges", response=MergePage, summary="Merges")
@allowed("customers.view")
def merges(request: ApiRequest, cursor: str = "") -> dict[str, Any]:
    """What was made one, undone merges too."""
    return _page(queries.latest_mergings(request.member, before=_before(cursor)), queries.PAGE)


@router.get("/customer-merges/{int:merge_id}", response=MergeOut, summary="One merge")
@allowed("customers.view")
def one_merge(request: ApiRequest, merge_id: int) -> Merging:
    """Answers 404 when its customer is not for this member."""
    return queries.merging_for(request.member, merge_id)


@router.post("/customer-merges/{int:merge_id}/undoing", response=MergeOut, summary="Undo a merge")
@allowed("customers.edit")
def undoing(request: ApiRequest, merge_id: int) -> Merging:
    """Everybody is back with what they had. Answers 409 with the reason when a later merge stands in the way."""
    merging = queries.merging_for(request.member, merge_id)
    queries.get_to_edit(request.member, merging.into_id)
    actions.undo_merge(merging=merging, by=request.member, now=timezone.now())
    merging.refresh_from_db()
    return merging


def _customers(request: ApiRequest, body: MergeIn) -> list[Customer]:
    ids = {queries.current_id(one) for one in (body.into_id, *body.customer_ids)}
    return [queries.get_to_edit(request.member, one) for one in sorted(ids)]


def _before(cursor: str) -> int | None:
    place = place_of(cursor, int)
    return place[0] if place else None


def _page(found: Sequence[Merging | Suggestion], limit: int) -> dict[str, Any]:
    shown = found[:limit]
    return {"items": shown, "next": cursor_of(shown[-1].pk) if len(found) > limit else None}
