"""What the doors of this module share: the kind in the address, and the way back to its list."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from changlai.accounts.pages import Request
from changlai.records import queries
from changlai.records.contracts import Kind
from changlai.records.tables import state
from changlai.records.tables.state import State
from changlai.ui.render import go_to, render

UNPROCESSABLE = 422


def state_of(request: Request, kind: Kind) -> State:
    """The list somebody is in, from the address or, of a form, from its fields."""
    asked = request.POST if request.method == "POST" else request.GET
    return state.read(asked, kind, queries.tabs(request.member, kind))


def beside_list(
    request: Request, template: str, context: Mapping[str, Any], *, block: str | None = None, status: int = 200
) -> HttpResponse:
    """A page about the list of the context's ``kind``; in the menu it stands where that list does."""
    place = reverse(context["kind"].place, args=[request.organisation.slug])
    return render(request, template, context, block=block, status=status, at=place)


def to_list(request: Request, kind: Kind, query: Mapping[str, str]) -> HttpResponse:
    """Back to the list; htmx is sent there as a whole."""
    address = reverse(kind.place, args=[request.organisation.slug])
    url = f"{address}?{urlencode(query)}" if query else address
    return go_to(request, url)
