"""Reading what a platform wrote: whatever a field holds, something usable comes out, and nothing raises."""

from collections.abc import Mapping
from typing import Any


def part(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The field when it is an object, else an empty one."""
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def http_address(text: str) -> str:
    """The text when it is an http(s) address, else ""."""
    return text if text.startswith(("https://", "http://")) else ""
