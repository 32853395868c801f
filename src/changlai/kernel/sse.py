"""Live events to open screens: one NOTIFY a transaction, relayed by every edge process to the rooms it serves.

Rooms carry ids only, never texts. A room's name begins with its organisation, so a ticket for one organisation can
never name another's.
"""

import json

from changlai.kernel import db

CHANNEL = "kernel_live"
PAYLOAD_LIMIT = 7900  # bytes; PostgreSQL refuses 8000


def room(organisation_id: int, *parts: object) -> str:
    """``room(7, "conversation", 12)`` is ``7:conversation:12``."""
    return ":".join(str(part) for part in (organisation_id, *parts))


def tell(room_name: str, kind: str, **facts: int | str) -> None:
    """Tell the screens in a room that something changed. Sent when the transaction commits, ids only."""
    tell_many([(room_name, kind, facts)])


def tell_many(signals: list[tuple[str, str, dict[str, int | str]]]) -> None:
    """Many signals in as few notifications as fit; identical ones are sent once."""
    unique = {json.dumps([r, k, f], separators=(",", ":")): None for r, k, f in signals}
    batches: list[list[str]] = [[]]
    size = 0
    for text in unique:
        if size + len(text.encode()) + 1 > PAYLOAD_LIMIT:
            batches.append([])
            size = 0
        batches[-1].append(text)
        size += len(text.encode()) + 1
    payloads = ["[" + ",".join(batch) + "]" for batch in batches if batch]
    if payloads:
        db.run("select pg_notify(%s, p) from unnest(%b::text[]) p", (CHANNEL, payloads))
