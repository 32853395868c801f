"""What the address of a list asks for: a view, and what is changed about it. It travels with every link of the list."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from changlai.records.contracts import Kind
from changlai.records.pieces import is_enough
from changlai.records.queries import Spot, Tab

TEXT_LENGTH = 100
MOST_COLUMNS = 30
LONGEST_CURSOR = 600
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class State:
    """``filter``, ``columns`` and ``order`` are None while they are the view's own."""

    kind: Kind
    tab: Tab
    text: str = ""
    filter: Any = None
    columns: tuple[str, ...] | None = None
    order: str | None = None

    @property
    def tree(self) -> Any:  # noqa: ANN401 - decoded JSON, checked by the filter language
        """The filter that holds, without the search."""
        return self.views_filter if self.filter is None else self.filter

    @property
    def views_filter(self) -> Any:  # noqa: ANN401 - as above
        if self.tab.view is not None:
            return self.tab.view.filter
        return next((one.filter for one in self.kind.views if one.slug == self.tab.key), NOTHING)

    @property
    def shown(self) -> tuple[str, ...]:
        """Paths of the columns."""
        if self.columns is not None:
            return self.columns
        return tuple(self.tab.view.columns if self.tab.view else ()) or self.kind.columns

    @property
    def sorted_by(self) -> str:
        if self.order is not None:
            return self.order
        return (self.tab.view.order if self.tab.view else "") or self.kind.order

    @property
    def is_changed(self) -> bool:
        """Whether it differs from the view it stands in."""
        return self.filter is not None or self.columns is not None or self.order is not None

    @property
    def asked(self) -> Any:  # noqa: ANN401 - as above
        """The filter with what is searched for, once that is enough to look for."""
        if not self.kind.find or not is_enough(self.text):
            return self.tree
        found = {"path": self.kind.find, "contains": self.text}
        return {"all": [self.tree, found]} if self.tree and self.tree != {"all": []} else found

    def query(self, **more: str) -> dict[str, str]:
        """As parts of a query string."""
        told = {
            "view": self.tab.key,
            "q": self.text,
            "filter": packed(self.filter) if self.filter is not None else "",
            "columns": ",".join(self.columns or ()),
            "order": self.order or "",
        }
        return {name: value for name, value in {**told, **more}.items() if value}

    def filtered(self, tree: Any) -> "State":  # noqa: ANN401 - as above
        """The same list with another filter."""
        return replace(self, filter=None if tree == self.views_filter else tree)

    def ordered(self, order: str) -> "State":
        own = replace(self, order=None)
        return own if own.sorted_by == order else replace(self, order=order)


def read(asked: QueryDict | Mapping[str, str], kind: Kind, tabs: Sequence[Tab]) -> State:
    """The state in a query string; what is not known counts as not asked."""
    key = asked.get("view") or ""
    tab = next((one for one in tabs if one.key == key), None) or next((one for one in tabs if one.is_first), tabs[0])
    columns = tuple(dict.fromkeys(filter(None, (asked.get("columns") or "").split(","))))[:MOST_COLUMNS]
    text = (asked.get("q") or "").replace("\x00", "").strip()[:TEXT_LENGTH] if kind.find else ""
    state = State(kind, tab, text, unpacked(asked.get("filter") or ""), columns or None, asked.get("order") or None)
    return state.filtered(state.filter) if state.filter is not None else state


def packed(tree: Any) -> str:  # noqa: ANN401 - decoded JSON
    """A tree as short as it goes into an address."""
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> Any:  # noqa: ANN401 - decoded JSON
    """The tree in an address; None when there is none, or nothing that can be read."""
    try:
        found = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def cursor(spot: Spot) -> str:
    """Where a page begins, as an opaque word."""
    return base64.urlsafe_b64encode(json.dumps([spot.value, spot.id]).encode()).decode().rstrip("=")


def spot(text: str) -> Spot | None:
    """What ``cursor`` was given; None for anything else."""
    if not text or len(text) > LONGEST_CURSOR:
        return None
    try:
        value, one = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, UnicodeDecodeError, RecursionError):
        return None
    is_good = isinstance(one, int) and 0 < one < 2**63 and (value is None or isinstance(value, str))
    return Spot(value, one) if is_good and "\x00" not in (value or "") else None
