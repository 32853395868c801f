"""Orders for programs: told once or again, alone or many at once."""

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from ninja import Query, Status

from changlai.accounts.operations import ApiRequest, allowed, cursor_of, moment_place
from changlai.customers import queries as customers
from changlai.orders import actions, queries
from changlai.orders.actions import Origin
from changlai.orders.api.routing import router
from changlai.orders.api.schemas import (
    OrderBatch,
    OrderFacts,
    OrderFilter,
    OrderIn,
    OrderItemOut,
    OrderOut,
    OrderPage,
    OrderPatch,
    OrdersLanded,
    OrderSums,
    OrderWithFieldsIn,
    OrderWithItems,
)
from changlai.orders.contracts import CREATED, Landed, Line, Told
from changlai.orders.enums import KIND, OrderStatus
from changlai.orders.models import Order
from changlai.records import onpage
from changlai.records import queries as records
from changlai.records.models import Field

ORDER = "/orders/{int:order_id}"
BATCH_BYTES = 1024 * 1024  # of a body with many orders
SOURCE = "API"


@router.get("/orders", response=OrderPage, summary="List orders")
@allowed("orders.view")
def orders(request: ApiRequest, wanted: Query[OrderFilter]) -> dict[str, Any]:
    """By customer, company, number, status and when they were placed."""
    chosen = queries.Filter(
        wanted.customer_id,
        wanted.number,
        wanted.status or "",
        _aware(wanted.since),
        _aware(wanted.before),
        wanted.company_id,
    )
    found = queries.page(request.member, chosen, below=moment_place(wanted.cursor))
    shown, more = found[: queries.PAGE], len(found) > queries.PAGE
    last = shown[-1] if shown else None
    return {"items": shown, "next": cursor_of(last.placed_at.isoformat(), last.pk) if more and last else None}


@router.post("/orders", response={200: OrderWithItems, 201: OrderWithItems}, summary="Tell an order")
@allowed("orders.edit")
def tell(request: ApiRequest, body: OrderWithFieldsIn) -> Status[dict[str, Any]]:
    """Makes it (201), or changes the one that has this number on this channel (200). Told again it changes nothing."""
    fields = records.active_fields(KIND) if body.fields else []
    landed = actions.keep_one(
        _told(body), by=request.member, origin=_origin(), given=body.fields, fields=_fillable(request, body, fields)
    )
    return Status(201 if landed.result == CREATED else 200, _whole(request, landed.order_id or 0))


@router.post("/orders/batch", response=OrdersLanded, summary="Tell many orders")
@allowed("orders.edit", body_limit=BATCH_BYTES)
def tell_many(request: ApiRequest, body: OrderBatch) -> dict[str, Any]:
    """At most 500, 1 MiB of JSON. What cannot be is refused alone, with its reason; all else is kept. So it is with
    ``fields``: where one is refused the order is kept without any of them, and ``reason`` names the field.
    """
    given = [one.fields for one in body.orders]
    fields = records.active_fields(KIND) if any(given) else []
    told = [_told(one) for one in body.orders]
    landed = actions.keep_many(told, by=request.member, origin=_origin(), given=given, fields=fields)
    return {"items": [_landed(one) for one in landed]}


@router.post("/orders/entry", response={201: OrderWithItems}, summary="Enter a new order")
@allowed("orders.edit")
def enter(request: ApiRequest, body: OrderWithFieldsIn) -> Status[dict[str, Any]]:
    """As a colleague does by hand: 409 ``orders.number_taken`` when there is one of this number on this channel."""
    fields = records.active_fields(KIND)
    made = actions.enter(_told(body), by=request.member, origin=_origin(), given=body.fields, fields=fields)
    return Status(201, _whole(request, made.pk))


@router.get(ORDER, response=OrderWithItems, summary="One order")
@allowed("orders.view")
def order(request: ApiRequest, order_id: int) -> dict[str, Any]:
    """With its articles."""
    return _whole(request, order_id)


@router.patch(ORDER, response=OrderWithItems, summary="Change an order")
@allowed("orders.edit")
def change(request: ApiRequest, order_id: int, body: OrderPatch) -> dict[str, Any]:
    """422 ``orders.no_such_move`` when the status leads nowhere from where it stands."""
    found = queries.get_to_edit(request.member, order_id)
    told = _told(body, customer_id=body.customer_id or found.customer_id, number=body.number or "")
    actions.change(found, told, by=request.member, origin=_origin())
    return _whole(request, order_id)


@router.put(ORDER + "/status/{slug:status}", response=OrderWithItems, summary="Move an order on")
@allowed("orders.edit")
def change_status(request: ApiRequest, order_id: int, status: OrderStatus) -> dict[str, Any]:
    """As the button on its page does: now. 422 ``orders.no_such_move``."""
    found = queries.get_to_edit(request.member, order_id)
    actions.change_status(found, status=status, by=request.member, origin=_origin())
    return _whole(request, order_id)


@router.delete(ORDER, response={204: None}, summary="Delete an order")
@allowed("orders.delete")
def delete(request: ApiRequest, order_id: int) -> Status[None]:
    """With its articles and its entries on the timeline. Cancel an order instead that was really placed."""
    actions.delete(queries.get_to_edit(request.member, order_id), by=request.member)
    return Status(204, None)


@router.get("/customers/{int:customer_id}/order-sums", response=OrderSums, summary="What a customer's orders come to")
@allowed("orders.view")
def sums(request: ApiRequest, customer_id: int) -> dict[str, Any]:
    """Zeros and nulls for who has not ordered."""
    found = queries.sums_of(customers.get_for(request.member, customer_id))
    names = ("order_count", "foreign_count", "amount", "paid", "average")
    if found is None:
        return {**dict.fromkeys(names, 0), "first_at": None, "last_at": None}
    return {name: getattr(found, name) for name in (*names, "first_at", "last_at")}


def _fillable(request: ApiRequest, body: OrderWithFieldsIn, fields: list[Field]) -> list[Field]:
    """Of an order that is there only fields that are not masked for the member."""
    channel = actions.scope_of(body.channel or "", body.account_id)
    there = queries.visible_to(request.member).filter(scope=channel, number=body.number.strip()) if fields else None
    order_id = there.values_list("id", flat=True).first() if there is not None else None
    return onpage.editable(KIND, fields, request.member, order_id or 0)


def _origin() -> Origin:
    return Origin(SOURCE, timezone.now())


_STEPS = {
    OrderStatus.SHIPPED: "shipped_at",
    OrderStatus.DONE: "done_at",
    OrderStatus.CANCELLED: "cancelled_at",
    OrderStatus.REFUNDED: "refunded_at",
}
_PLAIN = (
    "channel",
    "account_id",
    "status",
    "amount",
    "discount",
    "freight",
    "paid",
    "refunded",
    "currency",
    "province",
)


def _told(body: OrderFacts, **named: Any) -> Told:  # noqa: ANN401 - customer and number
    facts = {name: getattr(body, name) for name in (*_PLAIN, "city", "owner_id", "company_id", "remark")}
    at = {status.value: moment for status, name in _STEPS.items() if (moment := _aware(getattr(body, name)))}
    items = None if body.items is None else tuple(Line(**one.dict()) for one in body.items)
    if isinstance(body, OrderIn):
        named = {"customer_id": body.customer_id, "number": body.number}
    return Told(**named, **facts, items=items, at=at, placed_at=_aware(body.placed_at), paid_at=_aware(body.paid_at))


def _whole(request: ApiRequest, order_id: int) -> dict[str, Any]:
    found: Order = queries.get_for(request.member, order_id)
    items = [{name: getattr(item, name) for name in OrderItemOut.model_fields} for item in queries.items(found)]
    return {name: getattr(found, name) for name in OrderOut.model_fields} | {"items": items}


def _landed(one: Landed) -> dict[str, Any]:
    refusal = one.refusal
    return {
        "result": one.result,
        "order_id": one.order_id,
        "rule": refusal.rule if refusal else "",
        "reason": str(refusal.sentence) if refusal else "",
    }


def _aware(moment: datetime | None) -> datetime | None:
    """A time without a zone is UTC."""
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
