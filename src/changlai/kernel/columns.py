"""Columns of very many values on their way into a statement: PostgreSQL's binary array, made in a few steps for all of
them, where psycopg goes from value to value.
"""

import struct
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import get_adapters_template
from psycopg.abc import Buffer, DumperKey
from psycopg.adapt import PyFormat
from psycopg.types.array import BaseListDumper, ListBinaryDumper
from psycopg.types.numeric import Int8

FEW = 16  # of fewer values it is not worth while to look whether they are alike
_SAME = frozenset({str, int, bool, datetime, date})  # equal ones are sent alike; of other types not all are
_TEXT, _BIGINT, _BIGINT_ARRAY = 25, 20, 1016  # object ids of PostgreSQL's types, fixed for good
_length: Callable[[int], bytes] = struct.Struct("!i").pack
_NUMBERS: Mapping[int, tuple[int, Callable[..., bytes]]] = {
    21: (2, struct.Struct("!ih").pack),
    23: (4, struct.Struct("!ii").pack),
    _BIGINT: (8, struct.Struct("!iq").pack),
}


_WHOLE = frozenset({int, type(None)})


class ColumnDumper(ListBinaryDumper):
    """What psycopg would send, to the byte, but whole numbers always as ``bigint``: psycopg takes the type that the
    largest of them needs, and a statement of many columns would be planned anew for every mixture of types.
    """

    def get_key(self, obj: list[Any], format: PyFormat) -> DumperKey:  # noqa: A002 - psycopg's
        if _is_whole(obj, format):
            return (self.cls, Int8)
        return super().get_key(obj, format)

    def upgrade(self, obj: list[Any], format: PyFormat) -> BaseListDumper:  # noqa: A002 - psycopg's
        if _is_whole(obj, format):
            return _WholeDumper(self.cls, self._tx)
        return super().upgrade(obj, format)

    def _dump_list(self, L: list[Any], dim: int, dims: list[int], data: list[Buffer]) -> int:  # noqa: N803 - psycopg's
        if dim == len(dims) - 1 and len(L) >= FEW:
            first = L[0]
            if type(first) in _SAME and L.count(first) == len(L) and {*map(type, L)} == {type(first)}:
                said: list[Buffer] = []
                hasnull = super()._dump_list([first], 0, [1], said)
                data.append(b"".join(said) * len(L))
                return hasnull
            if None not in L:
                return self._dump_values(L, dim, dims, data)
        return super()._dump_list(L, dim, dims, data)

    def _dump_values(self, values: list[Any], dim: int, dims: list[int], data: list[Buffer]) -> int:
        element = self.sub_dumper.oid if self.sub_dumper else 0
        if element in _NUMBERS:
            width, packed = _NUMBERS[element]
            data.append(b"".join([packed(width, one) for one in values]))
            return 0
        if element == _TEXT:
            texts = [one.encode() for one in values]
            data.extend(chain.from_iterable(zip(map(_length, map(len, texts)), texts, strict=True)))
            return 0
        return super()._dump_list(values, dim, dims, data)


class _WholeDumper(ColumnDumper):
    oid, element_oid = _BIGINT_ARRAY, _BIGINT


def _is_whole(column: list[Any], format: PyFormat) -> bool:  # noqa: A002 - psycopg's
    """Whether a column that is sent as numbers, %b, holds nothing else."""
    return format == PyFormat.BINARY and int in (types := {*map(type, column)}) and types <= _WHOLE


def send_columns_at_once() -> None:
    """For every connection that Django opens from now on."""
    get_adapters_template(settings.USE_TZ, UTC).register_dumper(list, ColumnDumper)
