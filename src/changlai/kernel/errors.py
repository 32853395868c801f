"""Errors a person can meet, and what a door makes of them."""

from collections.abc import Callable, Mapping


class Refusal(Exception):
    """An expected "no": ``sentence`` says what, why and what to do, in the reader's language.

    ``rule`` is a stable slug for the API, logs and the record of refusals. Doors answer 422. ``afterwards`` writes down
    what must outlive the refused action: the door calls it in a scope of its own, when all else is rolled back.
    """

    status = 422

    def __init__(self, sentence: object, *, rule: str, facts: Mapping[str, object] | None = None) -> None:
        super().__init__(rule)
        self.sentence = sentence
        self.rule = rule
        self.facts = dict(facts or {})
        self.afterwards: Callable[[], None] = _nothing


def _nothing() -> None:
    """Most refusals leave no trace."""


class Forbidden(Refusal):
    """The member may not do this; says which permission it takes and who gives it."""

    status = 403


class Conflict(Refusal):
    """Somebody else was faster; says what changed."""

    status = 409


class TooMany(Refusal):
    """A limit is reached; ``facts["seconds"]`` says how long to wait."""

    status = 429


class OutOfScope(Exception):
    """A programming error: tenant rows were asked for without an organisation in scope."""
