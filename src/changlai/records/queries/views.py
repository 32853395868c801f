"""Saved views as a member sees them, and the tabs they stand in."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from changlai.accounts.contracts import Text
from changlai.accounts.models import Member
from changlai.kernel import db, shapes
from changlai.records.contracts import Kind
from changlai.records.models import ListLook, SavedView


@dataclass(frozen=True, slots=True)
class Tab:
    """A view as it stands above a list: the house's own (``view`` is None) or a saved one."""

    key: str
    label: Text
    view: SavedView | None
    is_pinned: bool
    is_first: bool


def _visible(member: Member) -> QuerySet[SavedView]:
    return SavedView.objects.filter(Q(owner__isnull=True) | Q(owner_id=member.pk))


def view_for(member: Member, kind: str, view_id: int) -> SavedView:
    """A view the member may use; 404 otherwise."""
    found = _visible(member).filter(kind=kind, pk=view_id).first() if db.is_id(view_id) else None
    if found is None:
        raise Http404
    return found


def views(member: Member, kind: str) -> list[SavedView]:
    """Everybody's and the member's own, as they were made; one statement."""
    rest = "t.kind = %(kind)s and (t.owner_id is null or t.owner_id = %(member)s) order by t.id"
    return shapes.held(SavedView, rest, {"kind": kind, "member": member.pk})


def tabs(member: Member, kind: Kind) -> list[Tab]:
    """Every view of a kind in the member's order, the house's own first unless arranged; two statements."""
    rest = "t.kind = %(kind)s and t.member_id = %(member)s"
    looks = shapes.held(ListLook, rest, {"kind": kind.slug, "member": member.pk})
    look = looks[0] if looks else ListLook(member=member, kind=kind.slug)
    found = [Tab(one.slug, one.label, None, _pinned(look, one.slug, default=True), False) for one in kind.views]
    found += [Tab(v.key, v.name, v, _pinned(look, v.key, default=v.is_pinned), False) for v in views(member, kind.slug)]
    return _first(_arranged(found, look.tabs), look.first)


def _pinned(look: ListLook, key: str, *, default: bool) -> bool:
    decided: bool = look.pins.get(key, default)
    return decided


def _arranged(found: Sequence[Tab], order: Sequence[str]) -> list[Tab]:
    places = {key: place for place, key in enumerate(order)}
    return sorted(found, key=lambda tab: places.get(tab.key, len(places)))


def _first(found: list[Tab], key: str) -> list[Tab]:
    """Marks what opens when no view is asked for: what the member chose, else the first tab."""
    chosen = next((tab for tab in found if tab.key == key), None) or next((tab for tab in found if tab.is_pinned), None)
    return [Tab(t.key, t.label, t.view, t.is_pinned, t is chosen) for t in found]
