"""Purging an own field: its values go in the background, a batch at a time, then the field itself."""

from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.kernel import audit, db, files
from changlai.kernel.jobs import NewJob, add
from changlai.records.enums import FieldKind
from changlai.records.holders import holder_of
from changlai.records.models import Field
from changlai.records.queries import column_of

PURGE_FIELD = "records.purge_field"
AT_ONCE = 5_000  # values of one transaction
_BATCH = """
    with gone as (
      delete from {table} v where v.organisation_id = %(org)s and v.id in (
        select id from {table} where organisation_id = %(org)s and field_id = %(field)s and {column} limit {limit})
      returning v.file_id)
    select count(*), array_agg(file_id) filter (where file_id is not null) from gone"""
_REST = "delete from {table} where organisation_id = %s and field_id = %s"


@transaction.atomic
def purge_field(*, field: Field, by: Member, now: datetime) -> None:
    """Delete an archived field with all its values, for good; told again it is one purge."""
    held = Field.objects.select_for_update().get(pk=field.pk)
    if held.purging_at is None:
        held.purging_at = now
        held.save(update_fields=["purging_at"])
        audit.record("records.field_purged", actor=by, obj=held)
    _order(held)


@transaction.atomic
def go_on_purging(*, field_id: int) -> None:
    """Delete the next values of a field; when there are no more, the field. A job comes again for the rest."""
    field = Field.objects.select_for_update().filter(pk=field_id, purging_at__isnull=False).first()
    if field is None:
        return
    table = holder_of(field.of).values._meta.db_table
    sql = _BATCH.format(table=table, column=column_of(FieldKind(field.kind)), limit=AT_ONCE)
    count, papers = db.row(sql, {"org": field.organisation_id, "field": field.pk}) or (0, None)
    files.forget(set(papers or ()))
    if count == AT_ONCE:
        _order(field)
        return
    db.run(_REST.format(table=table), (field.organisation_id, field.pk))
    field.delete()


def _order(field: Field) -> None:
    add("jobs", [NewJob(field.organisation_id, PURGE_FIELD, {"field_id": field.pk}, f"purge-field:{field.pk}")])
