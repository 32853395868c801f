"""How sure it is that two customers are one person: what rules say for it, and what stands against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from changlai.customers import names
from changlai.customers.enums import Certainty, Twin
from changlai.customers.names import Likeness
from changlai.customers.queries.twins import CONTACTS, FIELD, Person

# How often two whom a rule finds are one person, in percent: of a number or address by how their names stand to each
# other. Two full names at one number are two people: nobody is bothered with them, unless an ID stands between them.
_CONTACT: Mapping[Likeness, int] = {Likeness.SAME: 95, Likeness.CLOSE: 75, Likeness.UNKNOWN: 55}
_OTHERS: Mapping[str, int] = {
    Twin.NAME_BIRTHDAY: 90,
    Twin.NAME_COMPANY: 75,
    Twin.NAME_PORTRAIT: 80,
    Twin.SIMILAR_COMPANY: 45,
    Twin.NAME_CITY: 30,
}
_FIELD = 60
OTHER_BIRTHDAY, OTHER_GENDER, OTHER_IDENTITY = 0.3, 0.5, 0.3  # what is left of it when something stands against it
LEAST = 20  # percent; less is not worth a look
CLASHING = 10  # but at least so much when an ID alone keeps them apart who share a number: they stand last in the queue
HIGHEST = 99

Exclusive = Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A pair with the rules that found it, the strongest first; ``is_certain``: the machine may merge them.

    ``clash`` is the kind of ID of which each has another: one person has it once, so they were not merged for it.
    """

    rules: tuple[str, ...]
    confidence: int
    is_certain: bool
    clash: str = ""

    @property
    def reason(self) -> str:
        """Why somebody should look, as a slug that is kept with the suggestion."""
        return f"exclusive_clash:{self.clash}" if self.clash else f"rule:{self.rules[0]}"


def weigh(
    first: Person, second: Person, rules: Mapping[str, Certainty], exclusive: Mapping[int, Exclusive]
) -> Weighed | None:
    """What rules and facts say of two customers; None when they are not worth a look."""
    like = names.likeness(first.name, second.name)
    votes = {slug: vote for slug in rules if (vote := _vote(slug, like))}
    clash = _clash(first, second, exclusive)
    meets = tuple(sorted(slug for slug in rules if slug in CONTACTS)) if clash else ()
    if not votes and not meets:
        return None
    against = _against(first, second, clash)
    confidence = round(100 * (1 - prod(1 - vote / 100 for vote in votes.values())) * prod(against))
    if meets:
        ordered = tuple(dict.fromkeys((*meets, *_strongest(votes))))
        return Weighed(ordered, min(max(confidence, CLASHING), HIGHEST), is_certain=False, clash=clash)
    if confidence < LEAST:
        return None
    is_certain = not against and any(
        rules[slug] == Certainty.CERTAIN and (slug not in CONTACTS or names.may_be_merged(first.name, second.name))
        for slug in votes
    )
    return Weighed(_strongest(votes), min(confidence, HIGHEST), is_certain)


def _strongest(votes: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(votes, key=lambda slug: (-votes[slug], slug)))


def _vote(slug: str, like: Likeness) -> int:
    if slug in CONTACTS:
        return _CONTACT.get(like, 0)
    return _FIELD if slug.startswith(FIELD) else _OTHERS.get(slug, 0)


def _against(first: Person, second: Person, clash: str) -> list[float]:
    found = []
    if first.birthday and second.birthday and first.birthday != second.birthday:
        found.append(OTHER_BIRTHDAY)
    if first.gender and second.gender and first.gender != second.gender:
        found.append(OTHER_GENDER)
    return [*found, OTHER_IDENTITY] if clash else found


def _clash(first: Person, second: Person, exclusive: Mapping[int, Exclusive]) -> str:
    """The kind of name of which each of the two has another value, though a person has it once; empty when there is
    none (HOUSE 7: refused when two different values of one exclusive kind collide, and shown with the reason).
    """
    mine = {(kind, scope): value for kind, scope, value in exclusive.get(first.id, ())}
    theirs = exclusive.get(second.id, ())
    return min((kind for kind, scope, value in theirs if mine.get((kind, scope), value) != value), default="")
