"""What the modules of the house declared about their records; sought once a process."""

from collections.abc import Sequence
from functools import cache

from changlai.kernel import discovery
from changlai.records.contracts import Attribute, AttributeSource, Deed, Findable, Kind, Part


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of record by its slug."""
    return {kind.slug: kind for room in discovery.rooms("records") for kind in getattr(room, "KINDS", ())}


@cache
def sources(kind: str) -> tuple[AttributeSource, ...]:
    """Where the attributes of a kind come from, its own module first."""
    found = (one for room in discovery.rooms("attributes") for one in room.ATTRIBUTES)
    return tuple(one for one in found if one.kind == kind)


def attributes(kind: str) -> dict[str, Attribute]:
    """The attributes of a kind in the organisation in scope, by path; a fixed number of statements."""
    return {one.path: one for source in sources(kind) for one in source.attributes()}


@cache
def deeds(kind: str) -> dict[str, Deed]:
    """What can be done with many records of a kind, in the order they are offered."""
    found = [one for room in discovery.rooms("deeds") for one in room.DEEDS if one.kind == kind]
    return {one.slug: one for one in sorted(found, key=lambda deed: deed.order)}


@cache
def parts(kind: str) -> tuple[Part, ...]:
    """Who reads and writes a table about records of a kind; the main part first."""
    rooms = discovery.rooms("sheets")  # the kernel's tool box has one of this name, too
    found: Sequence[Part] = [one for room in rooms for one in getattr(room, "PARTS", ()) if one.kind == kind]
    return tuple(sorted(found, key=lambda part: part.slug != kind))


@cache
def imported_as(kind: str) -> str:
    """The kind of table that brings records of this kind: its own, or that of another they hang on; empty for none."""
    own = [slug for slug in kinds() if any(part.slug == kind for part in parts(slug))]
    return next((slug for slug in sorted(own, key=lambda slug: slug != kind)), "")


@cache
def findables() -> dict[str, tuple[Findable, ...]]:
    """Whose words records are found by, by kind; the kind's own module first."""
    found = [one for room in discovery.rooms("findable") for one in room.FINDABLES]
    tables = {slug: kind.table for slug, kind in kinds().items()}
    found.sort(key=lambda one: not any(table == tables.get(one.kind) for table, _column, _read in one.tables))
    return {one.kind: tuple(other for other in found if other.kind == one.kind) for one in found}
