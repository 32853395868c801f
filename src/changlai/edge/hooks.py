"""Platform callbacks: find the account, verify the raw bytes, commit, answer. No business logic.

All refusals look alike from outside; the reasons are counted on the account's health page.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.utils import timezone
from prometheus_client import Histogram
from psycopg_pool import PoolTimeout

from changlai.channels import intake
from changlai.channels.contracts import HookRequest, Reception
from changlai.channels.enums import Outcome
from changlai.channels.errors import BadPayload, BadSignature
from changlai.channels.intake import Arrival, Doorplate
from changlai.edge.commit import UNSTORABLE, Committer
from changlai.edge.database import Database
from changlai.edge.live import Hub
from changlai.edge.requests import fields
from changlai.kernel import metrics

log = logging.getLogger("changlai.edge")

BODY_LIMIT = 256 * 1024  # bytes; adapters ask for less
PLATE_SECONDS = 15.0  # how long an account is remembered; a change is told at once
NOTE_SECONDS = 1.0
RETRY_AFTER = (("retry-after", "5"),)
TOO_LARGE, TRUNCATED = "too_large", "truncated"  # reasons on the health page
KEY_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Call:
    """A request to ``/hooks/...``. ``body`` reads it, once: the bytes and no word, or none and TOO_LARGE, TRUNCATED."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]  # names in lower case
    body: Callable[[], Awaitable[tuple[bytes, str]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform is told."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain"
    headers: Sequence[tuple[str, str]] = ()


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

    async def __call__(self, call: Call) -> Answer:
        started = time.perf_counter()
        channel, _, key = call.path.removeprefix("/hooks/").strip("/").partition("/")
        try:
            answer = await self._answer(channel, key, call)
        except (psycopg.Error, PoolTimeout) as error:
            log.warning("edge.database_away", extra={"error": type(error).__name__})
            answer = Answer(503, headers=RETRY_AFTER)
        outcome = "ok" if answer.status < 300 else str(answer.status)  # noqa: PLR2004 - HTTP
        known = channel if intake.is_channel(channel) else "unknown"
        clock = self.clocks.get((known, outcome))
        if clock is None:
            clock = self.clocks[known, outcome] = metrics.CALLBACK_SECONDS.labels(known, outcome)
        clock.observe(time.perf_counter() - started)
        return answer

    async def _answer(self, channel: str, key: str, call: Call) -> Answer:
        body, trouble = await call.body()
        plate = await self.plate(key)
        if plate is None or plate.channel != channel or not plate.is_active:
            return Answer(404)
        if trouble:
            return self._refuse(plate, 413 if trouble == TOO_LARGE else 400, trouble)
        request = HookRequest(call.method, fields(call.query), call.headers, body, timezone.now())
        try:
            reception = intake.receive(plate, request)
        except BadSignature as error:
            return self._refuse(plate, 403, error.reason)
        except BadPayload as error:
            return self._refuse(plate, 400, error.reason)
        try:
            await self._keep(plate, reception)
        except UNSTORABLE:
            return self._refuse(plate, 400, "unsafe_text")
        return Answer(reception.status, reception.body, reception.content_type)

    def _refuse(self, plate: Doorplate, status: int, reason: str) -> Answer:
        self._count(plate, Outcome.REFUSED, reason)
        return Answer(status)

    async def _keep(self, plate: Doorplate, reception: Reception) -> None:
        if not reception.deliveries and not reception.bells:
            self._count(plate, Outcome.CHECKED, "")
            return
        if reception.bells:
            self._count(plate, Outcome.RECEIVED, "bell", len(reception.bells))
        arrivals = [Arrival(plate.organisation_id, plate.account_id, delivery) for delivery in reception.deliveries]
        await self.committer.keep(arrivals, [(plate, bell) for bell in reception.bells])

    async def plate(self, key: str) -> Doorplate | None:
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
