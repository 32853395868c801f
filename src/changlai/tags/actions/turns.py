"""Who marks customers, and who changes what tags and groups there are.

Marking goes on beside marking. Whoever merges, deletes or makes exclusive waits until those who mark are done, and the
others until that is over: otherwise what is being marked with a tag that goes would go with it.
"""

from collections.abc import Iterable

from changlai.kernel import db, tenancy

_CHANGES, _MARKS = 1_952_540_531, 1_952_540_532  # "tags" read as an integer, and the next: no other lock has these
_KEYS = 2**31  # two organisations of one key wait for each other, which harms nothing
_CHANGE = "select pg_advisory_xact_lock(%b, hashtext(%b::text))"
_STAND_STILL = "select pg_advisory_xact_lock(%s, %s)"
_GO_ON = "select pg_advisory_xact_lock_shared(%s, o) from unnest(%b::int[]) o"


def take_turns() -> None:
    """Until the end of the transaction nobody else changes this organisation's groups and tags."""
    db.run(_CHANGE, (_CHANGES, str(tenancy.organisation_id())))


def marking_stands_still() -> None:
    """Until the end of the transaction nobody marks customers of the organisation in scope."""
    db.run(_STAND_STILL, (_MARKS, tenancy.organisation_id() % _KEYS))


def marking_goes_on(organisations: Iterable[int]) -> None:
    """What tags these organisations have stays so until the end of the transaction. Before any customer is locked."""
    db.run(_GO_ON, (_MARKS, sorted({one % _KEYS for one in organisations})))
