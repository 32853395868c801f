"""Rows of a list in an answer, each as the bytes WeCom sent."""

from typing import Any

import msgspec

from changlai.channels.adapters.wecom.values import load_object, parts

_Fields = dict[str, msgspec.Raw]


def rows_of(answer: bytes, name: str) -> tuple[list[bytes], dict[str, Any]]:
    """The rows of list ``name`` and the other fields.

    Verbatim, unless one holds characters that cannot be kept: then all are cleaned.
    """
    try:
        fields = msgspec.json.decode(answer, type=_Fields)
        listed = fields.pop(name, None)
        rest = {key: msgspec.json.decode(value) for key, value in fields.items()}
        rows = msgspec.json.decode(listed, type=list[msgspec.Raw]) if listed else []
        return [bytes(row) for row in rows], rest
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        rest = load_object(answer)
        return [msgspec.json.encode(row) for row in parts(rest, name)], rest
