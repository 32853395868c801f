"""Live events to open screens: one NOTIFY a transaction, relayed by every edge process to the rooms it serves.

Rooms carry ids only, never texts. A room's name begins with its organisation, so a ticket for one organisation can
never name another's.

A module may offer to draw what changed (:class:`Drawing`): then the edge has it drawn once for all screens that show
the same and sends the markup, instead of letting each screen fetch it.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from changlai.kernel import db

CHANNEL = "kernel_live"
PAYLOAD_LIMIT = 7900  # bytes; PostgreSQL refuses 8000


class Watcher(NamedTuple):
    """Whoever looks at a drawn room: the member, the generation of the sessions its ticket was made for, and the parts
    of the room's name. Two screens of one member on the same list are one watcher.
    """

    member_id: int
    generation: int
    parts: tuple[str, ...]


Asked = Mapping[Watcher, AbstractSet[int]]  # which things changed for whom
Drawn = Mapping[Watcher, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A kind of room whose screens get what changed ready drawn; declared in ``<module>/live.py`` as ``DRAWINGS``.

    A screen in the room ``<name>:<parts...>`` gets, in place of the events of its rooms ``<of>:...``, events of kind
    ``name`` with what ``draw(organisation_id, asked)`` says. ``fact`` is the fact of an event that names the thing.
    ``draw`` runs outside any scope, in a thread of the edge; it looks at everybody's rights afresh. Who is missing from
    its answer may look no more: that stream is ended.
    """

    name: str
    of: str
    fact: str
    draw: Callable[[int, Asked], Drawn]


def room(organisation_id: int, *parts: object) -> str:
    """``room(7, "conversation", 12)`` is ``7:conversation:12``."""
    return ":".join(str(part) for part in (organisation_id, *parts))


def tell(room_name: str, kind: str, **facts: int | str) -> None:
    """Tell the screens in a room that something changed. Sent when the transaction commits, ids only."""
    tell_many([(room_name, kind, facts)])


def tell_many(signals: list[tuple[str, str, dict[str, int | str]]]) -> None:
    """Many signals in as few notifications as fit; identical ones are sent once."""
    unique = dict.fromkeys(msgspec.json.encode(signal) for signal in signals)
    batches: list[list[bytes]] = [[]]
    size = 0
    for text in unique:
        if size + len(text) + 1 > PAYLOAD_LIMIT:
            batches.append([])
            size = 0
        batches[-1].append(text)
        size += len(text) + 1
    payloads = [f"[{b','.join(batch).decode()}]" for batch in batches if batch]
    if payloads:
        db.run("select pg_notify(%s, p) from unnest(%b::text[]) p", (CHANNEL, payloads))


def statement(room_name: str, kind: str) -> tuple[str, tuple[str, str]]:
    """The same for one signal on a connection of one's own: a statement and its parameters."""
    signal = msgspec.json.encode([(room_name, kind, {})]).decode()
    return "select pg_notify(%b, %b)", (CHANNEL, signal)
