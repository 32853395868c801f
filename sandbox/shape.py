"""Rows from the words of the control API."""

from collections.abc import Mapping
from typing import Any, TypeVar

from msgspec import Struct, convert

T = TypeVar("T", bound=Struct)


def build(kind: type[T], fields: Mapping[str, Any]) -> T:
    """A row of `kind`; ValueError names what is missing, unknown or of the wrong type."""
    unknown = sorted(fields.keys() - set(kind.__struct_fields__))
    if unknown:
        raise ValueError(f"unknown: {', '.join(unknown)}; known: {', '.join(kind.__struct_fields__)}")
    return convert(dict(fields), kind)
