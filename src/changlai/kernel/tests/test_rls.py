"""The fences around organisations are built once, renewed when they change, and never missing in between."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from changlai.kernel import db, rls

pytestmark = pytest.mark.django_db(transaction=True)
_KEYS = "select count(*) from pg_constraint where contype = 'f' and conname like '%%_org_fk'"
_POLICY = """select obj_description(p.oid, 'pg_policy') from pg_policy p
    where p.polrelid = 'lease'::regclass and p.polname = 'app'"""


@pytest.fixture(autouse=True)
def _as_owner():
    """Whatever a test builds is rolled back with it."""
    db.run("set role none")
    with transaction.atomic():
        rls.apply()
        yield
        transaction.set_rollback(True)
    db.run("set role changlai_app")


def built() -> list[str]:
    """The statements of another run that change something but rights."""
    with CaptureQueriesContext(
        connection,
    ) as said:
        rls.apply()
    return [query["sql"] for query in said if query["sql"].startswith(("alter", "create", "drop"))]


def test_second_run_leaves_what_stands_alone():
    assert built() == []


def test_missing_policy_is_built_again_and_only_that():
    db.run("drop policy app on lease")

    statements = built()

    assert statements
    assert [words for words in statements if '"lease"' not in words] == []
    assert db.value(_POLICY) is not None


def test_missing_force_is_put_back():
    db.run("alter table lease no force row level security")

    rls.apply()

    assert db.value("select relforcerowsecurity from pg_class where oid = 'lease'::regclass") is True


def test_changed_policy_replaces_the_old_one_everywhere(monkeypatch):
    monkeypatch.setattr(rls, "POLICY", "organisation_id = 7")

    rls.apply()

    assert "organisation_id = 7" in db.value(_POLICY)
    assert len(built()) == 0


def test_missing_key_is_built_again():
    before = db.value(_KEYS)
    model, field = rls.composite_keys()[0]
    name = f"{model._meta.db_table}_{field.column}_org_fk"[:63]
    db.run(f'alter table "{model._meta.db_table}" drop constraint "{name}"')

    rls.apply()

    assert db.value(_KEYS) == before > 0
