"""The page of an undo: the records as they will stand again, side by side, and what came since."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from changlai.accounts.models import Member
from changlai.customers import actions, labels, queries
from changlai.customers.contracts import MergeChoice, Moving
from changlai.customers.errors import CannotUndo
from changlai.customers.models import Customer, Identity, MergeImage, Merging
from changlai.customers.participation import coming_back
from changlai.customers.tables.merging import Side, side_of, sides

PLACES = (actions.STAYED, actions.GONE)


@dataclass(frozen=True, slots=True)
class Worn:
    """Of the tags of a group, or the choices of a field, those each customer will have, in the customers' order."""

    label: Any
    cells: list[list[MergeChoice]]


@dataclass(frozen=True, slots=True)
class Parting:
    """A merge with what undoing it would bring back; ``refusal``: why it cannot be undone, and then nothing does."""

    merging: Merging
    reason: str
    refusal: Any
    found: list[Customer]  # as they will stand, who stayed first; not to be saved
    again: list[MergeChoice]  # own fields and tags each one will have
    sides: list[Side]
    worn: list[Worn]
    moving: list[Moving]
    since: list[int]  # entries of the timeline that came under each one's names since


def parting(member: Member, merging: Merging, into: Customer) -> Parting:
    """What undoing a merge would bring back; a fixed number of statements."""
    reason, why_not = labels.merge_reason(merging.reason), queries.why_not_undone(merging)
    if why_not is not None:
        return Parting(merging, reason, CannotUndo(why_not).sentence, [], [], [], [], [], [])
    images = list(MergeImage.objects.filter(merging=merging).order_by("id"))
    found = _as_before(into, images)
    again = actions.choices_again(member, into.pk, images)
    came = queries.news_since(merging, _owners(images))
    return Parting(
        merging,
        reason,
        None,
        found,
        again,
        [*sides(member, found, found[0]), *(side_of(one, found) for one in again if one.keeps_one)],
        _worn(again, found),
        coming_back(images, _places(), [one.pk for one in found]),
        [came.get(one.pk, 0) for one in found],
    )


def _as_before(into: Customer, images: Sequence[MergeImage]) -> list[Customer]:
    stayed, gone = ([row for one in images if one.place == place for row in one.rows] for place in PLACES)
    rows = actions.as_before(into, stayed, gone)
    people = Member.objects.in_bulk({row["owner_id"] for row in rows if row["owner_id"]})
    known = {field.attname for field in Customer._meta.local_fields}
    found = []
    for row in rows:
        one = Customer(**{name: value for name, value in row.items() if name in known - {"owner_id"}})
        one.owner = people.get(row["owner_id"])
        found.append(one)
    return found


def _owners(images: Sequence[MergeImage]) -> dict[int, int]:
    """Whose the identities that moved are again."""
    table = Identity._meta.db_table
    return {identity: one.old_id for one in images if one.place == table for identity in one.ids}


def _worn(again: Sequence[MergeChoice], found: Sequence[Customer]) -> list[Worn]:
    groups: dict[str, list[MergeChoice]] = {}
    for one in again:
        if not one.keeps_one:
            groups.setdefault(str(one.group), []).append(one)
    return [
        Worn(label, [[one for one in inside if customer.pk in one.shown] for customer in found])
        for label, inside in groups.items()
    ]


def _places() -> dict[str, object]:
    return {place: label for participant in actions.participants() for place, label in participant.places.items()}
