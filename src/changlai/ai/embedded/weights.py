"""The weights as a file: whole numbers of eight bits, a scale for each head, and the settings of the decision."""

import functools
import io
from dataclasses import dataclass, fields
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from changlai.ai.embedded.deciding import Settings
from changlai.ai.embedded.fitting import Heads
from changlai.ai.embedded.grams import BUCKETS, Features, Numbers
from changlai.ai.embedded.heads import COUNT

FILE = "embedded.npz"
_STEPS = 127


@dataclass(frozen=True, slots=True)
class Model:
    """Heads made small. ``pieces`` by bucket and head, ``scale``: what one step of a head is worth."""

    pieces: NDArray[np.int8]
    scale: Numbers
    dense: Numbers
    bias: Numbers
    settings: Settings

    def scores(self, found: Features) -> Numbers:
        """The log-odds of every head for every text."""
        placed = self.pieces[found.pieces[:, 0]].astype(np.int16)
        placed += self.pieces[found.pieces[:, 1]]
        placed += self.pieces[found.pieces[:, 2]]
        summed = np.add.reduceat(placed, found.starts, axis=0, dtype=np.int32).astype(np.float32)
        return np.asarray(summed * (self.scale * found.scales[:, None]) + found.dense @ self.dense + self.bias)


def made_small(heads: Heads, settings: Settings) -> Model:
    """Heads with weights of eight bits, clipped at the greatest one: nothing that counts much is cut."""
    scale = np.maximum(np.abs(heads.pieces).max(axis=0), 1e-6) / _STEPS
    pieces = np.round(heads.pieces / scale).astype(np.int8)
    return Model(pieces, scale.astype(np.float32), heads.dense, heads.bias, settings)


def save(model: Model, path: Path) -> int:
    """Write a model; its size in bytes comes back. The same model makes the same bytes."""
    used = np.flatnonzero(model.pieces.any(axis=1))
    stored: dict[str, Any] = {f"set_{field.name}": getattr(model.settings, field.name) for field in fields(Settings)}
    packed = io.BytesIO()
    np.savez_compressed(
        packed,
        used=used.astype(np.int32),
        pieces=np.ascontiguousarray(model.pieces[used].T),  # head by head: alike stands by alike, and packs better
        scale=model.scale,
        dense=model.dense.astype(np.float16),
        bias=model.bias,
        **stored,
    )
    path.write_bytes(packed.getvalue())
    return len(packed.getvalue())


def load(path: Path) -> Model:
    """Read a model. Raises OSError, KeyError or ValueError when it is none."""
    with np.load(path, allow_pickle=False) as stored:
        pieces = np.zeros((BUCKETS + 1, COUNT), dtype=np.int8)
        pieces[stored["used"]] = stored["pieces"].T
        found: dict[str, Any] = {}
        for field in fields(Settings):
            value = stored[f"set_{field.name}"]
            found[field.name] = value if value.ndim else float(value)
        return Model(pieces, stored["scale"], stored["dense"].astype(np.float32), stored["bias"], Settings(**found))


@functools.cache
def embedded() -> Model:
    """The model that comes along, read once a process."""
    with resources.as_file(resources.files("changlai.ai") / "weights" / FILE) as path:
        return load(path)
