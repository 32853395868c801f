"""Alive, ready, figures."""

import ipaddress
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import psycopg
from django.conf import settings
from psycopg_pool import PoolTimeout

from changlai.edge.answers import answer
from changlai.edge.database import Database
from changlai.kernel import files, metrics

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
PATHS = {"/healthz", "/readyz", "/metrics"}

_MIGRATED = "select count(*) from django_migrations"
_BACKLOG = """select c.consumer, coalesce(sum(greatest(h.h - c.after, 0)), 0)::bigint, coalesce(extract(epoch from clock_timestamp() - min(c.moved)), 0)::float
    from event_cursor c cross join (select event_position() h) h group by c.consumer order by c.consumer"""


async def serve(database: Database, scope: Scope, send: Send) -> None:
    """Answer one of PATHS."""
    match scope["path"]:
        case "/healthz":
            await answer(send, 200, b"ok")
        case "/readyz":
            reasons = await _reasons(database)
            body = json.dumps({"ready": not reasons, "reasons": reasons}).encode()
            await answer(send, 503 if reasons else 200, body, "application/json")
        case _:
            await _metrics(database, scope, send)


async def _reasons(database: Database) -> list[str]:
    """Why we cannot serve; empty when we can."""
    reasons = []
    try:
        await database.rows(_MIGRATED)
    except (psycopg.Error, PoolTimeout) as error:
        reasons.append(f"database: {type(error).__name__}")
    if files.free_space().is_full:
        reasons.append(f"too little free space in {settings.DATA_DIR}")
    return reasons


async def _metrics(database: Database, scope: Scope, send: Send) -> None:
    """Figures for this machine only: a request that came through a proxy, or from elsewhere, is not answered."""
    client = scope.get("client") or ("",)
    forwarded = any(name in {b"x-forwarded-for", b"forwarded", b"x-real-ip"} for name, _ in scope["headers"])
    if forwarded or not _is_local(str(client[0])):
        await answer(send, 404, b"not found")
        return
    lines = [metrics.render()]
    try:
        for consumer, waiting, age in await database.rows(_BACKLOG):
            lines.append(
                f'changlai_consumer_lag{{consumer="{consumer}"}} {waiting}\nchanglai_consumer_moved_seconds{{consumer="{consumer}"}} {age:.1f}\n'.encode()
            )
    except (psycopg.Error, PoolTimeout):
        lines.append(b"changlai_database_up 0\n")
    else:
        lines.append(b"changlai_database_up 1\n")
    await answer(send, 200, b"".join(lines), metrics.CONTENT_TYPE)


def _is_local(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
