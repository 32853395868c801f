"""A checked tree: every condition with the attribute it is about and its values read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from changlai.records.contracts import Attribute
from changlai.records.enums import Operator


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition. ``values`` as Asked has them; ``shown`` are the same in words of the reader."""

    number: int
    place: str
    attribute: Attribute
    operator: Operator
    values: tuple[Any, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """All of its parts hold, or any of them; without parts everything does."""

    is_all: bool
    parts: "tuple[Part, ...]"


@dataclass(frozen=True, slots=True)
class Negated:
    """Its part does not hold."""

    part: "Part"


Part: TypeAlias = Bound | Joined | Negated


@dataclass(frozen=True, slots=True)
class Filter:
    """Which records of a kind are meant, checked for whoever asks: what ``records.queries`` take.

    ``now`` decided what is relative to today; ``attributes`` are those of the kind in this organisation, by path, read
    once.
    """

    kind: str
    root: Part
    now: datetime
    attributes: Mapping[str, Attribute] = field(default_factory=dict, repr=False)

    @property
    def is_everything(self) -> bool:
        return isinstance(self.root, Joined) and not self.root.parts

    def conditions(self) -> list[Bound]:
        """Every condition, as one reads."""
        return list(_conditions(self.root))


def _conditions(part: Part) -> Iterator[Bound]:
    match part:
        case Bound():
            yield part
        case Negated(inner):
            yield from _conditions(inner)
        case Joined(parts=parts):
            for one in parts:
                yield from _conditions(one)
