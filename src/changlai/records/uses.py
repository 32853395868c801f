"""Where an own field is used: views here, and what other modules declare in their ``uses.py`` as ``USES``."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.kernel import discovery
from changlai.records.models import Field, SavedView

MOST = 50  # shown of one field


@dataclass(frozen=True, slots=True)
class Use:
    """Something that uses an own field, in words: ``the team's view “Large ones”``.

    A module that keeps paths of fields declares in its ``uses.py``, as ``USES``, functions of a field and the member
    who asks; before a field is archived or purged they are shown.
    """

    words: str


def names(path: str, field_id: int) -> bool:
    """Whether a path leads to a field, over whatever relation: ``field-12``, ``customer.field-12``."""
    return path.removeprefix("-").rpartition(".")[2] == f"field-{field_id}"


def in_tree(tree: Any, field_id: int) -> bool:  # noqa: ANN401 - JSON
    """Whether a tree of the filter language asks for a field."""
    return any(names(path, field_id) for path in _paths(tree))


def used(field: Field, member: Member) -> list[Use]:
    """Everything that uses a field, what everybody sees first; a fixed number of statements. Of a view that is
    somebody else's own only whose it is is told.
    """
    found = [one for room in discovery.rooms("uses") for source in room.USES for one in source(field, member)]
    return found[:MOST]


def of_views(field: Field, member: Member) -> list[Use]:
    """Views that filter by it, show it or are sorted by it."""
    rows = SavedView.objects.select_related("owner").order_by("owner_id", "name", "id")
    fitting = [
        one
        for one in rows
        if in_tree(one.filter, field.pk) or any(names(str(path), field.pk) for path in (*one.columns, one.order))
    ]
    fitting.sort(key=lambda one: not one.is_team)
    return [Use(_view(one, member)) for one in fitting]


def _view(view: SavedView, member: Member) -> str:
    if view.owner is None:
        return _("the team's view “%(name)s”") % {"name": view.name}
    if view.owner_id == member.pk:
        return _("your view “%(name)s”") % {"name": view.name}
    return _("a view of %(name)s") % {"name": view.owner.name}


def _paths(tree: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(tree, dict):
        if isinstance(tree.get("path"), str):
            yield tree["path"]
        for inner in tree.values():
            yield from _paths(inner)
    elif isinstance(tree, list):
        for inner in tree:
            yield from _paths(inner)


USES = (of_views,)
