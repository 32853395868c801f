"""Finding many words in a text in one pass (Aho-Corasick)."""

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick

from changlai.listening.matching.terms import Found


class Finder:
    """Looks for these words in folded texts. A Latin word is found as a whole one: ``art`` is not in ``start``."""

    def __init__(self, terms: Iterable[str]) -> None:
        self.terms = sorted(terms)
        self._automaton = AhoCorasick(self.terms, store_patterns=False) if self.terms else None
        self._edges = [(_is_latin(one[0]), _is_latin(one[-1])) for one in self.terms]

    def find(self, text: str) -> Found:
        """Where each word stands; overlapping ones too."""
        found: dict[str, list[tuple[int, int]]] = {}
        if self._automaton is None:
            return found
        for term, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            first, last = self._edges[term]
            if first and start and _is_latin(text[start - 1]):
                continue
            if last and end < len(text) and _is_latin(text[end]):
                continue
            found.setdefault(self.terms[term], []).append((start, end))
        return found


def _is_latin(char: str) -> bool:
    """A letter or digit of those that are written without spaces between words only in one word."""
    return char.isascii() and char.isalnum()
