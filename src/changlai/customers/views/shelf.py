"""The list of customers."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.urls import reverse

from changlai.accounts.pages import Request, page
from changlai.channels import queries as channels
from changlai.channels.contracts import Product
from changlai.customers import queries, tables
from changlai.customers.enums import Shelf
from changlai.customers.models import Customer
from changlai.customers.queries import Filter
from changlai.ui.render import render

BOUND = 1000  # counts above are shown as "999+": nobody waits for a number
TEXT_LENGTH = 100

Products = dict[str, tuple[Product, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for. It travels with every link of the list and back from a customer's page."""

    shelf: Shelf = Shelf.ALL
    text: str = ""
    channel: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Choice":
        """The choice in a query string; what is not known counts as not asked."""
        shelf = asked.get("shelf", "")
        text = asked.get("q", "").replace("\x00", "").strip()[:TEXT_LENGTH]
        return cls(Shelf(shelf) if shelf in set(Shelf) else Shelf.ALL, text, asked.get("channel", ""))

    def filter(self, products: Products) -> Filter:
        """The same for the database. A channel that is not there any more shows everything."""
        chosen = products.get(self.channel)
        return Filter(self.shelf, self.text, chosen[1] if chosen else None)

    def query(self, **more: str) -> dict[str, str]:
        """As parts of a query string, without what is empty."""
        told = {"shelf": "" if self.shelf == Shelf.ALL else str(self.shelf), "q": self.text, "channel": self.channel}
        return {name: value for name, value in {**told, **more}.items() if value}


@page(can="customers.view", methods=("GET",))
def customers(request: Request) -> HttpResponse:
    """Customers by their last interaction; with htmx only the table and its foot."""
    choice, products = Choice.of(request.GET), channels.by_product()
    wanted = choice.filter(products)
    found, previous, following = _page(request, wanted)
    listed = _address(request)
    context: dict[str, Any] = {
        "rows": tables.rows(found),
        "choice": choice,
        "channels": _channels(listed, choice, products),
        "previous": _turn(listed, choice, "before", previous),
        "next": _turn(listed, choice, "after", following),
        "back": urlencode(choice.query(list="1")),
        "is_filtered": choice != Choice() or bool(request.GET.get("after") or request.GET.get("before")),
        "has_accounts": bool(products),
    }
    context["count"] = queries.count_up_to(request.member, wanted, BOUND)
    context["bound"] = BOUND
    context["shelves"] = [(shelf, _with(listed, replace(choice, shelf=shelf))) for shelf in Shelf]
    return render(request, "customers/list.html", context, block="list")


def _page(request: Request, wanted: Filter) -> tuple[list[Customer], Customer | None, Customer | None]:
    """The rows to show, and from which row on the pages before and after begin."""
    limit = queries.PAGE
    if before := tables.list_place(request.GET.get("before", "")):
        found = queries.page_above(request.member, wanted, before=before)
        if len(found) <= limit:
            found = queries.page(request.member, wanted)
            return found[:limit], None, found[limit - 1] if len(found) > limit else None
        found = found[1:]
        return found, found[0], found[-1]
    after = tables.list_place(request.GET.get("after", ""))
    found = queries.page(request.member, wanted, after=after)
    shown = found[:limit]
    return shown, shown[0] if after and shown else None, shown[-1] if len(found) > limit else None


def _address(request: Request) -> str:
    return reverse("customers:list", args=[request.organisation.slug])


def _with(address: str, choice: Choice, **more: str) -> str:
    query = urlencode(choice.query(**more))
    return f"{address}?{query}" if query else address


def _channels(address: str, choice: Choice, products: Products) -> list[tuple[Product | None, str, bool]]:
    """The chips above the list: (product or None for any, address, chosen); none when there is nothing to choose."""
    if len(products) < 2:  # noqa: PLR2004 - one kind of channel is no choice
        return []
    found = [
        (product, _with(address, replace(choice, channel=slug)), choice.channel == slug)
        for slug, (product, _ids) in products.items()
    ]
    return [(None, _with(address, replace(choice, channel="")), choice.channel not in products), *found]


def _turn(address: str, choice: Choice, direction: str, row: Customer | None) -> str | None:
    return _with(address, choice, **{direction: tables.list_cursor(row)}) if row else None
