"""Quick filters above a list: a condition by one click, for what the kind says is asked most."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

from changlai.records.contracts import Attribute
from changlai.records.enums import AttributeKind as K
from changlai.records.filters import Reading, is_hidden
from changlai.records.filters.operators import operators_of
from changlai.records.filters.tree import PATH
from changlai.records.tables.conditions import parts_of, together
from changlai.records.tables.state import State

FEW = 6  # choices that stand beside one another; of more one is chosen in a dialog
WIDE = 44  # letters all of them have together at most, a wide one counts as two: with more they fill the line
_WITH_CHOICES = {K.CHOICE, K.CHOICES}


@dataclass(frozen=True, slots=True)
class Choice:
    """One click: the list with or without this condition."""

    label: str
    address: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Quick:
    """What one attribute offers: its choices, or (none) a dialog that asks for one condition."""

    path: str
    label: str
    choices: Sequence[Choice] = ()


def offered(reading: Reading, state: State, at: Callable[[State], str]) -> list[Quick]:
    """What stands above this list; as many statements as attributes with choices."""
    known = [reading.attributes[one] for one in state.kind.quick if one in reading.attributes]
    usable = [one for one in known if operators_of(one) and not is_hidden(one, reading.member)]
    asked = {part.get(PATH) for part in parts_of(state.tree) if isinstance(part, dict)}
    made = [_quick(reading, one, state, at) for one in usable]
    return [one for one in made if one.choices or one.path not in asked]


def _quick(reading: Reading, attribute: Attribute, state: State, at: Callable[[State], str]) -> Quick:
    label = str(attribute.label)
    if attribute.kind not in _WITH_CHOICES or attribute.options is None:
        return Quick(attribute.path, label)
    options = list(reading.reader.options(attribute).values())
    wide = sum(_width(str(option.label)) for option in options)
    if not 2 <= len(options) <= FEW or wide > WIDE:  # noqa: PLR2004 - one choice is none
        return Quick(attribute.path, label)
    choices = [_choice(attribute, option.value, str(option.label), state, at) for option in options]
    return Quick(attribute.path, label, choices)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _choice(attribute: Attribute, value: str, label: str, state: State, at: Callable[[State], str]) -> Choice:
    condition: dict[str, Any] = {PATH: attribute.path, "any_of": [value]}
    parts = parts_of(state.tree)
    is_on = condition in parts
    others = [one for one in parts if not _is_quick(one, attribute.path)]
    tree = together(others if is_on else [*others, condition])
    return Choice(label, at(state.filtered(tree)), is_on)


def _is_quick(part: Any, path: str) -> bool:  # noqa: ANN401 - decoded JSON
    """Whether a condition is one that a click made: the next click takes its place."""
    return (
        isinstance(part, dict) and part.get(PATH) == path and set(part) == {PATH, "any_of"} and len(part["any_of"]) == 1
    )
