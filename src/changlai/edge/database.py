"""The edge's own connections: an async pool, and one that listens. Both heal by themselves."""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool

from changlai.kernel import db

SIZE = 6
WAIT = 4.0  # seconds; a platform gives us five


class Database:
    """Opened with the server; every statement is its own transaction."""

    def __init__(self) -> None:
        self.pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]] | None = None

    async def open(self) -> None:
        parameters = db.parameters()
        self.pool = AsyncConnectionPool(
            kwargs={**parameters, "autocommit": True},
            min_size=2,
            max_size=SIZE,
            timeout=WAIT,
            open=False,
            reconnect_timeout=10,
        )
        await self.pool.open()

    async def close(self) -> None:
        if self.pool is not None:
            await self.pool.close()

    async def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of one prepared statement; raises psycopg.Error or PoolTimeout.

        Statements must bear being sent twice: when the connection turns out to be dead (the server was away), another
        one is tried, which costs nothing while all is well; asking before each use would be one more round trip.
        """
        assert self.pool is not None  # noqa: S101 - opened at start
        for left in range(SIZE, -1, -1):
            async with self.pool.connection() as connection:
                try:
                    cursor = await connection.execute(sql.encode(), parameters, prepare=True)
                    return await cursor.fetchall() if cursor.description else []
                except psycopg.OperationalError:
                    if not (connection.closed and left):
                        raise
        raise AssertionError("unreachable")

    async def together(self, statements: Sequence[tuple[str, Sequence[Any]]]) -> None:
        """Several statements in one transaction."""
        assert self.pool is not None  # noqa: S101 - opened at start
        async with self.pool.connection() as connection, connection.transaction():
            for sql, parameters in statements:
                await connection.execute(sql.encode(), parameters, prepare=True)

    async def listener(self) -> psycopg.AsyncConnection[Any]:
        """A connection of its own for LISTEN."""
        return await psycopg.AsyncConnection.connect(**db.parameters(), autocommit=True)
