"""Filling in an organisation's own fields of customers, and telling it on the timeline; see changlai.records."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers.actions.erasing import forget_files
from changlai.customers.actions.timeline import note_changes
from changlai.customers.actions.unchecked import mark_unchecked
from changlai.customers.contracts import Decided, Kept
from changlai.customers.enums import KIND, InteractionKind
from changlai.customers.models import Customer, FieldValue
from changlai.customers.participation import taken
from changlai.customers.queries import FIELD, OPTION, editable_by, numbered
from changlai.kernel import db
from changlai.kernel.tenancy import organisation_id
from changlai.records import actions as records
from changlai.records.errors import BadValue
from changlai.records.holders import holder_of
from changlai.records.models import Field

_LEAVE_OUT = """
    delete from customers_fieldvalue v
    where v.organisation_id = %(org)s and v.record_id = any(%(all)b::bigint[]) and (
      v.option_id = any(%(options)b::bigint[]) or exists (
        select from unnest(%(fields)b::bigint[], %(stays)b::bigint[]) x(f, c)
        where x.f = v.field_id and x.c <> v.record_id))
    returning v.record_id, to_jsonb(v)::text"""


@transaction.atomic
def fill_in(
    *, customer: Customer, given: Mapping[int, object], by: Member, now: datetime, fields: Iterable[Field] = ()
) -> bool:
    """Keep what was written into fields, by the id of the field; True when something is different now.

    ``fields`` are those one may fill in; a value of any other is left out. A required one must not be left empty when
    it is among ``given``. Raises BadValue, Missing, Taken, each naming its field; then nothing is kept.
    """
    return fill_many(given={customer.pk: given}, by=by, now=now, fields=fields).is_changed(customer.pk)


@transaction.atomic
def fill_many(
    *, given: Mapping[int, Mapping[int, object]], by: Member, now: datetime, fields: Iterable[Field]
) -> records.Filling:
    """The same of many customers, by their ids, in a fixed number of statements. One of whom anything is refused stays
    as they were; the answer names the reason.
    """
    holder = holder_of(KIND)
    filling = records.fill(holder=holder, organisation_id=organisation_id(), given=given, fields=fields)
    told = records.lines(filling.changes)
    note_many_changes(told, by=by, now=now)
    mark_unchecked((organisation_id(), one) for one in told)
    records.write_down_fields("customers.fields_changed", filling, Customer.objects.all(), by=by)
    forget_files(filling.left_files)
    return filling


def set_fields(
    member: Member, ids: Sequence[int], given: Mapping[int, object], fields: Sequence[Field], now: datetime
) -> Mapping[int, BadValue]:
    """Set the same values on customers the member may change; see records.holders.Holder."""
    known = set(editable_by(member).filter(id__in=ids).values_list("id", flat=True))
    filling = fill_many(given={one: given for one in ids if one in known}, by=member, now=now, fields=fields)
    return filling.refused


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


def note_many_changes(told: Mapping[int, Sequence[Mapping[str, str]]], *, by: Member, now: datetime) -> None:
    """Put changes of records on their timelines: by the id of the customer, dicts of field, before and after."""
    who = {"member_id": by.pk, "member": by.name}
    facts = {one: {"changes": list(lines), **who} for one, lines in told.items()}
    note_changes(facts, organisation_id=organisation_id(), kind=InteractionKind.CHANGED, at=now)
