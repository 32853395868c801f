"""Finding records of a kind by their words: the index suggests, the protected rows decide."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.records import matching, registry
from changlai.records.contracts import Face, Kind
from changlai.records.matching import Match
from changlai.records.pieces import is_enough
from changlai.records.queries.asking import FIRST, Place, Question, base, is_place

PAGE = 40
CANDIDATES = 1_500  # that the index suggests in one go, where not all of them are within sight
SPARE = 4  # that are walked to beyond a page, because the words of some may not hold it after all
ROUNDS = 4  # goes for one page: after them the next page goes on where this one ended


def is_long_enough(text: str) -> bool:
    """Whether there is something to look for: two characters, or one that is a word already."""
    return is_enough(text)


def searchable(member: Member) -> list[Kind]:
    """The kinds a member may look for, in the order of the house."""
    kinds = registry.kinds()
    return [kinds[slug] for slug in registry.findables() if slug in kinds and member.can(kinds[slug].permission)]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: how it stands in a result, by which word, and what that is called.

    ``is_shown``: the word may be shown to who asked; otherwise it is said that it fits, and no more.
    """

    kind: Kind
    record_id: int
    face: Face
    match: Match
    label: str

    @property
    def is_titled(self) -> bool:
        """Whether the word stands in the title anyhow."""
        return self.match.is_shown and self.match.word.text == self.face.title


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, the best first; ``next`` is where the following page goes on, None at the end."""

    hits: list[Hit]
    next: Place | None


def find(member: Member, kind: Kind, text: str, *, limit: int = PAGE, after: Place | None = None) -> Found:
    """Records of a kind within the member's sight that hold every word of ``text``.

    Best first: the whole name, its beginning or the end of a phone number, the name or how it is said, any other
    word; then who was met last. At most ROUNDS times six statements, most often six, whatever is found.
    """
    asked = Question(member, kind, text)
    if not asked.asked["ranks"]:
        return Found([], None)
    place = after if after is not None and is_place(after) else FIRST
    at_once = max(limit * 2, PAGE)
    wanted = CANDIDATES if member.level(kind.permission) != Level.ALL else at_once
    matched: list[tuple[Place, Match]] = []
    for _round in range(ROUNDS):
        suggested = asked.suggested(place, wanted, limit - len(matched) + SPARE)
        for row, match in _matched(asked, suggested.places, at_once):
            matched.append((row, match))
            if len(matched) == limit:
                is_last = suggested.next is None and row == suggested.places[-1]
                return Found(_hits(asked, matched), None if is_last else row)
        if suggested.next is None:
            return Found(_hits(asked, matched), None)
        place = suggested.next
    return Found(_hits(asked, matched), place)


def _matched(asked: Question, rows: Sequence[Place], at_once: int) -> Iterator[tuple[Place, Match]]:
    """Those within sight whose words hold it, read so many at once."""
    visible = asked.visible([row[2] for row in rows]) if rows else set()
    there = [row for row in rows if row[2] in visible]
    for start in range(0, len(there), at_once):
        some = there[start : start + at_once]
        words = asked.words([row[2] for row in some])
        for row in some:
            match = matching.best(words.get(row[2], ()), asked.terms, asked.sight)
            if match is not None:
                yield row, match


def _hits(asked: Question, matched: Sequence[tuple[Place, Match]]) -> list[Hit]:
    ordered = sorted(matched, key=lambda one: one[1].order)
    faces: Mapping[int, Face] = asked.kind.faces([row[2] for row, _match in ordered]) if ordered else {}
    labels = _labels(asked.kind, {match.word.field for _row, match in ordered})
    return [
        Hit(asked.kind, row[2], faces[row[2]], match, labels[match.word.field])
        for row, match in ordered
        if row[2] in faces
    ]


def _labels(kind: Kind, fields: Iterable[str]) -> Mapping[str, str]:
    """What the fields of words are called; those of the organisation's own by its own names."""
    found: dict[str, str] = {}
    for source in registry.findables()[kind.slug]:
        own = [field for field in fields if base(field) in source.labels]
        named = [field for field in own if "-" in field]
        names = source.names(named) if named and source.names else {}
        found |= {field: str(names.get(field, source.labels[base(field)])) for field in own}
    return found
