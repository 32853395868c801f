"""An organisation's own fields, of every kind of record, for programs."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed
from changlai.records import actions, queries, uses, values
from changlai.records.actions import Rules
from changlai.records.api.routing import router
from changlai.records.enums import FieldKind
from changlai.records.holders import holder_of
from changlai.records.models import Field as OwnField
from changlai.records.models import FieldOption, Section

LINE = r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"
SECTIONS, FIELDS = "/field-sections", "/fields"
ONE = f"{FIELDS}/{{int:field_id}}"


class OptionOut(Schema):
    """A choice; one that is archived is offered no more."""

    id: int
    name: str
    archived_at: datetime | None


class FieldOut(Schema):
    """A field and its rules."""

    id: int
    section_id: int
    name: str
    kind: FieldKind
    help: str
    is_required: bool
    is_unique: bool
    is_searchable: bool
    is_masked: bool
    archived_at: datetime | None
    purging_at: datetime | None
    options: list[OptionOut]


class FieldUses(Schema):
    """What names a field, in words, and how many records have a value in it (counted up to 10,001)."""

    uses: list[str]
    count: int


class SectionOut(Schema):
    """A section with its fields, in their order; ``of`` is the kind of record."""

    id: int
    of: str
    name: str
    fields: list[FieldOut]


class SectionList(Schema):
    """Every section, in their order."""

    items: list[SectionOut]


class SectionNameIn(Schema):
    """A section's name."""

    name: str = Field(max_length=40, pattern=LINE)


class SectionIn(SectionNameIn):
    """A new section. ``of`` is the kind of record: ``customer``, ``company``."""

    of: str = Field(max_length=40)


class RulesIn(Schema):
    """A field as it should be. ``options`` are new choices; ``renamed`` names of known ones by id; ``dropped`` ids of
    choices to offer no more.
    """

    name: str = Field(max_length=40, pattern=LINE)
    help: str = Field("", max_length=200)
    is_required: bool = False
    is_unique: bool = False
    is_searchable: bool = False
    is_masked: bool = False
    options: list[str] = Field([], max_length=200)
    renamed: dict[int, str] = {}
    dropped: list[int] = []


class FieldIn(RulesIn):
    """A new field; its kind stays."""

    section_id: int
    kind: FieldKind


class ArrangementIn(Schema):
    """Ids in their new order."""

    ids: list[int] = Field(min_length=1, max_length=1000)


@router.get(SECTIONS, response=SectionList, summary="List sections and fields")
@allowed("customers.view")
def sections(request: ApiRequest, of: str = "customer", archived: bool = False) -> dict[str, Any]:  # noqa: ARG001, FBT001, FBT002 - a query
    """Of one kind of record, in the order colleagues see them; archived fields when asked for."""
    return {"items": [_section(one) for one in queries.sections(holder_of(of).kind, archived=archived)]}


@router.post(SECTIONS, response={201: SectionOut}, summary="Make a section")
@allowed("records.fields")
def create_section(request: ApiRequest, body: SectionIn) -> Status[dict[str, Any]]:
    """At the end. 409 ``records.name_taken``."""
    made = actions.create_section(of=holder_of(body.of).kind, name=body.name.strip(), by=request.member)
    return Status(201, _section(made))


@router.put(f"{SECTIONS}/order", response=SectionList, summary="Arrange sections")
@allowed("records.fields")
def arrange_sections(request: ApiRequest, body: ArrangementIn, of: str = "customer") -> dict[str, Any]:
    """Sections that are not named stay where they were."""
    kind = holder_of(of).kind
    actions.arrange_sections(of=kind, ids=body.ids, by=request.member)
    return sections(request, kind)


@router.put(f"{SECTIONS}/{{int:section_id}}", response=SectionOut, summary="Rename a section")
@allowed("records.fields")
def rename_section(request: ApiRequest, section_id: int, body: SectionNameIn) -> dict[str, Any]:
    """409 ``records.name_taken``."""
    found = queries.section_of(section_id)
    actions.rename_section(section=found, name=body.name.strip(), by=request.member)
    return _section(found)


@router.delete(f"{SECTIONS}/{{int:section_id}}", response={204: None}, summary="Delete a section")
@allowed("records.fields")
def delete_section(request: ApiRequest, section_id: int) -> Status[None]:
    """409 ``records.section_not_empty`` while fields stand in it."""
    actions.delete_section(section=queries.section_of(section_id), by=request.member)
    return Status(204, None)


@router.put(f"{SECTIONS}/{{int:section_id}}/order", response=SectionOut, summary="Arrange fields")
@allowed("records.fields")
def arrange_fields(request: ApiRequest, section_id: int, body: ArrangementIn) -> dict[str, Any]:
    """These fields stand in the section, in this order; one of another section moves."""
    found = queries.section_of(section_id)
    actions.arrange_fields(section=found, ids=body.ids, by=request.member)
    return _section(found)


@router.post(FIELDS, response={201: FieldOut}, summary="Make a field")
@allowed("records.fields")
def create_field(request: ApiRequest, body: FieldIn) -> Status[dict[str, Any]]:
    """At the end of its section. 409 ``records.name_taken``."""
    section = queries.section_of(body.section_id)
    made = actions.create_field(
        section=section, kind=body.kind, rules=_rules(body), by=request.member, now=timezone.now()
    )
    return Status(201, _field(made))


@router.put(ONE, response=FieldOut, summary="Change a field")
@allowed("records.fields")
def change_field(request: ApiRequest, field_id: int, body: RulesIn) -> dict[str, Any]:
    """Its values stay. 409 ``records.not_unique`` when customers share a value and must not."""
    found = queries.field_of(field_id)
    actions.change_field(field=found, rules=_rules(body), by=request.member, now=timezone.now())
    return _field(found)


@router.put(f"{ONE}/archive", response=FieldOut, summary="Archive a field")
@allowed("records.fields")
def archive(request: ApiRequest, field_id: int) -> dict[str, Any]:
    """Asked for no more; its values are kept."""
    found = queries.field_of(field_id)
    actions.archive_field(field=found, by=request.member, now=timezone.now())
    return _field(found)


@router.delete(f"{ONE}/archive", response=FieldOut, summary="Restore a field")
@allowed("records.fields")
def restore(request: ApiRequest, field_id: int) -> dict[str, Any]:
    """With the values it had. 409 ``records.name_taken``."""
    found = queries.field_of(field_id)
    actions.restore_field(field=found, by=request.member, now=timezone.now())
    return _field(found)


@router.delete(ONE, response={202: None}, summary="Delete an archived field with its values")
@allowed("records.fields")
def purge(request: ApiRequest, field_id: int) -> Status[None]:
    """In the background. 404 for one that is not archived: archive it first."""
    found = queries.field_of(field_id)
    if found.archived_at is None:
        raise Http404
    actions.purge_field(field=found, by=request.member, now=timezone.now())
    return Status(202, None)


@router.get(f"{ONE}/uses", response=FieldUses, summary="What uses a field")
@allowed("records.fields")
def used(request: ApiRequest, field_id: int) -> dict[str, Any]:
    """Views, import templates and rules that name it. Renaming the field harms none of them; archived, it is left out
    of them, and they say so.
    """
    found = queries.field_of(field_id)
    return {"uses": [one.words for one in uses.used(found, request.member)], "count": queries.count_values(found)}


def _rules(body: RulesIn) -> Rules:
    return Rules(**(body.dict(exclude={"section_id", "kind", "name"}) | {"name": body.name.strip()}))


def _section(section: Section) -> dict[str, Any]:
    return {
        "id": section.pk,
        "of": section.of,
        "name": section.name,
        "fields": [_field(one) for one in section.fields.all()],
    }


_SHOWN = (
    "id",
    "section_id",
    "name",
    "kind",
    "help",
    "is_required",
    "is_unique",
    "is_searchable",
    "is_masked",
    "archived_at",
    "purging_at",
)


def _field(field: OwnField) -> dict[str, Any]:
    options: list[FieldOption] = list(field.options.all()) if field.kind in values.WITH_OPTIONS else []
    return {name: getattr(field, name) for name in _SHOWN} | {"options": options}
