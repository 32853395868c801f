"""The parts of a row: who reads and writes which of its columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from changlai.accounts.models import Member
from changlai.imports.enums import TwinChoice
from changlai.imports.models import ImportRun
from changlai.records import queries as records
from changlai.records.contracts import Column, Part
from changlai.records.enums import AttributeKind

MAY_CHANGE, IS_LIKELY = 4, 5  # places in what a row keeps of a twin: see ImportRow


def kinds() -> list[str]:
    """The kinds of records that tables can be about, customers first."""
    found = [slug for slug in records.kinds() if any(part.slug == slug for part in records.parts(slug))]
    return sorted(found, key=lambda slug: slug != "customer")


def columns(kind: str) -> list[Column]:
    """Every column a table about a kind may have; of two parts that know the same path the first one has it."""
    found: dict[str, Column] = {}
    for part in records.parts(kind):
        for column in part.columns():
            found.setdefault(column.path, column)
    return list(found.values())


def may_write(member: Member, kind: str) -> bool:
    """Whether the member may change records of this kind at all."""
    known = records.kinds().get(kind)
    return known is not None and member.can(known.edit_permission)


def are_in_order(kind: str) -> bool:
    """Whether rows about a kind are written in their order, by one lane."""
    return any(part.is_in_order for part in records.parts(kind))


@dataclass(frozen=True, slots=True)
class Share:
    """One part with the columns of a table that are its own: path to place in the row."""

    part: Part
    places: Mapping[str, int]
    kinds: Mapping[str, AttributeKind]
    keys: tuple[str, ...]


def shares(run: ImportRun) -> list[Share]:
    """Who has which columns of this table; the main part comes first and always."""
    places = {path: place for place, path in enumerate(run.mapping) if path}
    found, known = [], set[str]()
    for part in records.parts(run.kind):
        own = [one for one in part.columns() if one.path in places and one.path not in known]
        known.update(one.path for one in own)
        if own or part.slug == run.kind:
            keys = tuple(one.path for one in own if one.is_key) if part.slug == run.kind else ()
            kinds = {one.path: one.kind for one in own}
            found.append(Share(part, {one.path: places[one.path] for one in own}, kinds, keys))
    return found


def labels(kind: str, paths: Sequence[str]) -> dict[str, str]:
    """What columns are called on screen."""
    known = {one.path: str(one.label) for one in columns(kind)}
    return {path: known.get(path, path) for path in paths if path}


def choice_of(run: ImportRun, twins: Sequence[Sequence[Any]], twin_row: int | None, chosen: str) -> TwinChoice:
    """What becomes of a row that may be somebody: as somebody said of it, else as of all; one that only looks like
    somebody is new unless it was said otherwise.
    """
    if chosen:
        return TwinChoice(chosen)
    is_certain = twin_row is not None or any(not twin[IS_LIKELY] for twin in twins if twin[0] == run.kind)
    return TwinChoice(run.on_twin) if is_certain else TwinChoice.CREATE
