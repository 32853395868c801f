"""Platform callbacks: find the account, verify the raw bytes, commit, answer. No business logic.

All refusals look alike from outside; the reasons are counted on the account's health page.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

import psycopg
from django.utils import timezone
from prometheus_client import Histogram
from psycopg_pool import PoolTimeout

from changlai.channels import intake
from changlai.channels.contracts import HookRequest, Reception
from changlai.channels.enums import Outcome
from changlai.channels.errors import BadPayload, BadSignature
from changlai.channels.intake import Arrival, Doorplate
from changlai.edge.answers import answer
from changlai.edge.commit import UNSTORABLE, Committer
from changlai.edge.database import Database
from changlai.edge.live import Hub
from changlai.kernel import metrics

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
log = logging.getLogger("changlai.edge")

BODY_LIMIT = 256 * 1024  # bytes; adapters ask for less
PLATE_SECONDS = 15.0  # how long an account is remembered; a change is told at once
NOTE_SECONDS = 1.0
RETRY_AFTER = ((b"retry-after", b"5"),)
TOO_LARGE, TRUNCATED = "too_large", "truncated"  # reasons on the health page
KEY_LENGTH = 40
QUERY_FIELDS = 50


class Hooks:
    """Answers ``/hooks/<channel>/<account key>``."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self.database = database
        self.committer = Committer(database)
        self.plates: dict[str, tuple[float, Doorplate | None]] = {}
        self.clocks: dict[tuple[str, str], Histogram] = {}  # by channel and outcome
        self.counts: Counter[tuple[int, int, str, str]] = Counter()
        hub.when_account_changes(self.plates.clear)

    def background(self) -> list[Coroutine[Any, Any, None]]:
        return [*self.committer.background(), self._note_forever()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        channel, _, key = scope["path"].removeprefix("/hooks/").strip("/").partition("/")
        try:
            status, body, content_type = await self._answer(channel, key, scope, receive)
        except (psycopg.Error, PoolTimeout) as error:
            log.warning("edge.database_away", extra={"error": type(error).__name__})
            status, body, content_type = 503, b"", "text/plain"
        outcome = "ok" if status < 300 else str(status)  # noqa: PLR2004 - HTTP
        known = channel if intake.is_channel(channel) else "unknown"
        clock = self.clocks.get((known, outcome))
        if clock is None:
            clock = self.clocks[known, outcome] = metrics.CALLBACK_SECONDS.labels(known, outcome)
        clock.observe(time.perf_counter() - started)
        await answer(send, status, body, content_type, RETRY_AFTER if status == 503 else ())  # noqa: PLR2004 - HTTP

    async def _answer(self, channel: str, key: str, scope: Scope, receive: Receive) -> tuple[int, bytes, str]:
        body, trouble = await _body(receive)
        plate = await self._plate(key)
        if plate is None or plate.channel != channel or not plate.is_active:
            return 404, b"", "text/plain"
        if trouble:
            self._count(plate, Outcome.REFUSED, trouble)
            return 413 if trouble == TOO_LARGE else 400, b"", "text/plain"
        request = HookRequest(scope["method"], _query(scope), Headers(scope["headers"]), body, timezone.now())
        try:
            reception = intake.receive(plate, request)
        except BadSignature as error:
            self._count(plate, Outcome.REFUSED, error.reason)
            return 403, b"", "text/plain"
        except BadPayload as error:
            self._count(plate, Outcome.REFUSED, error.reason)
            return 400, b"", "text/plain"
        try:
            await self._keep(plate, reception)
        except UNSTORABLE:
            self._count(plate, Outcome.REFUSED, "unsafe_text")
            return 400, b"", "text/plain"
        return reception.status, reception.body, reception.content_type

    async def _keep(self, plate: Doorplate, reception: Reception) -> None:
        if not reception.deliveries and not reception.bells:
            return
        if reception.bells:
            self._count(plate, Outcome.RECEIVED, "bell", len(reception.bells))
        arrivals = [Arrival(plate.organisation_id, plate.account_id, delivery) for delivery in reception.deliveries]
        await self.committer.keep(arrivals, [(plate, bell) for bell in reception.bells])

    async def _plate(self, key: str) -> Doorplate | None:
        """The account behind a key; unknown keys are remembered too, so that guessing costs us nothing."""
        now = time.monotonic()
        found = self.plates.get(key)
        if found is not None and found[0] > now:
            return found[1]
        if len(key) != KEY_LENGTH or not key.isascii() or not key.isalnum():
            return None
        rows = await self.database.rows(intake.ACCOUNT, (key,))
        plate = intake.doorplate(rows[0]) if rows else None
        if len(self.plates) > 10_000:  # noqa: PLR2004 - more keys than accounts: somebody is guessing
            self.plates.clear()
        self.plates[key] = (now + PLATE_SECONDS, plate)
        return plate

    def _count(self, plate: Doorplate, outcome: Outcome, reason: str, count: int = 1) -> None:
        self.counts[plate.organisation_id, plate.account_id, outcome.value, reason] += count

    async def _note_forever(self) -> None:
        """Refusals are counted in memory and written once a second: an attacker cannot make us write per request."""
        while True:
            await asyncio.sleep(NOTE_SECONDS)
            if not self.counts:
                continue
            counts, self.counts = self.counts, Counter()
            try:
                await self.committer.note([(*where, count) for where, count in counts.items()])
            except (psycopg.Error, PoolTimeout):
                self.counts.update(counts)


async def _body(receive: Receive) -> tuple[bytes, str]:
    """The whole body, or why there is none: TOO_LARGE (the rest is read and thrown away), TRUNCATED."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"", TRUNCATED
        size += len(message.get("body", b""))
        if size <= BODY_LIMIT:
            parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return (b"".join(parts), "") if size <= BODY_LIMIT else (b"", TOO_LARGE)


def _query(scope: Scope) -> dict[str, str]:
    """The query's last value of each name; a query with too many fields counts as empty and fails its signature."""
    text = scope["query_string"].decode("ascii", "replace")
    if not text:
        return {}
    return dict(parse_qsl(text, keep_blank_values=True)) if text.count("&") < QUERY_FIELDS else {}


class Headers(Mapping[str, str]):
    """The headers of a request by name in lower case, as ASGI gives them; only those asked for are decoded."""

    __slots__ = ("_raw",)

    def __init__(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        self._raw = dict(pairs)

    def __getitem__(self, name: str) -> str:
        return self._raw[name.encode("latin-1")].decode("latin-1")

    def __iter__(self) -> Iterator[str]:
        return (name.decode("latin-1") for name in self._raw)

    def __len__(self) -> int:
        return len(self._raw)
