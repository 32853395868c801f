"""Every test run starts here: a database of its own, known settings, no way out of this machine."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.database import TestDatabase
from tools.bootstrap import stale_translations
from tools.known_environment import known_environment
from tools.translations import compile_all

pytest_plugins = ["tests.support.browser"]

ROOT = Path(__file__).resolve().parent
DATABASE = TestDatabase()
DATA = tempfile.TemporaryDirectory(prefix="changlai-test-data-", ignore_cleanup_errors=True)

# pytest-django reads the settings when it is configured, which is after this file was imported.
os.environ |= known_environment(DATABASE.url) | {"CHANGLAI_DATA": DATA.name}
if stale_translations(ROOT):
    compile_all()


def pytest_configure() -> None:
    """Wipe durable tests our way, and give property tests time on a busy machine."""
    import django  # noqa: PLC0415 (settings come first)
    from django.test import TransactionTestCase  # noqa: PLC0415 (app ready)
    from hypothesis import settings  # noqa: PLC0415 (slow)

    django.setup()  # test modules import models; pytest-django itself waits until somebody has read a setting

    # Django would TRUNCATE as the application role, which rightly may not.
    TransactionTestCase._fixture_teardown = wipe_after_commits  # type: ignore[attr-defined]
    settings.register_profile("house", deadline=None)
    settings.load_profile("house")


def wipe_after_commits(_: object) -> None:
    """After a test with real commits: close our connection, empty the tables."""
    from django.db import connections  # noqa: PLC0415 (app ready)

    connections.close_all()
    DATABASE.wipe()


def pytest_unconfigure() -> None:
    DATABASE.close()
    DATA.cleanup()


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
