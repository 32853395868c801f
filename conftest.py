"""Every test run starts here: a database of its own, known settings, no way out of this machine."""

import gc
from collections.abc import Generator, Iterator

import pytest

from tests.support.database import TestDatabase
from tests.support.session import DATABASE

pytest_plugins = ["tests.support.browser"]


def pytest_configure() -> None:
    """Wipe durable tests our way, and give property tests time on a busy machine."""
    from django.test import TransactionTestCase  # noqa: PLC0415 (app ready)
    from hypothesis import settings  # noqa: PLC0415 (slow)

    # Django would TRUNCATE as the application role, which rightly may not.
    TransactionTestCase._fixture_teardown = wipe_after_commits  # type: ignore[attr-defined]
    settings.register_profile("house", deadline=None)
    settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is loaded stays: looking through it for garbage again and again takes time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test had printed and logged as it can be handed on: hostile text may hold half a surrogate pair."""
    report = yield
    report.sections = [(name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections]
    return report


def wipe_after_commits(_: object) -> None:
    """After a test with real commits: close our connection, empty the tables."""
    from django.db import connections  # noqa: PLC0415 (app ready)

    connections.close_all()
    DATABASE.wipe()


@pytest.fixture(scope="session")
def django_db_setup() -> Iterator[None]:
    """Takes the place of pytest-django's: our database is a copy of the migrated template."""
    from django.db import connections  # noqa: PLC0415 (app ready)

    DATABASE.create()
    yield
    connections.close_all()


@pytest.fixture(scope="session")
def test_database(django_db_setup: None) -> TestDatabase:
    """The database under the tests: its owner's and superuser's address, ``recreate`` after tests of migrations."""
    return DATABASE
