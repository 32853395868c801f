"""Which kinds of record have own fields: a module declares it in its ``ownfields.py`` as ``HOLDERS``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.http import Http404

from changlai.accounts import queries as accounts
from changlai.accounts.contracts import Text
from changlai.accounts.models import Member
from changlai.kernel import discovery
from changlai.records.errors import BadValue
from changlai.records.models import Field, OwnValue


@dataclass(frozen=True, slots=True)
class Holder:
    """A kind of record with own fields. ``kind`` is its slug, as of contracts.Kind; ``label`` its tab in the settings.

    ``values`` is the module's table of values, ``table`` that of the records, ``page`` the address of one record: its
    name and argument. ``masked`` is the MaskedField that hides masked values from roles. ``find`` and ``find_to_edit``
    give a member one record, or raise; ``can_unmask`` says whether they may look at its masked values.

    ``fill(member, ids, given, fields, now)`` is the module's own action: it sets the same values, by the id of the
    field, on records the member may change, and tells their history; the answer is why it did not for some.
    """

    kind: str
    label: Text
    values: type[OwnValue]
    table: str
    page: tuple[str, str]
    masked: str
    find: Callable[[Member, int], Any]
    find_to_edit: Callable[[Member, int], Any]
    can_unmask: Callable[[Member, Any], bool]
    fill: Callable[[Member, Sequence[int], Mapping[int, object], Sequence[Field], datetime], Mapping[int, BadValue]]
    order: int = 50


def by_role(masked: str) -> Callable[[Member, Any], bool]:
    """A ``can_unmask``: whoever's role sees the MaskedField, whichever the record."""
    return lambda member, _record: accounts.may_see_field(member, masked)


@cache
def holders() -> dict[str, Holder]:
    """Every kind of record with own fields, by its slug, in the order of their tabs."""
    found = [one for room in discovery.rooms("ownfields") for one in room.HOLDERS]
    return {one.kind: one for one in sorted(found, key=lambda holder: holder.order)}


def holder_of(kind: str) -> Holder:
    """The holder of a kind; 404 when it has no own fields."""
    if kind not in holders():
        raise Http404
    return holders()[kind]
