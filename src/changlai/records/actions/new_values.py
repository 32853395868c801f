"""Values of own fields of records that are new themselves, ten thousand at once: nothing is compared, and what they
refer to is looked up once for all.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from changlai.accounts.models import Member
from changlai.kernel import bulk, db
from changlai.kernel.models import StoredFile
from changlai.records.actions.filling import WRITE, taken_by_others
from changlai.records.enums import FieldKind
from changlai.records.holders import Holder
from changlai.records.models import Field, FieldOption

MANY = 200  # values from which on what they refer to is looked up once for all
Packed = Sequence[Any]  # text, key, number, day, ids of options, member and file of a Value; the day may be its text


def keep_new(
    *, holder: Holder, organisation_id: int, told: Sequence[tuple[int, int, Packed]], fields: Mapping[int, Field]
) -> bool:
    """Write values of records that were made in this transaction: record, field, value; thousands at once. False, and
    nothing is written, when one that nobody else may have is somebody's by now. Fields that are no more are left out.
    """
    unique = {one for one, field in fields.items() if field.is_unique}
    told = [one for one in told if one[1] in fields]
    if taken_by_others(holder, organisation_id, [(f, v[1], r) for r, f, v in told if f in unique and v[1]]):
        return False
    plain = [(record, f, value) for record, f, value in told if not value[4]]
    chosen = [(record, f, one) for record, f, value in told for one in value[4]]
    if plain or chosen:
        columns = [had + added for had, added in zip(_plain(plain, unique), _chosen(chosen, fields), strict=True)]
        with bulk.vouched(whether=_are_there(organisation_id, columns), marked=True):
            db.run(WRITE.format(table=holder.values._meta.db_table), (organisation_id, *map(_sparse, columns)))
    return True


def _plain(told: Sequence[tuple[int, int, Packed]], unique: Collection[int]) -> list[list[Any]]:
    """The columns of WRITE for values that are no choices: there may be ten thousand."""
    count = len(told)
    values = [list(column) for column in zip(*(value for _, _, value in told), strict=True)] or [[]] * 7
    is_unique = [f in unique and bool(value[1]) for _, f, value in told] if unique else [False] * count
    return [
        [record for record, _, _ in told],
        [f for _, f, _ in told],
        *values[:4],
        [None] * count,
        *values[5:],
        [True] * count,
        is_unique,
    ]


def _chosen(told: Sequence[tuple[int, int, int]], fields: Mapping[int, Field]) -> list[list[Any]]:
    """The same for choices, each of which is a row."""
    one_choice = {one for one, field in fields.items() if field.kind == FieldKind.CHOICE}
    count = len(told)
    return [
        [record for record, _, _ in told],
        [f for _, f, _ in told],
        [""] * count,
        [""] * count,
        [None] * count,
        [None] * count,
        [option for _, _, option in told],
        [None] * count,
        [None] * count,
        [f in one_choice for _, f, _ in told],
        [False] * count,
    ]


def _are_there(organisation_id: int, columns: Sequence[list[Any]]) -> bool:
    """Whether all that many values refer to, but for their records, is there and stays; False for few."""
    records, fields, *_said, options, members, stored, _is_only, _is_unique = columns
    if len(records) < MANY:
        return False
    named = ((Field, fields), (FieldOption, options), (Member, members), (StoredFile, stored))
    return all(
        bulk.are_there(model._meta.db_table, organisation_id, {one for one in ids if one is not None})
        for model, ids in named
    )


def _sparse(column: list[Any]) -> list[Any]:
    """A column of nothing is sent as none at all: what unnest lacks is null."""
    return column if any(one is not None for one in column) else []
