"""Keeping views of lists, and arranging the tabs above them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from changlai.accounts.models import Member
from changlai.kernel import audit
from changlai.records.errors import NotYourView
from changlai.records.models import ListLook, SavedView
from changlai.records.models.views import NAME_LENGTH

SHARE = "records.share"
COLUMNS = frozenset({"name", "filter", "columns", "order", "is_pinned"})


@transaction.atomic
def keep_view(  # noqa: PLR0913 - what a view is made of
    *,
    kind: str,
    name: str,
    filter: Mapping[str, Any],  # noqa: A002 - the model's word
    columns: Sequence[str],
    order: str,
    is_team: bool,
    by: Member,
    now: datetime,
    is_pinned: bool = True,
) -> SavedView:
    """A list under a name, one's own or, for who may share views, everybody's. Raises NotYourView."""
    _check(is_team=is_team, by=by)
    made: SavedView = SavedView.objects.create(
        kind=kind,
        owner=None if is_team else by,
        name=name.strip()[:NAME_LENGTH],
        filter=dict(filter),
        columns=list(columns),
        order=order,
        is_pinned=is_pinned,
        made_at=now,
    )
    if is_team:
        audit.record("records.view_kept", actor=by, obj=made, changes={"kind": kind})
    return made


@transaction.atomic
def change_view(*, view: SavedView, changes: Mapping[str, Any], by: Member, is_team: bool | None = None) -> SavedView:
    """Change name, filter, columns, order or whether it is a tab; ``is_team`` hands it to everybody or takes it back.

    Raises NotYourView.
    """
    _check(is_team=view.is_team, by=by)
    if is_team is not None and is_team != view.is_team:
        _check(is_team=is_team, by=by)
        view.owner = None if is_team else by
    for name in COLUMNS & changes.keys():
        setattr(view, name, changes[name])
    view.name = view.name.strip()[:NAME_LENGTH]
    view.save()
    if view.is_team:
        audit.record("records.view_changed", actor=by, obj=view, changes={"kind": view.kind})
    return view


@transaction.atomic
def copy_view(*, view: SavedView, name: str, by: Member, now: datetime) -> SavedView:
    """The same under another name, for oneself."""
    return keep_view(
        kind=view.kind,
        name=name,
        filter=view.filter,
        columns=view.columns,
        order=view.order,
        is_team=False,
        by=by,
        now=now,
    )


@transaction.atomic
def drop_view(*, view: SavedView, by: Member) -> None:
    """The view is gone, the records stay. Raises NotYourView."""
    _check(is_team=view.is_team, by=by)
    if view.is_team:
        audit.record("records.view_dropped", actor=by, obj=view, changes={"kind": view.kind})
    view.delete()


@transaction.atomic
def arrange_views(*, kind: str, keys: Sequence[str], by: Member) -> None:
    """The order of a member's tabs; views that are not named stand behind."""
    look = _look(kind, by)
    look.tabs = list(dict.fromkeys(keys))
    look.save(update_fields=["tabs"])


@transaction.atomic
def pin_view(*, kind: str, key: str, is_pinned: bool, by: Member) -> None:
    """Whether a view is a tab for this member."""
    look = _look(kind, by)
    look.pins = {**look.pins, key: is_pinned}
    look.save(update_fields=["pins"])


@transaction.atomic
def begin_with(*, kind: str, key: str, by: Member) -> None:
    """Which view opens when a member comes to the list; empty: the first tab."""
    look = _look(kind, by)
    look.first = key
    look.save(update_fields=["first"])


def _check(*, is_team: bool, by: Member) -> None:
    if is_team and not by.can(SHARE):
        raise NotYourView


def _look(kind: str, member: Member) -> ListLook:
    made: ListLook
    made, _ = ListLook.objects.get_or_create(organisation_id=member.organisation_id, member=member, kind=kind)
    return ListLook.objects.select_for_update().get(pk=made.pk)
