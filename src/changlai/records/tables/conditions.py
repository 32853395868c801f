"""The conditions of a filter one by one: what holds, in words, what is missing, and the tree without each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from changlai.records.errors import BadFilter
from changlai.records.filters import Filter, Reading, told
from changlai.records.filters.tree import ALL, ANY, NOT, PATH, parse

GROUPS = (ALL, ANY)


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of the filter as it stands above the list. ``without`` is the tree that is left when it goes.

    ``problem`` says what is wrong with it: then it is kept and not asked. ``place`` is its number among its siblings.
    """

    text: str
    without: Any
    place: int
    problem: str = ""


def sound(reading: Reading, raw: Any) -> tuple[Filter, list[str]]:  # noqa: ANN401 - decoded JSON
    """The filter of all conditions that can be asked, and in words what is wrong with the others."""
    try:
        return reading.check(parse(raw)), []
    except BadFilter:
        problems: list[str] = []
        return reading.check(parse(_pruned(reading, raw, problems))), problems


def _pruned(reading: Reading, raw: Any, problems: list[str]) -> Any:  # noqa: ANN401 - decoded JSON
    """The tree without what cannot be asked; None when nothing is left."""
    if isinstance(raw, dict):
        for word in GROUPS:
            if isinstance(raw.get(word), list):
                parts = [_pruned(reading, one, problems) for one in raw[word]]
                left = [one for one in parts if one is not None]
                return {word: left} if left else None
        if NOT in raw:
            inner = _pruned(reading, raw[NOT], problems)
            return {NOT: inner} if inner is not None else None
    try:
        reading.check(parse(raw))
    except BadFilter as bad:
        problems.append(str(bad.sentence))
        return None
    return raw


def parts_of(raw: Any) -> list[Any]:  # noqa: ANN401 - decoded JSON
    """What stands side by side on top: every one has to hold."""
    if not raw or raw == {ALL: []}:
        return []
    if isinstance(raw, dict) and isinstance(raw.get(ALL), list):
        return list(raw[ALL])
    return [raw]


def together(parts: Sequence[Any]) -> dict[str, Any]:
    """The opposite of ``parts_of``."""
    return {ALL: list(parts)} if parts else {ALL: []}


def chips(reading: Reading, raw: Any) -> list[Chip]:  # noqa: ANN401 - decoded JSON
    """What is filtered by, in words."""
    parts = parts_of(raw)
    return [
        _chip(reading, part, together([one for other, one in enumerate(parts) if other != place]), place)
        for place, part in enumerate(parts)
    ]


def _chip(reading: Reading, part: Any, without: Any, place: int) -> Chip:  # noqa: ANN401 - decoded JSON
    try:
        return Chip(told(reading.check(parse(part))), without, place)
    except BadFilter as bad:
        about = str(part.get(PATH, "")) if isinstance(part, dict) else ""
        attribute = reading.attributes.get(about)
        return Chip(str(attribute.label) if attribute else about or "?", without, place, str(bad.sentence))
