"""Encrypted fields: nothing plain reaches the database, nothing secret is printed."""

import json

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection, models
from django.test.utils import isolate_apps

from changlai.kernel import rotation
from changlai.kernel.crypto import CannotOpen, blind_index, blind_indexes
from changlai.kernel.fields import BlindIndexField, EncryptedJSONField, EncryptedTextField, Sealed
from changlai.kernel.tenancy import OrgModel, scope

NEW, OLD = {"new": b"n" * 32}, {"old": b"o" * 32}

with isolate_apps("changlai.kernel"):

    class Vault(OrgModel):
        settings = EncryptedJSONField(default=dict)
        phone_index = BlindIndexField(of="phone")
        phone = EncryptedTextField(default="", blank=True)
        spare = EncryptedTextField(null=True)

        class Meta:
            app_label = "kernel"
            db_table = "kernel_test_vault"


@pytest.fixture
def table(db, settings):
    """The table, made by the owner, with the policy every such table has."""
    settings.FIELD_KEYS = OLD
    with connection.cursor() as cursor:
        cursor.execute("set role none")
        with connection.schema_editor() as editor:
            editor.create_model(Vault)
        cursor.execute("alter table kernel_test_vault enable row level security")
        cursor.execute("""create policy scope on kernel_test_vault using (organisation_id = any(
            (select nullif(current_setting('app.organisations', true), '')::bigint[])::bigint[]))""")
        cursor.execute("grant all on kernel_test_vault to changlai_app")
        cursor.execute("grant usage on all sequences in schema public to changlai_app")
        cursor.execute("set role changlai_app")


def raw(column, **where):
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from kernel_test_vault where id = %s", [where["id"]])  # noqa: S608
        return cursor.fetchone()[0]


def test_value_comes_back_and_lies_sealed(table):
    with scope(1):
        vault = Vault.objects.create(settings={"secret": "S3cret!"}, phone="+8613800138000")
        again = Vault.objects.get(id=vault.pk)

        assert (again.settings, again.phone, again.spare) == ({"secret": "S3cret!"}, "+8613800138000", None)
        assert raw("settings", id=vault.pk).startswith("v1.old.")
        assert "S3cret" not in raw("settings", id=vault.pk)
        assert raw("phone", id=vault.pk).startswith("v1.old.")


def test_empty_text_lies_empty(table):
    with scope(1):
        vault = Vault.objects.create()

        assert (raw("phone", id=vault.pk), raw("phone_index", id=vault.pk)) == ("", "")
        assert Vault.objects.get(id=vault.pk).phone == ""


def test_change_in_place_is_saved(table):
    with scope(1):
        vault = Vault.objects.create(settings={"a": 1})
        again = Vault.objects.get(id=vault.pk)
        again.settings["a"] = 2
        again.save()

        assert Vault.objects.get(id=vault.pk).settings == {"a": 2}


def test_untouched_value_is_written_back_as_it_was(table):
    with scope(1):
        vault = Vault.objects.create(settings={"a": 1}, phone="+86138")
        before = raw("settings", id=vault.pk), raw("phone", id=vault.pk)
        Vault.objects.get(id=vault.pk).save(update_fields=["settings"])

        assert (raw("settings", id=vault.pk), raw("phone", id=vault.pk)) == before


def test_blind_index_finds_the_row_under_old_and_new_keys(table, settings):
    with scope(1):
        vault = Vault.objects.create(phone="+86138")
        settings.FIELD_KEYS = NEW | OLD

        assert raw("phone_index", id=vault.pk) != blind_index("+86138", 1)
        assert Vault.objects.get(phone_index__in=blind_indexes("+86138", 1)).pk == vault.pk


def test_value_moved_to_another_organisation_does_not_open(table):
    with scope(1):
        mine = Vault.objects.create(phone="+86138")
        sealed = raw("phone", id=mine.pk)
    with scope(2):
        theirs = Vault.objects.create(phone="+86139")
        Vault.objects.filter(id=theirs.pk).update(phone=Sealed(sealed))

        with pytest.raises(CannotOpen):
            Vault.objects.get(id=theirs.pk).phone.upper()


def test_plain_values_cannot_go_round_save(table):
    with scope(1):
        vault = Vault.objects.create(phone="+86138")

        with pytest.raises(TypeError, match="encrypted"):
            Vault.objects.filter(phone="+86138").exists()
        with pytest.raises(TypeError, match="encrypted"):
            Vault.objects.filter(phone__contains="138").exists()
        assert Vault.objects.filter(spare__isnull=True).count() == 1
        with pytest.raises(TypeError, match="encrypted"):
            Vault.objects.filter(id=vault.pk).update(phone="+86139")


def test_bulk_create_seals_and_values_stay_sealed(table):
    with scope(1):
        Vault.objects.bulk_create([Vault(organisation_id=1, phone="+86138", settings={"k": "v"})])

        row = Vault.objects.values("phone", "settings").get()
        assert (repr(row["phone"]), str(row["settings"])) == ("<sealed>", "<sealed>")
        assert Vault.objects.get().settings == {"k": "v"}


def test_deferred_value_is_fetched(table):
    with scope(1):
        Vault.objects.create(phone="+86138")

        assert Vault.objects.only("id").get().phone == "+86138"


def test_nothing_is_sealed_without_an_organisation():
    with pytest.raises(ValueError, match="organisation_id"):
        Vault(phone="+86138")._meta.get_field("phone").pre_save(Vault(phone="+86138"), add=True)


def test_dumpdata_shows_sealed_text(table):
    with scope(1):
        vault = Vault.objects.create(settings={"secret": "S3cret!"}, phone="+86138")
        dumped = json.loads(serializers.serialize("json", [vault]))[0]["fields"]

    assert dumped["settings"].startswith("v1.")
    assert dumped["phone"].startswith("v1.")


@isolate_apps("changlai.kernel")
def test_field_outside_an_organisation_is_a_system_check_error():
    class Homeless(models.Model):
        secret = EncryptedTextField()

        class Meta:
            app_label = "kernel"

    assert [error.id for error in Homeless.check() if error.id == "kernel.E001"] == ["kernel.E001"]


def test_reencrypt_changes_every_value_in_batches_and_can_be_run_again(table, settings):
    with scope(1):
        vaults = [Vault.objects.create(settings={"n": n}, phone=f"+86138{n}") for n in range(5)]
    with scope(2):
        other = Vault.objects.create(settings={"n": 9})
    settings.FIELD_KEYS = NEW | OLD

    settings_field, phone = Vault._meta.get_field("settings"), Vault._meta.get_field("phone")
    assert rotation.reencrypt_field(settings_field, 1, batch=2) == rotation.Rotated(changed=5)
    assert rotation.reencrypt_field(phone, 1, batch=2) == rotation.Rotated(changed=5)
    assert rotation.reencrypt_field(settings_field, 1, batch=2) == rotation.Rotated()

    settings.FIELD_KEYS = NEW
    with scope(1):
        rows = list(Vault.objects.order_by("id"))
        assert [(v.settings, v.phone) for v in rows] == [({"n": n}, f"+86138{n}") for n in range(5)]
        assert rows[3].phone_index == blind_index("+861383", 1)
        assert [v.pk for v in rows] == [v.pk for v in vaults]
    with scope(2):
        assert raw("settings", id=other.pk).startswith("v1.old.")


def test_reencrypt_leaves_what_it_cannot_open(table, settings):
    with scope(1):
        lost = Vault.objects.create(settings={"n": 1})
        before = raw("settings", id=lost.pk)
    settings.FIELD_KEYS = NEW

    assert rotation.reencrypt_field(Vault._meta.get_field("settings"), 1) == rotation.Rotated(unreadable=1)
    with scope(1):
        assert raw("settings", id=lost.pk) == before


def test_key_usage_counts_and_names_unused_keys(table, settings, monkeypatch):
    fields = [Vault._meta.get_field("settings"), Vault._meta.get_field("phone")]
    monkeypatch.setattr(rotation, "encrypted_fields", lambda: iter(fields))
    with scope(1):
        Vault.objects.create(phone="+86138")
    settings.FIELD_KEYS = NEW | OLD
    with scope(2):
        Vault.objects.create()

    assert rotation.key_usage([1, 2]) == {"old": 2, "new": 1}
    assert rotation.unused_keys([1, 2]) == []
    assert rotation.reencrypt([1, 2]) == rotation.Rotated(changed=2)
    assert rotation.unused_keys([1, 2]) == ["old"]


def test_every_encrypted_field_of_the_house_is_found():
    found = {f"{field.model._meta.label}.{field.name}" for field in rotation.encrypted_fields()}

    assert "channels.Account.settings" in found
    assert all(apps.get_model(name.rpartition(".")[0]) for name in found)
