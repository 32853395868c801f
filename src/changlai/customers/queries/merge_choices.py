"""What there is to decide about own fields when customers merge."""

from collections.abc import Mapping, Sequence

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.customers.contracts import MergeChoice
from changlai.customers.enums import KIND
from changlai.customers.models import FieldValue
from changlai.records import values
from changlai.records.enums import FieldKind
from changlai.records.holders import holder_of
from changlai.records.models import Field
from changlai.records.queries import MASK, active_fields, gathered, names_in, values_of_each
from changlai.records.values import Value

FIELD, OPTION = "field", "option"  # of MergeChoice.key: one value of a field, one of its several choices
Held = Mapping[int, Mapping[int, Value]]  # customer to field to value


def field_choices(member: Member, customer_ids: Sequence[int]) -> list[MergeChoice]:
    """A choice for each field somebody has a value in; of several choices one for each. Four statements at most.

    Several choices of a field that is masked for the member all stay.
    """
    fields = active_fields(KIND)
    held = values_of_each(holder_of(KIND), customer_ids, fields)
    return _told(member, fields, held, count=len(customer_ids), to_choose=True)


def fields_again(member: Member, rows: Mapping[int, Sequence[FieldValue]]) -> list[MergeChoice]:
    """The same of rows as they will stand when a merge is undone, by customer; three statements at most."""
    held = {customer: gathered(sorted(own, key=lambda row: row.option_id or 0)) for customer, own in rows.items()}
    return _told(member, active_fields(KIND), held, count=len(rows), to_choose=False)


def _told(member: Member, fields: Sequence[Field], held: Held, *, count: int, to_choose: bool) -> list[MergeChoice]:
    names = names_in(value for own in held.values() for value in own.values())
    may_see = accounts.may_see_field(member, holder_of(KIND).masked)
    found: list[MergeChoice] = []
    for field in fields:
        own = {customer: row[field.pk] for customer, row in held.items() if field.pk in row}
        is_masked, is_several = field.is_masked and not may_see, field.kind == FieldKind.CHOICES
        if own and is_several and not is_masked:
            found += _several(field, own, names.options)
        elif own and not (is_several and to_choose):
            words = {one: MASK if is_masked else values.shown(field, own[one], names) for one in own}
            found.append(_one(field, own, words, count))
    return found


def _one(field: Field, own: Mapping[int, Value], words: Mapping[int, str], count: int) -> MergeChoice:
    is_open = len(own) < count or len(set(own.values())) > 1
    key, section = f"{FIELD}-{field.pk}", field.section.name
    return MergeChoice(key, section, field.name, words, keeps_one=True, is_open=is_open, is_required=field.is_required)


def _several(field: Field, own: Mapping[int, Value], options: Mapping[int, str]) -> list[MergeChoice]:
    used = dict.fromkeys(one for value in own.values() for one in value.option_ids if one in options)
    return [
        MergeChoice(
            f"{OPTION}-{one}",
            field.name,
            options[one],
            {customer: options[one] for customer, value in own.items() if one in value.option_ids},
            keeps_one=False,
        )
        for one in used
    ]


def numbered(word: str, keyed: Mapping[str, int]) -> dict[int, int]:
    """Of what was decided by key, that of one module's word, by the id in the key."""
    parts = ((key.rpartition("-"), value) for key, value in keyed.items())
    return {int(number): value for (head, _, number), value in parts if head == word}
