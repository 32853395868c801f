"""Typed rows in memory, written through to one SQLite file so that a restart keeps everything."""

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)
Key = tuple[str, ...]

FLUSH_SECONDS = 0.02
SCHEMA = """
CREATE TABLE IF NOT EXISTS row (
  place TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL, UNIQUE (place, key)
);
"""


class Store:
    """The SQLite file. Changes are gathered until an answer goes out, or for `FLUSH_SECONDS`."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=OFF")
        self.connection.executescript(SCHEMA)
        self._dirty: dict[tuple[str, str], msgspec.Struct | None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def load(self, place: str) -> list[bytes]:
        """All rows of one table, in the order they were first written."""
        found = self.connection.execute("SELECT body FROM row WHERE place = ? ORDER BY rowid", (place,))
        return [body for (body,) in found]

    def mark(self, place: str, key: Key, row: msgspec.Struct | None) -> None:
        """Remember that a row changed (or, with None, went away)."""
        self._dirty[place, "\x1f".join(key)] = row
        if self._timer is None:
            self._timer = self._later()

    def _later(self) -> asyncio.TimerHandle | None:
        try:
            return asyncio.get_running_loop().call_later(FLUSH_SECONDS, self.flush)
        except RuntimeError:  # no loop is running yet: start-up flushes by itself
            return None

    def flush(self) -> None:
        """Write everything that changed since the last time."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if not self._dirty:
            return
        dirty, self._dirty = self._dirty, {}
        gone = [name for name, row in dirty.items() if row is None]
        kept = [(*name, msgspec.json.encode(row)) for name, row in dirty.items() if row is not None]
        self.connection.execute("BEGIN")
        self.connection.executemany("DELETE FROM row WHERE place = ? AND key = ?", gone)
        self.connection.executemany(
            "INSERT INTO row (place, key, body) VALUES (?, ?, ?) "
            "ON CONFLICT (place, key) DO UPDATE SET body = excluded.body",
            kept,
        )
        self.connection.execute("COMMIT")

    def close(self) -> None:
        """Write what is left and let go of the file."""
        self.flush()
        self.connection.close()


class Table(Generic[T]):
    """Rows of one kind, found by key or by a named index. Call `put` after every change of a row."""

    def __init__(
        self,
        store: Store,
        kind: type[T],
        key: str,
        *,
        indexes: dict[str, str] | None = None,
        keep: int = 0,
    ) -> None:
        """Open the table of `kind`; `key` and the indexes name fields, separated by spaces.

        With `keep`, only that many of the newest rows stay.
        """
        self.store = store
        self.place = kind.__name__
        self.key_fields = key.split()
        self.index_fields = {name: fields.split() for name, fields in (indexes or {}).items()}
        self.keep = keep
        self._rows: dict[Key, T] = {}
        self._indexes: dict[str, dict[Key, dict[Key, T]]] = {name: defaultdict(dict) for name in self.index_fields}
        decode = msgspec.json.Decoder(kind).decode
        for body in store.load(self.place):
            self._remember(decode(body))

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._rows.values()))

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, *key: str) -> T | None:
        """The row with this key, if there is one."""
        return self._rows.get(key)

    def by(self, index: str, *values: str) -> list[T]:
        """Rows whose index fields have these values, oldest first."""
        return list(self._indexes[index].get(values, {}).values())

    def put(self, row: T) -> T:
        """Keep a new or changed row."""
        self.store.mark(self.place, self._remember(row), row)
        if self.keep and len(self._rows) > self.keep:
            self.remove(next(iter(self._rows.values())))
        return row

    def remove(self, row: T) -> None:
        """Forget a row; nothing happens if it is already gone."""
        key = self._key(row, self.key_fields)
        if self._rows.pop(key, None) is None:
            return
        for name, fields in self.index_fields.items():
            self._indexes[name][self._key(row, fields)].pop(key, None)
        self.store.mark(self.place, key, None)

    def _remember(self, row: T) -> Key:
        key = self._key(row, self.key_fields)
        self._rows[key] = row
        for name, fields in self.index_fields.items():
            self._indexes[name][self._key(row, fields)][key] = row
        return key

    @staticmethod
    def _key(row: T, fields: list[str]) -> Key:
        return tuple(str(getattr(row, field)) for field in fields)
