"""Arithmetic of activity chunks: arrays of ids with how often, in the form they are stored in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
_ID = np.dtype("<i8")
_WIDTHS = tuple(np.dtype(f"<i{width}") for width in (1, 2, 4, 8))  # few do something more than 127 times a day
_DENSE = 16  # an id in so many there is: then counting by place is cheaper than sorting


@dataclass(frozen=True, slots=True)
class Tally:
    """Ids, each once, and how often; how often less, where it is below 0."""

    ids: Ids
    counts: NDArray[np.signedinteger[Any]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> "Tally":
        """From (id, how often), each id once."""
        told = sorted(pairs)
        return cls(
            np.array([one for one, _ in told], dtype=np.int64), np.array([count for _, count in told], dtype=np.int64)
        )

    @classmethod
    def opened(cls, ids: bytes, counts: bytes) -> "Tally":
        """As stored."""
        known = np.frombuffer(ids, dtype=_ID)
        width = len(counts) // max(len(known), 1)
        dtype = next((one for one in _WIDTHS if one.itemsize == width), _ID)
        return cls(known, np.frombuffer(counts, dtype=dtype))

    def sealed(self) -> tuple[bytes, bytes]:
        """To be stored, the counts as narrow as they allow."""
        most = int(np.abs(self.counts).max(initial=0))
        dtype = next(one for one in _WIDTHS if most <= np.iinfo(one).max)
        return self.ids.astype(_ID).tobytes(), self.counts.astype(dtype).tobytes()

    @property
    def sums(self) -> tuple[int, int]:
        """How often in all, and a sum that differs for other customers: to compare with the timeline."""
        return int(self.counts.sum()), int((self.ids * self.counts).sum())


def together(parts: Sequence[Tally], *, less: Sequence[Tally] = ()) -> Tally:
    """Parts added up, and these taken off; who comes to nothing is left out."""
    if len(parts) == 1 and not less and bool(parts[0].counts.all()):
        return parts[0]
    if not parts and not less:
        return Tally.of(())
    ids = np.concatenate([part.ids for part in (*parts, *less)])
    counts = np.concatenate([*(part.counts for part in parts), *(-part.counts for part in less)])
    known, places = np.unique(ids, return_inverse=True)
    sums = np.bincount(places, weights=counts, minlength=len(known)).astype(np.int64)
    return Tally(known[sums != 0], sums[sums != 0])


@dataclass(frozen=True, slots=True)
class Sums:
    """Very many parts added up: a place for each id from ``low`` on where there are many, otherwise a tally."""

    low: int
    places: NDArray[np.int32]
    sparse: Tally | None = None

    @classmethod
    def of(cls, parts: Sequence[Tally]) -> "Sums":
        """Parts added up; nobody is left out who comes to something."""
        return cls(0, np.zeros(0, dtype=np.int32)).more(parts)

    def more(self, parts: Sequence[Tally]) -> "Sums":
        """These added; what was there stays as it is."""
        told = [part for part in parts if len(part.ids)]
        if not told:
            return self
        low, high = min(int(part.ids.min()) for part in told), max(int(part.ids.max()) for part in told)
        if self.sparse is not None:
            return Sums(0, self.places, together([self.sparse, *told]))
        held = len(self.places)
        if held:
            low, high = min(low, self.low), max(high, self.low + held - 1)
        if high - low >= _DENSE * (held + sum(len(part.ids) for part in told)):
            return Sums(0, self.places[:0], together([*([self._tally()] if held else []), *told]))
        sums = np.zeros(high - low + 1, dtype=np.int32)
        sums[self.low - low : self.low - low + held] = self.places
        for part in told:  # each id once in a part, so nothing is lost by adding at all places together
            sums[part.ids - low] += part.counts
        return Sums(low, sums)

    def at_least(self, times: int) -> Ids:
        """Who comes to so much, in the order of ids."""
        if self.sparse is not None:
            return self.sparse.ids[self.sparse.counts >= times]
        return np.flatnonzero(self.places >= times).astype(np.int64) + self.low

    def _tally(self) -> Tally:
        there = np.flatnonzero(self.places)
        return Tally(there.astype(np.int64) + self.low, self.places[there])
