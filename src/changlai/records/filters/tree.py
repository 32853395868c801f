"""A tree of conditions as it comes in JSON: its shape and bounds. What it means is looked at in ``checking``.

{"all": [{"path": "city", "is": "上海"}, {"not": {"path": "tags", "any_of": ["7"]}}]}
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from changlai.records.enums import Operator
from changlai.records.errors import BadFilter

DEEPEST = 6  # groups within groups
MOST_CONDITIONS = 60
LONGEST = 50_000  # characters of JSON
LONGEST_PATH = 100
ALL, ANY, NOT, PATH = "all", "any", "not", "path"
_OPERATORS = {operator.value for operator in Operator}


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison. ``number`` counts from 1 as one reads; ``place`` is its JSON pointer."""

    number: int
    place: str
    path: str
    operator: Operator
    raw: Any


@dataclass(frozen=True, slots=True)
class Group:
    """All of its parts hold, or any of them."""

    is_all: bool
    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """Its part does not hold."""

    part: "Node"


Node: TypeAlias = Condition | Group | Not


def parse_text(text: str) -> Node:
    """A tree from JSON text, as addresses and saved views hold it; empty text asks for everything. Raises BadFilter."""
    if not text.strip():
        return Group(is_all=True, parts=())
    try:
        raw = json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        raw = None
    if raw is None:
        raise BadFilter("no_json", _("The filter cannot be read. Make it anew, or look at its syntax."))
    return parse(raw)


def parse(raw: object) -> Node:
    """A tree from decoded JSON; nothing, ``{}`` and ``{"all": []}`` ask for everything. Raises BadFilter."""
    if raw is None or raw in ({}, {ALL: []}):
        return Group(is_all=True, parts=())
    return _Parser().node(raw, "", 0)


class _Parser:
    """Counts conditions while it goes down."""

    def __init__(self) -> None:
        self.count = 0

    def node(self, raw: object, place: str, depth: int) -> Node:
        if not isinstance(raw, dict):
            raise BadFilter(
                "no_object", _("Every part of a filter is an object with all, any, not or path."), place=place
            )
        if PATH in raw:
            return self._condition(raw, place)
        if len(raw) != 1 or not raw.keys() & {ALL, ANY, NOT}:
            sentence = _("A part of the filter has neither a condition nor exactly one of all, any, not. Remove it.")
            raise BadFilter("unknown_part", sentence, place=place)
        if depth >= DEEPEST:
            sentence = _("Groups may stand in each other %(limit)d deep at most. Make the filter simpler.")
            raise BadFilter("too_deep", sentence % {"limit": DEEPEST}, place=place)
        ((word, inside),) = raw.items()
        if word == NOT:
            return Not(self.node(inside, f"{place}/{NOT}", depth + 1))
        return Group(is_all=word == ALL, parts=tuple(self._parts(word, inside, place, depth)))

    def _parts(self, word: str, inside: object, place: str, depth: int) -> Iterator[Node]:
        if not isinstance(inside, list) or (not inside and word == ANY):
            sentence = _("A group holds a list of at least one condition. Add one or remove the group.")
            raise BadFilter("empty_group", sentence, place=place)
        for position, part in enumerate(inside):
            yield self.node(part, f"{place}/{word}/{position}", depth + 1)

    def _condition(self, raw: Mapping[str, Any], place: str) -> Condition:
        self.count += 1
        if self.count > MOST_CONDITIONS:
            sentence = _("A filter holds %(limit)d conditions at most. Remove some.") % {"limit": MOST_CONDITIONS}
            raise BadFilter("too_many", sentence, place=place)
        path = raw[PATH]
        others = [key for key in raw if key != PATH]
        if not isinstance(path, str) or not path or len(path) > LONGEST_PATH or "\x00" in path:
            raise self._bad("no_path", _("“path” names what is compared, in words of the list of attributes."), place)
        if len(others) != 1 or others[0] not in _OPERATORS:
            sentence = _("Say once how to compare, with one of: %(operators)s.") % {
                "operators": ", ".join(sorted(_OPERATORS))
            }
            raise self._bad("no_operator", sentence, place, path)
        return Condition(self.count, place, path, Operator(others[0]), raw[others[0]])

    def _bad(self, problem: str, sentence: str, place: str, about: str = "?") -> BadFilter:
        return BadFilter(problem, sentence, place=place, number=self.count, about=about[:LONGEST_PATH])


def conditions(node: Node) -> Sequence[Condition]:
    """Every condition of a tree, as one reads."""
    match node:
        case Condition():
            return [node]
        case Not(part):
            return conditions(part)
        case Group(parts=parts):
            return [one for part in parts for one in conditions(part)]
