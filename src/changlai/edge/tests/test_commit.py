"""Group commit: one bad request does not take its neighbours along, and everyone gets an answer."""

import asyncio
from collections.abc import Sequence

import psycopg
import pytest

from changlai.edge.commit import Flusher


class Store:
    """Keeps what it can; refuses what says so."""

    def __init__(self, error: Exception, bad: str = "bad") -> None:
        self.kept: list[list[str]] = []
        self.error = error
        self.bad = bad

    async def __call__(self, brought: Sequence[str]) -> None:
        await asyncio.sleep(0.01)
        if self.bad in brought:
            raise self.error
        self.kept.append(list(brought))


async def keep_all(store: Store, *brought: str) -> list[object]:
    flusher: Flusher[str] = Flusher(store, pace=0.0)
    task = asyncio.create_task(flusher.flush_forever())
    found = await asyncio.gather(*(flusher.keep([one]) for one in brought), return_exceptions=True)
    task.cancel()
    return list(found)


def test_what_waits_is_stored_together():
    store = Store(RuntimeError())

    assert asyncio.run(keep_all(store, "a", "b", "c")) == [None, None, None]
    assert store.kept == [["a", "b", "c"]]


def test_in_a_rush_what_comes_within_the_pace_is_stored_together():
    store = Store(RuntimeError())

    async def rush() -> None:
        flusher: Flusher[str] = Flusher(store, pace=0.05)
        task = asyncio.create_task(flusher.flush_forever())
        await flusher.keep(["at once"])
        await asyncio.gather(flusher.keep(["b"]), later(flusher, "c"), later(flusher, "d"))
        task.cancel()

    asyncio.run(rush())

    assert store.kept == [["at once"], ["b", "c", "d"]]


async def later(flusher: Flusher[str], brought: str) -> None:
    await asyncio.sleep(0.001)
    await flusher.keep([brought])


@pytest.mark.parametrize(
    "error",
    [psycopg.DataError("NUL"), UnicodeEncodeError("utf-8", "\ud800", 0, 1, "half a character")],
    ids=["data", "unicode"],
)
def test_what_cannot_be_stored_is_found_without_losing_the_others(error):
    store = Store(error)

    answers = asyncio.run(keep_all(store, "a", "bad", "c"))

    assert answers == [None, error, None]
    assert sorted(store.kept) == [["a"], ["c"]]


def test_when_the_database_is_away_everyone_is_told():
    store = Store(psycopg.OperationalError("gone"))

    answers = asyncio.run(keep_all(store, "a", "bad", "c"))

    assert [type(answer) for answer in answers] == [psycopg.OperationalError] * 3
    assert store.kept == []
