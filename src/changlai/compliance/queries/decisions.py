"""Yes, and no with a reason."""

from changlai.compliance.contracts import Decision

YES = Decision(allowed=True)


def refused(rule: str, sentence: str, still_allowed: str = "") -> Decision:
    """A no, with its rule's slug, a sentence for a person, and what is still allowed."""
    return Decision(allowed=False, rule=rule, sentence=sentence, still_allowed=still_allowed)
