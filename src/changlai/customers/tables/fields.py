"""An organisation's own fields on a page: what a customer has, and the form to change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from changlai.accounts.models import Member
from changlai.customers import queries, values
from changlai.customers.models import Customer, Field, Section
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
