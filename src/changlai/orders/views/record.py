"""One order: its page, the drawer over the list, and what is done with it there."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changlai.accounts.pages import Request, page
from changlai.companies import queries as companies
from changlai.orders import actions, labels, queries
from changlai.orders.actions import Origin
from changlai.orders.enums import KIND, MOVES, OrderStatus
from changlai.orders.models import Order
from changlai.orders.views.entry import address
from changlai.records import onpage, pages
from changlai.ui.render import render

STEPS = ("placed_at", "paid_at", "shipped_at", "done_at", "cancelled_at", "refunded_at")


@page(can="orders.view", methods=("GET",))
def order(request: Request, order_id: int) -> HttpResponse:
    """Everything about an order; ``panel=1`` asks for the drawer."""
    found = queries.get_for(request.member, order_id)
    context = _context(request, found)
    if request.GET.get("panel") == "1":
        context["beside"] = pages.beside(request, KIND, found.pk)
        return render(request, "orders/peek.html", context, block="peek")
    return render(request, "orders/detail.html", context)


@page(can="orders.edit", methods=("POST",))
def status(request: Request, order_id: int, status: str) -> HttpResponse:
    """Move an order on."""
    found = queries.get_to_edit(request.member, order_id)
    origin = Origin(_("By hand"), timezone.now())
    if status in set(OrderStatus):
        actions.change_status(found, status=status, by=request.member, origin=origin)
    return HttpResponseRedirect(address(request, found))


@page(can="orders.delete", methods=("POST",))
def removal(request: Request, order_id: int) -> HttpResponse:
    """Delete an order that should not be there."""
    found = queries.get_to_edit(request.member, order_id)
    actions.delete(found, by=request.member)
    return HttpResponseRedirect(reverse("customers:detail", args=[request.organisation.slug, found.customer_id]))


def _context(request: Request, found: Order) -> dict[str, Any]:
    items = queries.items(found)
    can_edit = queries.can_edit(request.member, found)
    return {
        "order": found,
        "items": items,
        "items_total": sum(one.quantity * one.unit_price for one in items),
        "customer": found.customer,
        "can_edit": can_edit,
        "label": labels.STATUSES[found.status],
        "tone": labels.TONES[found.status],
        "mark": labels.ICONS[found.status],
        "steps": [(_step(name), moment) for name in STEPS if (moment := getattr(found, name))],
        "moves": [(one.value, labels.MOVES[one]) for one in MOVES[OrderStatus(found.status)]] if can_edit else [],
        "sums": queries.sums_of(found.customer),
        "boxes": onpage.boxes(KIND, found.pk, request.member, organisation=request.organisation.slug),
        "company": found.company if companies.seen_ids(request.member, [found.company_id or 0]) else None,
        "sections": onpage.shown(KIND, found.pk, request.member),
        "can_unmask": False,
    }


def _step(name: str) -> str:
    return {
        "placed_at": _("Placed"),
        "paid_at": str(labels.STATUSES[OrderStatus.PAID]),
        "shipped_at": str(labels.STATUSES[OrderStatus.SHIPPED]),
        "done_at": str(labels.STATUSES[OrderStatus.DONE]),
        "cancelled_at": str(labels.STATUSES[OrderStatus.CANCELLED]),
        "refunded_at": str(labels.STATUSES[OrderStatus.REFUNDED]),
    }[name]
