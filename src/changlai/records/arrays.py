"""Large sets of numbers on their way into a statement: as PostgreSQL's own binary array, made in one piece by numpy."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

import numpy as np
from django.conf import settings
from django.db.backends.postgresql.psycopg_any import get_adapters_template
from numpy.typing import NDArray
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format

Ids = NDArray[np.int64]
_BIGINT, _BIGINT_ARRAY, _INT, _INT_ARRAY = 20, 1016, 23, 1007  # object ids of PostgreSQL's types, fixed for good


class IdArray:
    """A ``bigint[]`` parameter (``%(name)b::bigint[]``)."""

    __slots__ = ("ids",)

    def __init__(self, ids: Ids) -> None:
        self.ids = ids

    def __len__(self) -> int:
        return len(self.ids)


def ids_array(ids: Sequence[int] | Ids) -> IdArray:
    """Ids as a parameter."""
    return IdArray(np.asarray(ids, dtype=np.int64))


def ids_of(ids: Sequence[int] | NDArray[np.signedinteger[Any]]) -> Ids:
    """Ids in their order, each once."""
    known = np.asarray(ids, dtype=np.int64)
    if len(known) < 2 or bool((known[1:] > known[:-1]).all()):  # noqa: PLR2004 - one is in order
        return known
    ordered = np.sort(known)  # several times as fast as numpy's own ``unique``, which hashes
    found: Ids = ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])]
    return found


class IntArray:
    """An ``int4[]`` parameter (``%(name)b::int4[]``)."""

    __slots__ = ("numbers",)

    def __init__(self, numbers: NDArray[np.int32]) -> None:
        self.numbers = numbers


def bits(ids: Ids) -> bytes:
    """A set of ids as PostgreSQL's ``get_bit`` reads it: bit 0 is the smallest of them. Asking whether one is in it
    costs the same however many they are, and nothing is built before the first.
    """
    places = np.zeros(int(ids.max()) - int(ids.min()) + 1, dtype=np.uint8)
    places[ids - ids.min()] = 1
    return np.packbits(places, bitorder="little").tobytes()


class _Dumper(Dumper):
    """The format: dimensions, no NULLs, type of elements, length, lower bound, then length and value of each."""

    format = Format.BINARY
    oid = _BIGINT_ARRAY

    def dump(self, obj: IdArray) -> Buffer:
        return _binary(obj.ids, _BIGINT, ">i8")


class _IntDumper(Dumper):
    format = Format.BINARY
    oid = _INT_ARRAY

    def dump(self, obj: IntArray) -> Buffer:
        return _binary(obj.numbers, _INT, ">i4")


def _binary(numbers: Ids | NDArray[np.int32], element: int, layout: str) -> bytes:
    if not len(numbers):
        return np.array([0, 0, element], dtype=">i4").tobytes()
    body = np.empty(len(numbers), dtype=np.dtype([("length", ">i4"), ("value", layout)]))
    body["length"], body["value"] = np.dtype(layout).itemsize, numbers
    return np.array([1, 0, element, len(numbers), 1], dtype=">i4").tobytes() + body.tobytes()


def send_as_arrays() -> None:
    """For every connection that Django opens from now on."""
    adapters = get_adapters_template(settings.USE_TZ, UTC)
    adapters.register_dumper(IdArray, _Dumper)
    adapters.register_dumper(IntArray, _IntDumper)
