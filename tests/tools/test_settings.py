"""The settings refuse a wrong environment with a sentence, and heal after the database was away."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.db.backends.postgresql.base import DatabaseWrapper

from changlai.settings import environment
from tools.known_environment import known_environment


def load(**wrong: str) -> subprocess.CompletedProcess[str]:
    surroundings = os.environ | known_environment() | wrong
    command = [sys.executable, "-c", "import changlai.settings"]
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CHANGLAI_TRUSTED_PROXIES", "one"),
        ("CHANGLAI_POOL", "-3"),
        ("CHANGLAI_WEB_ROLE", "pages"),
        ("CHANGLAI_LOG_LEVEL", "loud"),
        ("CHANGLAI_FIELD_KEYS", "k1:abc"),
        ("CHANGLAI_FIELD_KEYS", "k1:not base 64"),
        ("CHANGLAI_DATABASE_URL", "postgresql://x@127.0.0.1:70000/x"),
    ],
)
def test_wrong_value_stops_the_start_with_a_sentence(name, value):
    done = load(**{name: value})

    assert done.returncode == 1
    assert done.stderr.startswith("changlai: ")
    assert name in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db(transaction=True)
def test_pool_hands_out_no_connection_that_died_while_it_lay_idle(test_database, monkeypatch):
    monkeypatch.setenv("CHANGLAI_DATABASE_URL", test_database.cluster.url(test_database.name))
    monkeypatch.setenv("CHANGLAI_POOL", "2")
    settings = {**environment.database(), "AUTOCOMMIT": True, "TIME_ZONE": None}
    wrapper = DatabaseWrapper(settings, alias="pooled")
    try:
        with wrapper.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            (pid,) = cursor.fetchone()
        wrapper.close()
        with psycopg.connect(test_database.cluster.admin_url(), autocommit=True) as admin:
            admin.execute("select pg_terminate_backend(%s, 5000)", [pid])

        with wrapper.cursor() as cursor:
            cursor.execute("select 1")
            assert cursor.fetchone() == (1,)
    finally:
        wrapper.close()
        wrapper.close_pool()
