"""Names in a welcome text: ``{customer|friend}``, ``{member|our team}``.

In Chinese ``{客户|朋友}`` and ``{成员|我们}`` do the same. One pass: what a name contains is never looked at again.
"""

import re
from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{([^{}|\n]{1,20})(?:\|([^{}|\n]{0,40}))?\}")
_NAMES: Mapping[str, str] = {"customer": "customer", "客户": "customer", "member": "member", "成员": "member"}


def fill(template: str, known: Mapping[str, str]) -> str:
    """The text with names from ``known`` (keys: customer, member) or with the words that stand in."""

    def name(found: re.Match[str]) -> str:
        key = _NAMES.get(found[1].strip())
        if key is None or found[2] is None:
            return found[0]
        return known.get(key) or found[2].strip()

    return _PLACEHOLDER.sub(name, template)


def wanted(template: str) -> set[str]:
    """Which names the text would have: customer, member."""
    return {_NAMES[found[1].strip()] for found in _PLACEHOLDER.finditer(template) if found[1].strip() in _NAMES}


def unknown_placeholders(template: str) -> list[str]:
    """What looks like a placeholder but is not one, or lacks the words that stand in for an unknown name."""
    return [
        found[0]
        for found in _PLACEHOLDER.finditer(template)
        if found[1].strip() not in _NAMES or not (found[2] or "").strip()
    ]
