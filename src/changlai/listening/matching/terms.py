"""An expression as a tree: what it means for a text whose words have been found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Spans = Sequence[tuple[int, int]]  # where a term stands: first character, and the one after the last
Found = Mapping[str, Spans]  # term to its places; a term that is not there is missing


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase, folded."""

    text: str

    def holds(self, found: Found) -> bool:
        return self.text in found

    def spans(self, found: Found) -> Spans:
        return found.get(self.text, ())


@dataclass(frozen=True, slots=True)
class Either:
    """One of them. Of a thousand words those that were found are looked at, not all that might have been."""

    parts: "tuple[Node, ...]"
    _words: frozenset[str] = field(init=False, repr=False, compare=False)
    _others: "tuple[Node, ...]" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        words = frozenset(part.text for part in self.parts if isinstance(part, Term))
        object.__setattr__(self, "_words", words)
        object.__setattr__(self, "_others", tuple(part for part in self.parts if not isinstance(part, Term)))

    def holds(self, found: Found) -> bool:
        return not self._words.isdisjoint(found) or any(part.holds(found) for part in self._others)

    def spans(self, found: Found) -> Spans:
        return [span for part in self.parts for span in part.spans(found)]


@dataclass(frozen=True, slots=True)
class All:
    """Each of them."""

    parts: "tuple[Node, ...]"

    def holds(self, found: Found) -> bool:
        return all(part.holds(found) for part in self.parts)

    def spans(self, found: Found) -> Spans:
        return [span for part in self.parts for span in part.spans(found)] if self.holds(found) else ()


@dataclass(frozen=True, slots=True)
class Not:
    """Not this."""

    part: "Node"

    def holds(self, found: Found) -> bool:
        return not self.part.holds(found)

    def spans(self, found: Found) -> Spans:
        return ()


@dataclass(frozen=True, slots=True)
class Near:
    """Both, with at most ``distance`` characters between them, in either order."""

    one: "Node"
    other: "Node"
    distance: int

    def holds(self, found: Found) -> bool:
        return bool(self.spans(found))

    def spans(self, found: Found) -> Spans:
        """Each pair that is near, as one place from the beginning of the first to the end of the last."""
        pairs = (
            (a, b) for a in self.one.spans(found) for b in self.other.spans(found) if _is_near(a, b, self.distance)
        )
        return [(min(a[0], b[0]), max(a[1], b[1])) for a, b in pairs]


Node = Term | Either | All | Not | Near


def _is_near(a: tuple[int, int], b: tuple[int, int], distance: int) -> bool:
    """Two places that overlap are one word twice, not two words."""
    first, last = (a, b) if a <= b else (b, a)
    return 0 <= last[0] - first[1] <= distance


def terms_of(node: Node) -> set[str]:
    """Every word that decides."""
    match node:
        case Term():
            return {node.text}
        case Not():
            return terms_of(node.part)
        case Near():
            return terms_of(node.one) | terms_of(node.other)
        case _:
            return set().union(*(terms_of(part) for part in node.parts))
