"""Records are found by what stands in the fields of an organisation's own that are searchable, too."""

from collections.abc import Mapping, Sequence
from functools import partial

from django.utils.translation import gettext_lazy as _

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.kernel import db, tenancy
from changlai.records import values
from changlai.records.arrays import ids_array
from changlai.records.contracts import Findable, Word
from changlai.records.holders import Holder, holders
from changlai.records.models import Field
from changlai.records.values import Value

FIELD, MASKED_FIELD = "field", "masked_field"
_READ = """select v.record_id, v.field_id, f.kind, f.is_masked, v.text, v.number from {table} v
    join records_field f on f.organisation_id = v.organisation_id and f.id = v.field_id
    where v.organisation_id = %(org)s and v.record_id = any(%(ids)b::bigint[]) and f.is_searchable
      and f.archived_at is null"""


def words(holder: Holder, ids: Sequence[int]) -> Mapping[int, Sequence[Word]]:
    """One statement, whatever the number of records."""
    sql = _READ.format(table=holder.values._meta.db_table)
    found: dict[int, list[Word]] = {}
    for one, field, kind, is_masked, text, number in db.rows(
        sql, {"org": tenancy.organisation_id(), "ids": ids_array(ids)}
    ):
        word = values.written(Field(kind=kind), Value(text=text, number=number))
        found.setdefault(one, []).append(
            Word(f"{MASKED_FIELD if is_masked else FIELD}-{field}", word, is_masked=is_masked)
        )
    return found


def names(fields: Sequence[str]) -> Mapping[str, str]:
    """What the organisation calls these fields; one statement."""
    ids = {one: int(one.partition("-")[2]) for one in fields}
    known = dict(Field.objects.filter(id__in=ids.values()).values_list("id", "name"))
    return {one: known[number] for one, number in ids.items() if number in known}


def sees(holder: Holder, member: Member, field: str) -> bool:
    """Whether a member's role shows masked values."""
    return field != MASKED_FIELD or accounts.may_see_field(member, holder.masked)


FINDABLES = tuple(
    Findable(
        kind=holder.kind,
        words=partial(words, holder),
        tables=((holder.values._meta.db_table, "record_id", ("field_id", "text", "number")),),
        labels={FIELD: _("Field"), MASKED_FIELD: _("Field")},
        masked=(MASKED_FIELD,),
        sees=partial(sees, holder),
        parts=partial(sees, holder),
        names=names,
    )
    for holder in holders().values()
)
