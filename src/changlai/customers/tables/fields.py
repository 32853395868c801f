"""An organisation's own fields on a page: what a customer has, and the form to change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from changlai.accounts.models import Member
from changlai.customers import queries, values
from changlai.customers.enums import FieldKind
from changlai.customers.forms import FieldsForm
from changlai.customers.models import Customer, Field, FieldOption, Section
from changlai.customers.queries import Filled


@dataclass(frozen=True, slots=True)
class Shown:
    """A section with its fields as a customer has them."""

    section: Section
    fields: Sequence[Filled]


def shown(customer: Customer, member: Member) -> list[Shown]:
    """Every section that has fields, in a fixed number of statements."""
    sections = queries.sections()
    filled = {
        one.field.pk: one for one in queries.filled(customer, member, [f for s in sections for f in s.fields.all()])
    }
    return [
        Shown(section, [filled[field.pk] for field in section.fields.all()])
        for section in sections
        if section.fields.all()
    ]


def fields_form(
    fields: Sequence[Field], *, data: QueryDict | None = None, customer: Customer | None = None
) -> FieldsForm:
    """The form of these fields, with what the customer has in them."""
    held = queries.values_of(customer, fields) if customer else {}
    options = {one.pk: _offered(one, held.get(one.pk, values.NOTHING)) for one in fields if _has_options(one)}
    needs_members = any(one.kind == FieldKind.MEMBER for one in fields)
    members = list(Member.objects.filter(is_active=True).order_by("name", "id")) if needs_members else []
    initial = {f"field-{pk}": _typed(value) for pk, value in held.items()}
    return FieldsForm(fields, options, members, data, initial=initial)


def _has_options(field: Field) -> bool:
    return field.kind in values.WITH_OPTIONS


def _offered(field: Field, value: values.Value) -> list[FieldOption]:
    return [one for one in queries.options_of(field) if one.archived_at is None or one.pk in value.option_ids]


def _typed(value: values.Value) -> object:
    if value.option_ids:
        return [str(one) for one in value.option_ids]
    return str(value.member_id) if value.member_id else values.written(value)


def editable(fields: Sequence[Field], member: Member, customer: Customer | None = None) -> list[Field]:
    """The fields a member may fill in: one that is masked for them only while it is empty."""
    if customer is None:
        return list(fields)
    masked: Mapping[int, bool] = {one.field.pk: one.is_masked for one in queries.filled(customer, member, fields)}
    return [one for one in fields if not masked[one.pk]]


def in_words(customer: Customer, field: Field) -> str:
    """A customer's value of a field, in full."""
    value = queries.values_of(customer, [field]).get(field.pk, values.NOTHING)
    options = {one.pk: one.name for one in queries.options_of(field)} if value.option_ids else {}
    people = dict(Member.objects.filter(pk=value.member_id).values_list("id", "name")) if value.member_id else {}
    return values.shown(value, options=options, members=people)
