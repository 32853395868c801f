"""Writing to the log: collected while a scope is open, flushed as its last statement.

Lock the thing first, publish last: an event's place in the order is taken at the flush, under whatever locks made two
transactions wait for each other, so the order follows cause.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import msgspec
from django.db import connection

from changlai.kernel import db

SHARDS = 8  # fixed for the life of the log: sql/event_log.sql
_PUBLISH = "select event_publish(%b::bigint[], %b::bigint[], %b::text[], %b::text[])"


_KEY = "\x00key"  # stands for a key in an event that is said of many: no text of ours holds it
_QUOTED_KEY = msgspec.json.encode(_KEY).decode()
Line = tuple[int, int, str, str]  # organisation, key, kind, JSON


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A past fact. Subclasses are named ``<module>.<Class>`` in the log.

    Events with the same ``key`` (a customer's or conversation's id, or :func:`thread_key`) are handled in order.
    ``id`` is the place in the log: 0 until read.
    """

    organisation_id: int
    key: int
    id: int = 0

    kinds: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls, **options: Any) -> None:  # noqa: ANN401 - msgspec's options
        super().__init_subclass__(**options)
        Event.kinds[kind_of(cls)] = cls


def kind_of(event: type[Event]) -> str:
    """The name of an event class in the log: ``inbox.MessageReceived``."""
    module = event.__module__.removeprefix("changlai.").split(".")[0]
    return f"{module}.{event.__name__}"


def thread_key(*parts: str) -> int:
    """A stable positive key for a person who is not a customer yet."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


class _Published:
    """Waits for the flush. Travels in Django's list of on-commit functions: what a savepoint rolls back is dropped
    there for us.
    """

    is_flushed = False

    def __init__(self, event: Event) -> None:
        self.event = event

    def __call__(self) -> None:
        """Nothing happens at commit: it was written before."""

    def lines(self) -> Iterator[Line]:
        """As the log takes it."""
        event = self.event
        yield event.organisation_id, event.key, kind_of(type(event)), msgspec.json.encode(event).decode()


class _Each(_Published):
    """The same event about many things."""

    def __init__(self, event: Event, keys: Sequence[int], also: Sequence[str]) -> None:
        super().__init__(event)
        self.keys, self.also = keys, also

    def lines(self) -> Iterator[Line]:
        facts = msgspec.to_builtins(self.event)
        kind, organisation_id = kind_of(type(self.event)), self.event.organisation_id
        marked = {name: _KEY if name == "key" or name in self.also else value for name, value in facts.items()}
        pieces = msgspec.json.encode(marked).decode().split(_QUOTED_KEY)
        for key in self.keys:
            yield organisation_id, key, kind, str(key).join(pieces)


def publish(*events: Event) -> None:
    """Say that something happened. Written when the outermost scope closes, in the order of the calls."""
    if not connection.in_atomic_block:
        raise RuntimeError("publish() needs an open scope")
    savepoints = set(connection.savepoint_ids)
    waiting: list[Any] = connection.run_on_commit  # (savepoints, function, is robust): Django's own list
    waiting.extend((savepoints, _Published(event), False) for event in events)


def publish_each(event: Event, keys: Sequence[int], *, also: Sequence[str]) -> None:
    """Say the same of many things: ``event`` once for each key, which stands in its fields ``also`` too."""
    if not connection.in_atomic_block:
        raise RuntimeError("publish_each() needs an open scope")
    waiting: list[Any] = connection.run_on_commit
    waiting.append((set(connection.savepoint_ids), _Each(event, keys, also), False))


def pending() -> list[_Published]:
    return [
        entry[1] for entry in connection.run_on_commit if isinstance(entry[1], _Published) and not entry[1].is_flushed
    ]


def flush() -> None:
    """Write what was published in this transaction; must be its last statement."""
    waiting = pending()
    if not waiting:
        return
    for entry in waiting:
        entry.is_flushed = True
    lines = [line for entry in waiting for line in entry.lines()]
    if lines:
        db.run(_PUBLISH, [list(column) for column in zip(*lines, strict=True)])


def decode(kind: str, body: str | bytes, event_id: int) -> Event:
    """The event as it was published; raises msgspec.ValidationError when its class has changed incompatibly."""
    event = msgspec.json.decode(body, type=Event.kinds[kind])
    msgspec.structs.force_setattr(event, "id", event_id)
    return event
