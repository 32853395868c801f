"""Alive, ready, figures."""

import ipaddress
import json
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from typing import Any

import psycopg
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from psycopg_pool import PoolTimeout

from changlai.channels import figures
from changlai.edge.answers import answer
from changlai.edge.database import Database
from changlai.kernel import backlog, files, metrics

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
PATHS = {"/healthz", "/readyz", "/metrics"}
FORWARDED = {b"x-forwarded-for", b"forwarded", b"x-real-ip"}

_APPLIED = "select app, name from django_migrations"


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
        missing = _migrations() - {(app, name) for app, name in await database.rows(_APPLIED)}
    except (psycopg.Error, PoolTimeout) as error:
        reasons.append(f"database: {type(error).__name__}")
    else:
        if missing:
            reasons.append(f"migrations: {len(missing)} are not applied; run `changlai migrate`")
    if files.free_space().is_full:
        reasons.append(f"too little free space in {settings.DATA_DIR}")
    return reasons


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """The migrations this program was written for."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return frozenset(loader.disk_migrations)


async def _metrics(database: Database, scope: Scope, send: Send) -> None:
    """Figures for this machine only: a request that came through a proxy, or from elsewhere, is not answered."""
    client = scope.get("client") or ("",)
    if any(name in FORWARDED for name, _ in scope["headers"]) or not _is_local(str(client[0])):
        await answer(send, 404, b"not found")
        return
    await answer(send, 200, metrics.render() + await _backlog(database), metrics.CONTENT_TYPE)


async def _backlog(database: Database) -> bytes:
    """What waits in the whole system, as the database tells it; without it, only that it is away."""
    try:
        consumers, queues = await database.rows(backlog.CONSUMERS), await database.rows(backlog.QUEUES)
        log, sends = await database.rows(backlog.LOG), await database.rows(figures.SENDS)
    except (psycopg.Error, PoolTimeout):
        return b"changlai_database_up 0\n"
    waiting = backlog.prometheus(consumers, queues, log[0], now=timezone.now())
    return waiting + figures.prometheus(sends) + b"changlai_database_up 1\n"


def _is_local(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
