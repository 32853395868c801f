"""Questions about an organisation's own fields and what customers have in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Prefetch
from django.http import Http404

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.customers import values
from changlai.customers.models import Customer, Field, FieldOption, FieldValue, Section
from changlai.customers.values import Value

MASKED = "customers.fields"
MASK = "****"


def sections(*, archived: bool = False) -> list[Section]:
    """Every section with its fields and their choices, in their order; three statements."""
    fields = Field.objects.order_by("position", "id")
    fields = fields if archived else fields.filter(archived_at__isnull=True)
    options = Prefetch("options", FieldOption.objects.order_by("position", "id"))
    inside = Prefetch("fields", fields.prefetch_related(options))
    return list(Section.objects.prefetch_related(inside).order_by("position", "id"))


def section_of(section_id: int) -> Section:
    """One section; 404 when there is none."""
    found = Section.objects.filter(id=section_id).first()
    if found is None:
        raise Http404
    return found


def field_of(field_id: int) -> Field:
    """One field, archived or not; 404 when there is none."""
    found = Field.objects.select_related("section").filter(id=field_id).first()
    if found is None:
        raise Http404
    return found


def active_fields() -> list[Field]:
    """The fields one fills in, in their order; one statement."""
    rows = Field.objects.select_related("section").filter(archived_at__isnull=True)
    return list(rows.order_by("section__position", "section_id", "position", "id"))


def options_of(field: Field) -> list[FieldOption]:
    """A field's choices, archived ones too."""
    return list(FieldOption.objects.filter(field=field).order_by("position", "id"))


@dataclass(frozen=True, slots=True)
class Filled:
    """A field with a customer's value: in words, masked where it must be, and as it is kept."""

    field: Field
    value: Value
    shown: str
    is_masked: bool


def filled(customer: Customer, member: Member, fields: Iterable[Field]) -> list[Filled]:
    """What a customer has in these fields, as the member may see it; three statements at most."""
    wanted = list(fields)
    held = values_of(customer, wanted)
    options, people = names_in(held.values())
    may_see = accounts.may_see_field(member, MASKED)
    made = []
    for field in wanted:
        value = held.get(field.pk, values.NOTHING)
        words = values.shown(value, options=options, members=people)
        is_masked = bool(field.is_masked and words and not may_see)
        made.append(Filled(field, value, MASK if is_masked else words, is_masked))
    return made


def values_of(customer: Customer, fields: Iterable[Field]) -> dict[int, Value]:
    """What a customer has in these fields, as it is kept; one statement."""
    return values_of_each([customer.pk], fields).get(customer.pk, {})


def values_of_each(customer_ids: Iterable[int], fields: Iterable[Field]) -> dict[int, dict[int, Value]]:
    """What customers have in these fields: customer to field to value; one statement."""
    rows = FieldValue.objects.filter(customer__in=list(customer_ids), field__in=[one.pk for one in fields])
    ordered = rows.order_by("customer_id", "field_id", "option__position", "id")
    return {customer: gathered(own) for customer, own in groupby(ordered, key=lambda row: row.customer_id)}


def gathered(rows: Iterable[FieldValue]) -> dict[int, Value]:
    """The rows of one customer as values, by field; several choices in the order of their rows."""
    held: dict[int, Value] = {}
    for row in rows:
        if row.option_id:
            earlier = held.get(row.field_id, values.NOTHING).option_ids
            held[row.field_id] = Value(option_ids=(*earlier, row.option_id))
        else:
            held[row.field_id] = Value(row.text, row.key, row.number, row.day, (), row.member_id)
    return held


def value_of(customer: Customer, field: Field) -> FieldValue:
    """A customer's value of one field; 404 when there is none."""
    found = FieldValue.objects.select_related("field", "customer").filter(customer=customer, field=field).first()
    if found is None:
        raise Http404
    return found


def names_in(held: Iterable[Value]) -> tuple[dict[int, str], dict[int, str]]:
    """The names of the choices and of the members in these values; two statements at most."""
    found = list(held)
    options = _names(FieldOption, {one for value in found for one in value.option_ids})
    return options, _names(Member, {value.member_id for value in found if value.member_id})


def _names(model: type[FieldOption] | type[Member], ids: set[int]) -> dict[int, str]:
    return dict(model.objects.filter(id__in=ids).values_list("id", "name")) if ids else {}
