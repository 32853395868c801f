"""Rows that were read and are not checked yet, packed: one row of the database holds thousands of a table's."""

import zlib
from collections.abc import Sequence

import msgspec

from changlai.imports.reading import Line

_LINES = msgspec.json.Decoder(list[Line])
_RAW = msgspec.json.Decoder(list[tuple[int, msgspec.Raw]])


def packed(lines: Sequence[Line]) -> bytes:
    """Lines as they wait."""
    return zlib.compress(msgspec.json.encode(lines), 1)


def unpacked(kept: bytes) -> list[Line]:
    """What ``packed`` was given."""
    return _LINES.decode(zlib.decompress(kept))


def unpacked_as_json(kept: bytes) -> list[tuple[int, str]]:
    """The same with the cells of each line as JSON."""
    return [(number, bytes(cells).decode()) for number, cells in _RAW.decode(zlib.decompress(kept))]
