"""An organisation's own fields and what customers have in them, for programs."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed
from changlai.customers import actions, queries, tables, values
from changlai.customers.actions import Rules
from changlai.customers.api.people import LINE
from changlai.customers.api.routing import router
from changlai.customers.enums import FieldKind
from changlai.customers.errors import MayNotUnmask
from changlai.customers.models import Field as OwnField
from changlai.customers.models import FieldOption, Section

SECTIONS, FIELDS = "/customer-sections", "/customer-fields"
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
    is_masked: bool
    archived_at: datetime | None
    options: list[OptionOut]


class SectionOut(Schema):
    """A section with its fields, in their order."""

    id: int
    name: str
    fields: list[FieldOut]


class SectionList(Schema):
    """Every section, in their order."""

    items: list[SectionOut]


class SectionIn(Schema):
    """A section's name."""

    name: str = Field(max_length=40, pattern=LINE)


class RulesIn(Schema):
    """A field as it should be. ``options`` are new choices; ``renamed`` names of known ones by id; ``dropped`` ids of
    choices to offer no more.
    """

    name: str = Field(max_length=40, pattern=LINE)
    help: str = Field("", max_length=200)
    is_required: bool = False
    is_unique: bool = False
    is_masked: bool = False
    options: list[str] = Field([], max_length=200)
    renamed: dict[int, str] = {}
    dropped: list[int] = []


class FieldIn(RulesIn):
    """A new field; its kind stays."""

    section_id: int
    kind: FieldKind


class OrderIn(Schema):
    """Ids in their new order."""

    ids: list[int] = Field(min_length=1, max_length=1000)


class ValueOut(Schema):
    """A customer's value of a field: ``text`` in words, masked where the role says so; ids for choices and members."""

    field_id: int
    name: str
    kind: FieldKind
    text: str
    is_masked: bool
    option_ids: list[int]
    member_id: int | None


class ValuesIn(Schema):
    """Values by the id of the field: a text, a number, a date as 2026-01-31, or ids; empty takes a value away."""

    values: dict[int, Any]


class DisclosedOut(Schema):
    """The full value of a masked field."""

    value: str


@router.get(SECTIONS, response=SectionList, summary="List sections and fields")
@allowed("customers.view")
def sections(request: ApiRequest, archived: bool = False) -> dict[str, Any]:  # noqa: ARG001, FBT001, FBT002 - a query
    """In the order colleagues see them; archived fields when asked for."""
    return {"items": [_section(one) for one in queries.sections(archived=archived)]}


@router.post(SECTIONS, response={201: SectionOut}, summary="Make a section")
@allowed("customers.fields")
def create_section(request: ApiRequest, body: SectionIn) -> Status[dict[str, Any]]:
    """At the end. 409 ``customers.name_taken``."""
    made = actions.create_section(name=body.name.strip(), by=request.member)
    return Status(201, _section(made))


@router.put(f"{SECTIONS}/order", response=SectionList, summary="Arrange sections")
@allowed("customers.fields")
def arrange_sections(request: ApiRequest, body: OrderIn) -> dict[str, Any]:
    """Sections that are not named stay where they were."""
    actions.arrange_sections(ids=body.ids, by=request.member)
    return sections(request)


@router.put(f"{SECTIONS}/{{int:section_id}}", response=SectionOut, summary="Rename a section")
@allowed("customers.fields")
def rename_section(request: ApiRequest, section_id: int, body: SectionIn) -> dict[str, Any]:
    """409 ``customers.name_taken``."""
    found = queries.section_of(section_id)
    actions.rename_section(section=found, name=body.name.strip(), by=request.member)
    return _section(found)


@router.delete(f"{SECTIONS}/{{int:section_id}}", response={204: None}, summary="Delete a section")
@allowed("customers.fields")
def delete_section(request: ApiRequest, section_id: int) -> Status[None]:
    """409 ``customers.section_not_empty`` while fields stand in it."""
    actions.delete_section(section=queries.section_of(section_id), by=request.member)
    return Status(204, None)


@router.put(f"{SECTIONS}/{{int:section_id}}/order", response=SectionOut, summary="Arrange fields")
@allowed("customers.fields")
def arrange_fields(request: ApiRequest, section_id: int, body: OrderIn) -> dict[str, Any]:
    """These fields stand in the section, in this order; one of another section moves."""
    found = queries.section_of(section_id)
    actions.arrange_fields(section=found, ids=body.ids, by=request.member)
    return _section(found)


@router.post(FIELDS, response={201: FieldOut}, summary="Make a field")
@allowed("customers.fields")
def create_field(request: ApiRequest, body: FieldIn) -> Status[dict[str, Any]]:
    """At the end of its section. 409 ``customers.name_taken``."""
    section = queries.section_of(body.section_id)
    made = actions.create_field(
        section=section, kind=body.kind, rules=_rules(body), by=request.member, now=timezone.now()
    )
    return Status(201, _field(made))


@router.put(ONE, response=FieldOut, summary="Change a field")
@allowed("customers.fields")
def change_field(request: ApiRequest, field_id: int, body: RulesIn) -> dict[str, Any]:
    """Its values stay. 409 ``customers.not_unique`` when customers share a value and must not."""
    found = queries.field_of(field_id)
    actions.change_field(field=found, rules=_rules(body), by=request.member, now=timezone.now())
    return _field(found)


@router.put(f"{ONE}/archive", response=FieldOut, summary="Archive a field")
@allowed("customers.fields")
def archive(request: ApiRequest, field_id: int) -> dict[str, Any]:
    """Asked for no more; its values are kept."""
    found = queries.field_of(field_id)
    actions.archive_field(field=found, by=request.member, now=timezone.now())
    return _field(found)


@router.delete(f"{ONE}/archive", response=FieldOut, summary="Restore a field")
@allowed("customers.fields")
def restore(request: ApiRequest, field_id: int) -> dict[str, Any]:
    """With the values it had. 409 ``customers.name_taken``."""
    found = queries.field_of(field_id)
    actions.restore_field(field=found, by=request.member)
    return _field(found)


@router.delete(ONE, response={204: None}, summary="Delete an archived field with its values")
@allowed("customers.fields")
def purge(request: ApiRequest, field_id: int) -> Status[None]:
    """404 for one that is not archived: archive it first."""
    found = queries.field_of(field_id)
    if found.archived_at is None:
        raise Http404
    actions.purge_field(field=found, by=request.member)
    return Status(204, None)


@router.get("/customers/{int:customer_id}/fields", response=list[ValueOut], summary="A customer's own fields")
@allowed("customers.view")
def held(request: ApiRequest, customer_id: int) -> list[dict[str, Any]]:
    """Every field, with or without a value."""
    found = queries.get_for(request.member, customer_id)
    return [_value(one) for one in queries.filled(found, request.member, queries.active_fields())]


@router.patch("/customers/{int:customer_id}/fields", response=list[ValueOut], summary="Fill in own fields")
@allowed("customers.edit")
def fill_in(request: ApiRequest, customer_id: int, body: ValuesIn) -> list[dict[str, Any]]:
    """Fields that are not named stay; one that is masked for the role is a 404. 422 ``customers.bad_value`` names the
    field; then nothing is kept.
    """
    found = queries.get_to_edit(request.member, customer_id)
    fields = tables.editable(queries.active_fields(), request.member, found)
    if body.values.keys() - {one.pk for one in fields}:
        raise Http404
    actions.fill_in(customer=found, given=body.values, by=request.member, now=timezone.now(), fields=fields)
    return held(request, customer_id)


@router.post(
    "/customers/{int:customer_id}/fields/{int:field_id}/disclosure",
    response=DisclosedOut,
    summary="Show a masked value",
)
@allowed("customers.unmask")
def disclosure(request: ApiRequest, customer_id: int, field_id: int) -> dict[str, str]:
    """The full value; who asked is written into the audit log. 404 when there is none."""
    found = queries.get_for(request.member, customer_id)
    if not queries.can_unmask(request.member, found):
        raise MayNotUnmask
    field = queries.field_of(field_id)
    actions.unmask_field(value=queries.value_of(found, field), by=request.member)
    return {"value": tables.in_words(found, field)}


def _rules(body: RulesIn) -> Rules:
    return Rules(**(body.dict(exclude={"section_id", "kind", "name"}) | {"name": body.name.strip()}))


def _section(section: Section) -> dict[str, Any]:
    return {"id": section.pk, "name": section.name, "fields": [_field(one) for one in section.fields.all()]}


def _field(field: OwnField) -> dict[str, Any]:
    names = ("id", "section_id", "name", "kind", "help", "is_required", "is_unique", "is_masked", "archived_at")
    options: list[FieldOption] = list(field.options.all()) if field.kind in values.WITH_OPTIONS else []
    return {name: getattr(field, name) for name in names} | {"options": options}


def _value(one: queries.Filled) -> dict[str, Any]:
    return {
        "field_id": one.field.pk,
        "name": one.field.name,
        "kind": one.field.kind,
        "text": one.shown,
        "is_masked": one.is_masked,
        "option_ids": [] if one.is_masked else list(one.value.option_ids),
        "member_id": None if one.is_masked else one.value.member_id,
    }
