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
from psycopg.abc import Buffer
from psycopg.types.array import ListBinaryDumper

FEW = 16  # of fewer values it is not worth while to look whether they are alike
_SAME = frozenset({str, int, bool, datetime, date})  # equal ones are sent alike; of other types not all are
_TEXT = 25  # object ids of PostgreSQL's types, fixed for good
_length: Callable[[int], bytes] = struct.Struct("!i").pack
_NUMBERS: Mapping[int, tuple[int, Callable[..., bytes]]] = {
    21: (2, struct.Struct("!ih").pack),
    23: (4, struct.Struct("!ii").pack),
    20: (8, struct.Struct("!iq").pack),
}


class ColumnDumper(ListBinaryDumper):
    """What psycopg would send, to the byte."""

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


def send_columns_at_once() -> None:
    """For every connection that Django opens from now on."""
    get_adapters_template(settings.USE_TZ, UTC).register_dumper(list, ColumnDumper)
