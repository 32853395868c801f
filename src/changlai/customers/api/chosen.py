"""Pages of customers by a tree of conditions."""

import json
from typing import Any

from changlai.accounts.operations import ApiRequest, cursor_of, place_of
from changlai.customers import queries
from changlai.customers.enums import Shelf
from changlai.records import queries as records
from changlai.records.queries import Spot

_SHELVES = {Shelf.MINE: {"path": "owner", "is": "me"}, Shelf.UNOWNED: {"path": "owner", "is_empty": True}}


def chosen(request: ApiRequest, tree: str, order: str, cursor: str, *, shelf: Shelf, text: str) -> dict[str, Any]:
    """A page by a tree as JSON text, in an order; raises BadFilter, BadCursor."""
    member = request.member
    found = records.read_filter("customer", _with(tree, shelf, text), member)
    place = place_of(cursor, bool, str, int)
    after = Spot(place[1] if place[0] else None, place[2]) if place else None
    spots = records.page(records.kind_of("customer"), member, found, order, after=after, limit=queries.PAGE)
    shown = spots[: queries.PAGE]
    last = shown[-1] if len(spots) > queries.PAGE else None
    return {
        "items": queries.with_owners([spot.id for spot in shown]),
        "next": cursor_of(last.value is not None, last.value or "", last.id) if last else None,
    }


def _with(tree: str, shelf: Shelf, text: str) -> object:
    """The tree with what else the address asks for; one that is no JSON is left to be refused."""
    more: list[object] = [_SHELVES[shelf]] if shelf in _SHELVES else []
    more += [{"path": "words", "contains": text.strip()}] if text.strip() else []
    if not more:
        return tree
    try:
        given = json.loads(tree) if tree.strip() else None
    except (ValueError, RecursionError):
        return tree
    return {"all": [*([given] if given else []), *more]}
