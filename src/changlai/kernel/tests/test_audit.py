"""The audit log: complete, without secrets, and unalterable for the application."""

import pytest
from django.db import DatabaseError, connection, transaction

from changlai.kernel import audit, logs
from changlai.kernel.errors import OutOfScope
from changlai.kernel.middleware import client_address
from changlai.kernel.models import AuditEntry, StoredFile
from changlai.kernel.tenancy import scope

ANYBODY = audit.Actor("member", 7, "孟佳")


@pytest.fixture
def request_context():
    tokens = logs.request_id.set("req-12345678"), client_address.set("203.0.113.9")
    yield
    logs.request_id.reset(tokens[0])
    client_address.reset(tokens[1])


def test_entry_says_who_did_what_to_what_from_where(db, request_context):
    with scope(1):
        file = StoredFile(id=5, organisation_id=1, name="报价.pdf")
        entry = audit.record("files.renamed", actor=ANYBODY, obj=file, changes={"name": ["a.pdf", "报价.pdf"]})
        kept = dict(AuditEntry.objects.values().get(id=entry.id))

    assert kept.pop("at") is not None
    assert kept == {
        "id": entry.id,
        "organisation_id": 1,
        "actor_kind": "member",
        "actor_id": 7,
        "actor_name": "孟佳",
        "action": "files.renamed",
        "object_type": "kernel.storedfile",
        "object_id": 5,
        "object_label": "报价.pdf",
        "changes": {"name": ["a.pdf", "报价.pdf"]},
        "ip": "203.0.113.9",
        "request_id": "req-12345678",
    }


def test_machine_acts_as_system_and_a_row_by_its_model(db):
    with scope(1):
        by_machine = audit.record("sync.finished", actor=None)
        by_row = audit.record("x.y", actor=StoredFile(id=3, organisation_id=1, name="a"))

    assert (by_machine.actor_kind, by_machine.actor_id, by_machine.ip, by_machine.object_type) == (
        "system",
        0,
        None,
        "",
    )
    assert (by_row.actor_kind, by_row.actor_id, by_row.actor_name) == ("storedfile", 3, "a")


def test_secrets_are_masked_and_hostile_text_is_storable(db):
    changes = {
        "secret": "S3cret",
        "settings": {"corpid": "ww1", "kf_secret": "S3cret", "encoding_aes_key": "S3cret", "token": ""},
        "name": "a\0b\ud800c",
        "odd": [
            float("nan"),
            float("inf"),
            {
                1,
            },
            object,
        ],
    }
    with scope(1):
        entry = AuditEntry.objects.get(id=audit.record("channels.changed", actor=None, changes=changes).id)

    assert entry.changes["secret"] == logs.MASK
    assert entry.changes["settings"] == {
        "corpid": "ww1",
        "kf_secret": logs.MASK,
        "encoding_aes_key": logs.MASK,
        "token": "",
    }
    assert entry.changes["name"] == "abc"
    assert entry.changes["odd"][:3] == ["nan", "inf", [1]]


def test_endless_nesting_is_cut(db):
    changes: dict[str, object] = {}
    changes["again"] = changes
    with scope(1):
        audit.record("x.y", actor=None, changes=changes)


def test_entry_belongs_to_its_organisation(db):
    with scope(1):
        audit.record("x.y", actor=ANYBODY)
    with scope(2):
        audit.record("x.y", actor=ANYBODY)
        assert AuditEntry.objects.count() == 1
    with pytest.raises(OutOfScope):
        audit.record("x.y", actor=ANYBODY)


@pytest.mark.parametrize(
    "statement",
    ["update kernel_auditentry set action = 'z'", "delete from kernel_auditentry", "truncate kernel_auditentry"],
)
def test_nobody_alters_the_log(db, statement):
    with scope(1):
        audit.record("x.y", actor=ANYBODY)
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

        assert [entry.action for entry in AuditEntry.objects.all()] == ["x.y"]


def fail_after_recording():
    with scope(1):
        audit.record("x.y", actor=ANYBODY)
        raise RuntimeError


def test_entry_goes_with_the_deed_that_failed(db):
    with pytest.raises(RuntimeError):
        fail_after_recording()

    with scope(1):
        assert AuditEntry.objects.count() == 0
