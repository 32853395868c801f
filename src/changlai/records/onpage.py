"""What stands on a record's page, of any kind: the organisation's own fields as the record has them and as a member may
change them, and the boxes of other modules.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from django.http import Http404
from django.urls import reverse

from changlai.accounts.contracts import Text
from changlai.accounts.models import Member
from changlai.kernel import discovery
from changlai.records import queries, values
from changlai.records.enums import FieldKind
from changlai.records.holders import holder_of
from changlai.records.models import Field, Section
from changlai.records.queries import Filled


@dataclass(frozen=True, slots=True)
class Shown:
    """A section with its fields as a record has them."""

    section: Section
    record_id: int
    fields: Sequence[Filled]


@dataclass(frozen=True, slots=True)
class RecordPanel:
    """A box a module shows on the page of records of any kind but customers, who have panels of their own (see
    customers.contracts.Panel), declared in ``panels.py`` as ``RECORD_PANELS``: loaded by URL, never imported.
    ``url_name`` takes ``organisation``, ``kind`` and ``record_id``. ``kinds``: only beside those; none: any.
    """

    slug: str
    label: Text
    permission: str
    url_name: str
    order: int = 50
    kinds: tuple[str, ...] = ()


@cache
def panels() -> tuple[RecordPanel, ...]:
    """What modules show beside records of any kind, in order; sought once a process."""
    found = [one for room in discovery.rooms("panels") for one in getattr(room, "RECORD_PANELS", ())]
    return tuple(sorted(found, key=lambda one: (one.order, one.slug)))


@dataclass(frozen=True, slots=True)
class Box:
    """What another module shows there: loaded from ``url``."""

    label: str
    url: str


def boxes(kind: str, record_id: int, member: Member, *, organisation: str) -> list[Box]:
    """The boxes of other modules that the member may see; ``organisation`` is its slug. Asks no database."""
    given = {"organisation": organisation, "kind": kind, "record_id": record_id}
    allowed = (one for one in panels() if member.can(one.permission) and (not one.kinds or kind in one.kinds))
    return [Box(str(one.label), reverse(one.url_name, kwargs=given)) for one in allowed]


def shown(of: str, record_id: int, member: Member) -> list[Shown]:
    """Every section that has fields, in a fixed number of statements."""
    sections = queries.sections(of)
    every = [field for section in sections for field in section.fields.all()]
    filled = {one.field.pk: one for one in queries.filled(record_id, member, every, of)}
    return [
        Shown(section, record_id, [filled[field.pk] for field in section.fields.all()])
        for section in sections
        if section.fields.all()
    ]


def editable(of: str, fields: Sequence[Field], member: Member, record_id: int = 0) -> list[Field]:
    """The fields a member may fill in: one that is masked for them only while it is empty."""
    if not record_id:
        return list(fields)
    masked = {one.field.pk: one.is_masked for one in queries.filled(record_id, member, fields, of)}
    return [one for one in fields if not masked[one.pk]]


def fields_to_fill(of: str, member: Member, record_id: int, named: Collection[int]) -> list[Field]:
    """The fields of a record that a program may fill in; 404 when it names another one."""
    fields = editable(of, queries.active_fields(of), member, record_id)
    if set(named) - {one.pk for one in fields}:
        raise Http404
    return fields


def file_field(of: str, member: Member, record_id: int, field_id: int) -> Field:
    """The field a file is put into; 404 for one that takes none or may not be filled in."""
    field = queries.field_of(field_id, of)
    if field.kind != FieldKind.FILE or not editable(of, [field], member, record_id):
        raise Http404
    return field


def in_words(record_id: int, field: Field) -> str:
    """A record's value of a field, in full."""
    value = queries.values_of(holder_of(field.of), record_id, [field]).get(field.pk, values.NOTHING)
    return values.shown(field, value, queries.names_in([value]))
