"""The bin, for programs."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed, id_page, id_place, moment_place
from changlai.customers import actions, queries
from changlai.customers.api.routing import router
from changlai.customers.errors import MayNotBin, NobodyChosen
from changlai.customers.models import LONGEST_BIN_DAYS, Customer
from changlai.records import queries as records


class BinnedOut(Schema):
    """A customer in the bin. ``by_id`` is null when the member is gone; ``purged_at`` is when they go for good."""

    id: int
    name: str
    company: str
    binned_at: datetime
    by_id: int | None
    reason: str
    purged_at: datetime


class BinPage(Schema):
    """Who came last first; ``next`` is the cursor of the following page, null on the last."""

    items: list[BinnedOut]
    next: str | None


class BinIn(Schema):
    """Why, for colleagues."""

    reason: str = Field("", max_length=200)


class ChosenIn(Schema):
    """Customers of the bin."""

    customer_ids: list[int] = Field(min_length=1, max_length=queries.MOST_AT_ONCE)


class BackOut(Schema):
    """Who came back."""

    customer_ids: list[int]


class OrderedOut(Schema):
    """How many are going to be purged, in the background."""

    count: int


class KeepingIn(Schema):
    """Days in the bin until the purge."""

    days: int = Field(ge=1, le=LONGEST_BIN_DAYS)


class PurgeOut(Schema):
    """The proof of one purge: every id the customer ever had, and how many rows of each table went."""

    id: int
    old_ids: list[int]
    binned_at: datetime
    purged_at: datetime
    by_id: int | None
    report: list[tuple[str, int]]


class PurgePage(Schema):
    """The latest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[PurgeOut]
    next: str | None


@router.get("/customer-bin", response=BinPage, summary="Customers in the bin")
@allowed("customers.delete")
def contents(request: ApiRequest, cursor: str = "", q: str = "") -> dict[str, Any]:
    """Whom the member may restore; ``q`` is a part of the name."""
    found = queries.bin_page(request.member, after=moment_place(cursor), text=q[:100])
    shown, days = found[: queries.PAGE], queries.care().bin_days
    more = len(found) > queries.PAGE
    return {"items": [_binned(one, days) for one in shown], "next": records.bin_cursor(shown[-1]) if more else None}


@router.post("/customers/{int:customer_id}/bin", response=BinnedOut, summary="Move a customer to the bin")
@allowed("customers.delete")
def binning(request: ApiRequest, customer_id: int, body: BinIn) -> dict[str, Any]:
    """In no list until restored. Open conversations are closed, planned messages called off."""
    found = queries.get_for(request.member, customer_id)
    if not queries.can_bin(request.member, found):
        raise MayNotBin(found.name)
    actions.bin_customers(ids=[found.pk], by=request.member, now=timezone.now(), reason=body.reason)
    return _binned(queries.binned_for(request.member, found.pk), queries.care().bin_days)


@router.post("/customer-bin/restoring", response=BackOut, summary="Restore customers from the bin")
@allowed("customers.delete")
def restoring(request: ApiRequest, body: ChosenIn) -> dict[str, Any]:
    """They return as they were. 422 ``customers.nobody_chosen`` when none of them is in the bin."""
    ids = queries.to_restore(request.member, body.customer_ids)
    if not ids:
        raise NobodyChosen
    return {"customer_ids": actions.restore(ids=ids, by=request.member, now=timezone.now())}


@router.post("/customer-bin/purging", response={202: OrderedOut}, summary="Purge customers of the bin")
@allowed("customers.purge")
def purging(request: ApiRequest, body: ChosenIn) -> Status[dict[str, int]]:
    """For good: a few at once, more in the background; ``GET /customer-purges`` tells the proof."""
    ids = queries.to_restore(request.member, body.customer_ids)
    if not ids:
        raise NobodyChosen
    actions.purge_chosen(ids=ids, by=request.member, now=timezone.now())
    return Status(202, {"count": len(ids)})


@router.put("/customer-bin/keeping", response=KeepingIn, summary="Say how long the bin keeps customers")
@allowed("customers.purge")
def keeping(request: ApiRequest, body: KeepingIn) -> dict[str, int]:
    """Counts for who is in the bin already, too."""
    actions.keep_in_bin(days=body.days, by=request.member)
    return {"days": queries.care().bin_days}


@router.get("/customer-purges", response=PurgePage, summary="What was purged")
@allowed("customers.purge")
def purges(request: ApiRequest, cursor: str = "") -> dict[str, Any]:
    """The proof in figures."""
    return id_page(queries.purges(request.member, before=id_place(cursor)), queries.PAGE)


def _binned(customer: Customer, days: int) -> dict[str, Any]:
    return {
        "id": customer.pk,
        "name": customer.name,
        "company": customer.company,
        "binned_at": customer.binned_at,
        "by_id": customer.binned_by_id,
        "reason": customer.binned_reason,
        "purged_at": records.purged_at(customer, days),
    }
