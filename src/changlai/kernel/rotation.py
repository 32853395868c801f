"""Changing the key of the sealed values: put a new key first, re-encrypt, then drop the old one.

See docs/howto/rotate-keys.md. Every batch is a transaction of its own: stop it at any time and start it again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from changlai.kernel.crypto import CannotOpen, blind_index, key_id_of, newest_key_id
from changlai.kernel.fields import ORGANISATION, BlindIndexField, EncryptedField
from changlai.kernel.tenancy import scope

BATCH = 500


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did: values sealed anew, and values that no configured key opens (left as they are)."""

    changed: int = 0
    unreadable: int = 0

    def __add__(self, other: "Rotated") -> "Rotated":
        return Rotated(self.changed + other.changed, self.unreadable + other.unreadable)


def reencrypt(organisation_ids: Iterable[int], *, batch: int = BATCH) -> Rotated:
    """Seal every value of these organisations that is not under the newest key anew, ``batch`` rows a transaction."""
    ids = list(organisation_ids)
    done = Rotated()
    for field in encrypted_fields():
        if field.owner != ORGANISATION:
            done += reencrypt_personal(field, batch=batch)
            continue
        for organisation_id in ids:
            done += reencrypt_field(field, organisation_id, batch=batch)
    return done


def key_usage(organisation_ids: Iterable[int]) -> dict[str, int]:
    """How many sealed values each key id holds, configured or not."""
    usage: Counter[str] = Counter()
    fields = [field for field in encrypted_fields() if field.owner == ORGANISATION]
    for field in encrypted_fields():
        if field.owner != ORGANISATION:
            usage.update(_usage(field))
    for organisation_id in organisation_ids:
        with scope(organisation_id):
            for field in fields:
                usage.update(_usage(field, organisation_id))
    return dict(usage)


def unused_keys(organisation_ids: Iterable[int]) -> list[str]:
    """Ids of configured keys that no value needs any more and that new values will not use: safe to drop."""
    used = key_usage(organisation_ids)
    return [key_id for key_id in settings.FIELD_KEYS if key_id not in used and key_id != newest_key_id()]


def encrypted_fields() -> Iterator[EncryptedField]:
    """Every encrypted field of every table."""
    for model in apps.get_models():
        meta = model._meta
        if not meta.proxy:
            yield from (field for field in meta.local_fields if isinstance(field, EncryptedField))


def reencrypt_field(field: EncryptedField, organisation_id: int, *, batch: int = BATCH) -> Rotated:
    """One field's values of one organisation."""
    done, last = Rotated(), 0
    while True:
        with scope(organisation_id):
            rows = _old_rows(field, organisation_id, after=last, batch=batch)
            changed = _write(field, organisation_id, rows)
        done += Rotated(changed, len(rows) - changed)
        if len(rows) < batch:
            return done
        last = rows[-1][0]


def reencrypt_personal(field: EncryptedField, *, batch: int = BATCH) -> Rotated:
    """One field's values that belong to users, whatever their organisations."""
    rows: models.QuerySet[models.Model] = models.QuerySet(field.model)
    done, last = Rotated(), 0
    while True:
        with transaction.atomic():
            found = list(rows.select_for_update().filter(pk__gt=last).order_by("pk")[:batch])
            done += sum((_sealed_anew(field, row) for row in found), Rotated())
        if len(found) < batch:
            return done
        last = found[-1].pk


def _sealed_anew(field: EncryptedField, row: models.Model) -> Rotated:
    sealed = row.__dict__[field.attname]
    if not sealed or not sealed.text or key_id_of(sealed.text) == newest_key_id():
        return Rotated()
    try:
        setattr(row, field.attname, getattr(row, field.attname))
    except CannotOpen:
        return Rotated(unreadable=1)
    row.save(update_fields=[field.name])
    return Rotated(changed=1)


def _names(field: EncryptedField | BlindIndexField) -> tuple[str, str, str]:
    """Table, primary key and column, quoted."""
    meta, quote = field.model._meta, connection.ops.quote_name
    return quote(meta.db_table), quote(str(meta.pk.column)), quote(str(field.column))


def _old_rows(field: EncryptedField, organisation_id: int, *, after: int, batch: int) -> list[tuple[int, str]]:
    table, key, column = _names(field)
    statement = f"""
        select {key}, {column} from {table}
        where organisation_id = %s and {key} > %s and {column} <> '' and split_part({column}, '.', 2) <> %s
        order by {key} limit %s for update
    """  # noqa: S608 - quoted names of our own models
    with connection.cursor() as cursor:
        cursor.execute(statement, [organisation_id, after, newest_key_id(), batch])
        return list(cursor.fetchall())


def _write(field: EncryptedField, organisation_id: int, rows: list[tuple[int, str]]) -> int:
    """Seal these anew, with their blind indexes; returns how many could be opened."""
    opened: list[tuple[int, object]] = []
    for row_id, sealed in rows:
        try:
            opened.append((row_id, field.open(sealed, organisation_id=organisation_id)))
        except CannotOpen:
            continue
    if opened:
        ids = [row_id for row_id, _value in opened]
        _update(field, ids, [field.seal(value, organisation_id=organisation_id) for _id, value in opened])
        for index in field.model._meta.local_fields:
            if isinstance(index, BlindIndexField) and index.of == field.name:
                _update(index, ids, [blind_index(str(value), organisation_id) for _id, value in opened])
    return len(opened)


def _update(field: EncryptedField | BlindIndexField, ids: list[int], values: list[str]) -> None:
    table, key, column = _names(field)
    statement = f"""
        update {table} set {column} = fresh.value
        from unnest(%s::bigint[], %s::text[]) as fresh (id, value) where {table}.{key} = fresh.id
    """  # noqa: S608 - quoted names of our own models
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids, values])


def _usage(field: EncryptedField, organisation_id: int | None = None) -> dict[str, int]:
    table, _key, column = _names(field)
    mine = "organisation_id = %s and" if organisation_id is not None else ""
    statement = f"""
        select split_part({column}, '.', 2), count(*) from {table}
        where {mine} {column} <> '' group by 1
    """  # noqa: S608 - quoted names of our own models
    with connection.cursor() as cursor:
        cursor.execute(statement, [organisation_id] if organisation_id is not None else [])
        return dict(cursor.fetchall())
