"""The open tasks of a record: on its page, and beside a conversation."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.customers import queries as customers
from changlai.tasks import queries, tables
from changlai.tasks.models import Task
from changlai.ui.render import render


@page(can="tasks.view", methods=("GET",))
def of_customer(request: Request, customer_id: int) -> HttpResponse:
    """What is to be done for a customer."""
    customer = customers.get_for(request.member, customer_id)
    context = _panel(request, queries.of_customer(request.member, customer)) | {
        "customer": customer,
        "can_log": customers.can_edit(request.member, customer),
    }
    return render(request, "tasks/of_record.html", context, block="panel")


@page(can="tasks.view", methods=("GET",))
def of_record(request: Request, kind: str, record_id: int) -> HttpResponse:
    """What is to be done about a record of another kind."""
    known = queries.kind_for(request.member, kind)
    if known is None or not known.visible(request.member).filter(id=record_id).exists():
        raise Http404
    context = _panel(request, queries.of_record(request.member, kind, record_id))
    context |= {"customer": None, "can_log": False, "kind": kind, "record_id": record_id}
    return render(request, "tasks/of_record.html", context, block="panel")


def _panel(request: Request, found: list[Task]) -> dict[str, Any]:
    now = timezone.now()
    shown = found[: queries.OF_RECORD]
    return {
        "rows": tables.rows(request.member, shown, now=now),
        "has_more": len(found) > len(shown),
        "put_offs": tables.put_offs(timezone.localdate(now)),
        "can_make": request.member.can("tasks.edit"),
        "is_beside": True,
    }
