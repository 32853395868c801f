"""Limit 1: the least intake that is still durable. Verify, queue, one INSERT for all that wait, then answer.

``python -m bench.limits.group_commit PORT DSN`` serves it under granian, as the product is served. It takes the same
signed messages, keeps the same row (channels_delivery and its key in one table), and does nothing else.
"""

import asyncio
import base64
import hashlib
import hmac
import os
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec
import psycopg_pool

TABLE = """
    create table if not exists raw_delivery (
      id bigint generated always as identity, organisation_id bigint not null, account_id bigint not null,
      digest bytea not null, kind text not null, thread text not null, occurred_at timestamptz not null,
      received_at timestamptz not null default now(), payload bytea not null,
      unique (organisation_id, account_id, digest))"""
_STORE = b"""
    insert into raw_delivery (organisation_id, account_id, digest, kind, thread, occurred_at, payload)
    select 1, 1, d, k, t, o::timestamptz, p
    from unnest(%b::bytea[], %b::text[], %b::text[], %b::text[], %b::bytea[]) x(d, k, t, o, p)
    on conflict do nothing"""
BATCH = 500
FLUSHERS = 2
KEY = base64.b64decode(os.environ.get("RAW_KEY", ""))

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class _From(msgspec.Struct):
    id: str


class _Message(msgspec.Struct):
    id: str
    type: str
    occurred_at: str
    person: _From = msgspec.field(name="from")


Waiting = tuple[_Message, bytes, "asyncio.Future[None]"]


class Intake:
    """The whole program."""

    def __init__(self) -> None:
        self.pool: psycopg_pool.AsyncConnectionPool[Any] | None = None
        self.queue: asyncio.Queue[Waiting] = asyncio.Queue()
        self.flushers: list[asyncio.Task[None]] = []
        self.decoder = msgspec.json.Decoder(_Message)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await self._open()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        elif scope["type"] == "http":
            status = await self._take(scope, receive)
            headers = [(b"content-length", b"0")]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": b""})

    async def _open(self) -> None:
        self.pool = psycopg_pool.AsyncConnectionPool(
            os.environ["RAW_DSN"], min_size=2, max_size=4, open=False, kwargs={"autocommit": True}
        )
        await self.pool.open()
        self.flushers = [asyncio.create_task(self._flush()) for _ in range(FLUSHERS)]

    async def _take(self, scope: Scope, receive: Receive) -> int:
        body = b""
        more = True
        while more:
            part = await receive()
            body += part.get("body", b"")
            more = part.get("more_body", False)
        headers = dict(scope["headers"])
        if scope["method"] != "POST":
            return 200
        signed = headers[b"webhook-id"] + b"." + headers[b"webhook-timestamp"] + b"." + body
        mark = b"v1," + base64.b64encode(hmac.digest(KEY, signed, hashlib.sha256))
        if not hmac.compare_digest(mark, headers[b"webhook-signature"]):
            return 403
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.queue.put_nowait((self.decoder.decode(body), body, done))
        await done
        return 200

    async def _flush(self) -> None:
        assert self.pool is not None  # noqa: S101 - opened at start
        while True:
            batch = [await self.queue.get()]
            while len(batch) < BATCH and not self.queue.empty():
                batch.append(self.queue.get_nowait())
            columns = (
                [hashlib.blake2b(message.id.encode(), digest_size=16).digest() for message, _, _ in batch],
                [message.type for message, _, _ in batch],
                [message.person.id for message, _, _ in batch],
                [message.occurred_at for message, _, _ in batch],
                [body for _, body, _ in batch],
            )
            async with self.pool.connection() as connection:
                await connection.execute(_STORE, columns, prepare=True)
            for _, _, done in batch:
                done.set_result(None)


app = Intake()


def main() -> None:
    from granian import Granian  # noqa: PLC0415 - slow
    from granian.constants import Interfaces, Loops  # noqa: PLC0415 - slow
    from granian.log import LogLevels  # noqa: PLC0415 - slow

    Granian(
        "bench.limits.group_commit:app",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGI,
        loop=Loops.asyncio,  # Python's own, as when this limit was set
        workers=1,
        websockets=False,
        backlog=4096,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
