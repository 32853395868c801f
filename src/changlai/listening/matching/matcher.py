"""Which topics a post belongs to: every topic of an organisation, in one pass over the text."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from changlai.listening.matching.finding import Finder
from changlai.listening.matching.folding import fold
from changlai.listening.matching.reading import Expression, compiled
from changlai.listening.matching.terms import Found


@dataclass(frozen=True, slots=True)
class Watched:
    """Somebody whose every post belongs to a topic: by their id, or their name or address as it was entered."""

    platform: str
    handle: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A topic. ``platforms`` empty: all."""

    topic_id: int
    words: Expression
    exclusions: Expression = field(default_factory=lambda: compiled(""))
    platforms: frozenset[str] = frozenset()
    watched: tuple[Watched, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """What is looked at. ``about`` is the text of what it answers or passes on: words count there, too."""

    platform: str
    text: str
    about: str = ""
    author_key: str = ""
    author_name: str = ""
    author_url: str = ""


class Matcher:
    """Compiled once for all topics; asking is cheap whatever their number of words."""

    def __init__(self, topics: Sequence[Wanted]) -> None:
        self.topics = {one.topic_id: one for one in topics}
        self._finder = Finder({term for one in topics for term in one.words.terms | one.exclusions.terms})
        self._by_term: dict[str, list[int]] = {}
        for one in topics:
            for term in one.words.terms:
                self._by_term.setdefault(term, []).append(one.topic_id)
        self._watched: dict[tuple[str, str], list[int]] = {}
        for one in topics:
            for watched in one.watched:
                for name in {fold(watched.handle), fold(watched.key)} - {""}:
                    self._watched.setdefault((watched.platform, name), []).append(one.topic_id)

    def topics_of(self, post: Post) -> tuple[int, ...]:
        """The topics a post belongs to, in order of their ids."""
        found = self._finder.find(fold(f"{post.text}\n{post.about}" if post.about else post.text))
        watching = self._watching(post) if self._watched else set()
        asked = {topic for term in found for topic in self._by_term.get(term, ())} | watching
        return tuple(
            sorted(
                one
                for one in asked
                if self._is_there(self.topics[one], post)
                and (one in watching or _holds(self.topics[one].words, found))
                and not _holds(self.topics[one].exclusions, found)
            )
        )

    def _is_there(self, topic: Wanted, post: Post) -> bool:
        return not topic.platforms or post.platform in topic.platforms

    def _watching(self, post: Post) -> set[int]:
        names = {fold(post.author_key), fold(post.author_name), fold(post.author_url)} - {""}
        return {topic for name in names for topic in self._watched.get((post.platform, name), ())}


def _holds(expression: Expression, found: Found) -> bool:
    return expression.node is not None and expression.node.holds(found)
