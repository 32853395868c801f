"""Who marks customers, and who changes what tags and groups there are.

Marking goes on beside marking. Whoever merges, deletes or makes exclusive waits until those who mark are done, and the
others until that is over: otherwise what is being marked with a tag that goes would go with it.
"""

from collections.abc import Iterable

from changlai.kernel import turns

_MARKS = "tags.marks"


def take_turns() -> None:
    """Until the end of the transaction nobody else changes this organisation's groups and tags."""
    turns.take("tags.tree")


def marking_stands_still() -> None:
    """Until the end of the transaction nobody marks customers of the organisation in scope."""
    turns.take(_MARKS)


def marking_goes_on(organisations: Iterable[int]) -> None:
    """What tags these organisations have stays so until the end of the transaction. Before any customer is locked."""
    turns.share(_MARKS, organisations)
