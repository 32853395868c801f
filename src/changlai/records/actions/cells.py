"""Changing one attribute of one record in its row."""

from datetime import datetime
from typing import Any

from django.db import transaction

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.kernel.errors import Refusal
from changlai.records.contracts import Attribute, Kind
from changlai.records.errors import ChangedMeanwhile, NotWritable
from changlai.records.filters import is_hidden
from changlai.records.fingerprints import fingerprint


class CellRefused(Refusal):
    def __init__(self, why: str) -> None:
        super().__init__(why, rule="cell_refused")


_LOCK = "select 1 from {table} where organisation_id = %s and id = %s for no key update"


@transaction.atomic
def write_cell(  # noqa: PLR0913 - who writes what where, and what they saw
    *,
    kind: Kind,
    attribute: Attribute,
    record_id: int,
    raw: Any,  # noqa: ANN401 - what was typed or chosen
    seen: str | None,
    by: Member,
    now: datetime,
) -> None:
    """Set one attribute of one record. ``seen`` is the fingerprint of the value somebody began with (None: whatever it
    is): raises ChangedMeanwhile when it is another by now. What is masked for a member they write only while it is
    empty. Raises NotWritable, CellRefused.
    """
    if attribute.write is None or not kind.editable(by).filter(pk=record_id).exists():
        raise NotWritable(attribute.label)
    db.run(_LOCK.format(table=kind.table), (by.organisation_id, record_id))
    value = attribute.values([record_id]).get(record_id) if attribute.values is not None else None
    if value and is_hidden(attribute, by):
        raise NotWritable(attribute.label)
    if seen is not None and fingerprint(value) != seen:
        raise ChangedMeanwhile(attribute.label)
    refused = attribute.write(by, [record_id], raw, now)
    if record_id in refused:
        raise CellRefused(refused[record_id])
