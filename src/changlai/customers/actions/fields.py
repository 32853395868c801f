"""Filling in an organisation's own fields: checked, kept in typed columns, told on the timeline."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers import values
from changlai.customers.actions.timeline import Entry, own_causes, record
from changlai.customers.contracts import Decided, Kept
from changlai.customers.enums import FieldKind, InteractionKind
from changlai.customers.errors import Missing, Taken
from changlai.customers.models import Customer, Field, FieldOption, FieldValue
from changlai.customers.participation import taken
from changlai.customers.queries import FIELD, OPTION, numbered, values_of
from changlai.customers.values import Value
from changlai.kernel import audit, db

MASK = "****"
_LOCK = "select 1 from customers_customer where organisation_id = %s and id = %s for no key update"
_TAKEN = """
    select c.id from customers_fieldvalue v join customers_customer c on c.organisation_id = v.organisation_id
      and c.id = v.customer_id
    where v.organisation_id = %s and v.field_id = %s and v.key = %s and v.is_unique and v.customer_id <> %s"""
_LEAVE_OUT = """
    delete from customers_fieldvalue v
    where v.organisation_id = %(org)s and v.customer_id = any(%(all)b::bigint[]) and (
      v.option_id = any(%(options)b::bigint[]) or exists (
        select from unnest(%(fields)b::bigint[], %(stays)b::bigint[]) x(f, c)
        where x.f = v.field_id and x.c <> v.customer_id))
    returning v.customer_id, to_jsonb(v)::text"""


@transaction.atomic
def fill_in(
    *, customer: Customer, given: Mapping[int, object], by: Member, now: datetime, fields: Iterable[Field] = ()
) -> bool:
    """Keep what was written into fields, by the id of the field; True when something is different now.

    ``fields`` are those one may fill in; a value of any other is left out. A required one must not be left empty when
    it is among ``given``. Raises BadValue, Missing, Taken, each naming its field; then nothing is kept.
    """
    wanted = {one.pk: one for one in fields if one.pk in given and one.archived_at is None}
    if not wanted:
        return False
    db.run(_LOCK, (customer.organisation_id, customer.pk))
    options = _options(wanted.values())
    members = _members(wanted.values(), given)
    before = values_of(customer, wanted.values())
    after: dict[int, Value] = {}
    for field_id, field in wanted.items():
        had = before.get(field_id, values.NOTHING)
        offered = list(dict.fromkeys([*options.get(field_id, ()), *had.option_ids]))
        known = members | {had.member_id: ""} if had.member_id else members
        after[field_id] = values.read(field, given[field_id], options=offered, members=known.keys())
        _refuse(field, after[field_id], customer)
    changed = [one for one in wanted.values() if before.get(one.pk, values.NOTHING) != after[one.pk]]
    if changed:
        _keep(customer, changed, after)
        _tell(customer, changed, before, after, by, now)
    return bool(changed)


def _refuse(field: Field, value: Value, customer: Customer) -> None:
    if field.is_required and value.is_empty:
        raise Missing(field.name)
    if field.is_unique and value.key:
        holder = db.value(_TAKEN, (customer.organisation_id, field.pk, value.key, customer.pk))
        if holder is not None:
            raise Taken(field.name, "")


def _options(fields: Iterable[Field]) -> dict[int, list[int]]:
    ids = [one.pk for one in fields if one.kind in values.WITH_OPTIONS]
    found: dict[int, list[int]] = {}
    if ids:
        for option in FieldOption.objects.filter(field__in=ids, archived_at__isnull=True).order_by("position", "id"):
            found.setdefault(option.field_id, []).append(option.pk)
    return found


def _members(fields: Iterable[Field], given: Mapping[int, object]) -> dict[int, str]:
    if not any(one.kind == FieldKind.MEMBER and given[one.pk] for one in fields):
        return {}
    return dict(Member.objects.filter(is_active=True).values_list("id", "name"))


def _keep(customer: Customer, changed: Sequence[Field], after: Mapping[int, Value]) -> None:
    FieldValue.objects.filter(customer=customer, field__in=[one.pk for one in changed]).delete()
    FieldValue.objects.bulk_create(
        [row for field in changed for row in _rows(customer, field, after[field.pk]) if not after[field.pk].is_empty]
    )


def _rows(customer: Customer, field: Field, value: Value) -> list[FieldValue]:
    whose = {"organisation_id": customer.organisation_id, "customer": customer, "field": field}
    if value.option_ids:
        is_only = field.kind == FieldKind.CHOICE
        return [FieldValue(**whose, option_id=one, is_only=is_only) for one in value.option_ids]
    return [
        FieldValue(
            **whose,
            text=value.text,
            key=value.key,
            number=value.number,
            day=value.day,
            member_id=value.member_id,
            is_unique=field.is_unique and bool(value.key),
        )
    ]


def _tell(
    customer: Customer,
    changed: Sequence[Field],
    before: Mapping[int, Value],
    after: Mapping[int, Value],
    by: Member,
    now: datetime,
) -> None:
    """The timeline says what became of what; of a masked field only that it was changed."""
    ids = {one for row in (before, after) for value in row.values() for one in value.option_ids}
    options = dict(FieldOption.objects.filter(id__in=ids).values_list("id", "name")) if ids else {}
    people = {value.member_id for row in (before, after) for value in row.values() if value.member_id}
    members = dict(Member.objects.filter(id__in=people).values_list("id", "name")) if people else {}

    def words(row: Mapping[int, Value], field: Field) -> str:
        shown = values.shown(row.get(field.pk, values.NOTHING), options=options, members=members)
        return MASK if field.is_masked and shown else shown

    lines = [{"field": one.name, "before": words(before, one), "after": words(after, one)} for one in changed]
    note_changes(customer=customer, lines=lines, by=by, now=now)
    audit.record(
        "customers.fields_changed",
        actor=by,
        obj=customer,
        changes={"fields": sorted(str(line["field"]) for line in lines)},  # no values: see Customer
    )


def leave_out_values(decided: Decided) -> list[Kept]:
    """Values of own fields a member decided against when customers merge; see customers.contracts.Chooser."""
    stays = numbered(FIELD, decided.stays)
    options = sorted(numbered(OPTION, dict.fromkeys(decided.left_out, 0)))
    if not stays and not options:
        return []
    asked = {
        "org": decided.organisation_id,
        "all": list(decided.customer_ids),
        "options": options,
        "fields": list(stays),
        "stays": list(stays.values()),
    }
    return taken(FieldValue, db.rows(_LEAVE_OUT, asked))


def note_changes(*, customer: Customer, lines: Sequence[Mapping[str, str]], by: Member, now: datetime) -> None:
    """Put changes of a record on its timeline: dicts of field, before and after."""
    facts = {"changes": list(lines), "member_id": by.pk, "member": by.name}
    cause = own_causes()[0]
    record([Entry(customer.organisation_id, customer.pk, None, InteractionKind.CHANGED, now, cause, facts=facts)])
