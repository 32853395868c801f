"""Secrets are made once and kept close; an operator's own environment wins."""

import contextlib
import os
import stat

import pytest

from changlai.cli.environment import (
    make_secrets,
    new_field_key,
    ready_environment,
    replace_field_keys,
    running,
)
from changlai.cli.errors import Trouble
from changlai.cli.supervision.plan import Plan, held_ports, is_free, require_port
from changlai.cli.supervision.state import only_one
from changlai.cli.tests.support import listening_socket


@pytest.fixture(autouse=True)
def own_environment(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("CHANGLAI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CHANGLAI_DATA", str(tmp_path))
    saved = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(saved)


def test_secrets_are_made_once_and_readable_by_the_owner_only(tmp_path):
    first = make_secrets(tmp_path)

    assert make_secrets(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert len(first.secret_key) >= 50
    assert first.secret_key not in repr(first)


def test_two_installations_share_no_secret(tmp_path):
    one, other = make_secrets(tmp_path / "one"), make_secrets(tmp_path / "other")

    assert one.secret_key != other.secret_key
    assert one.field_keys != other.field_keys


def test_new_field_keys_keep_the_secret_key(tmp_path):
    before = make_secrets(tmp_path)

    replace_field_keys(tmp_path, f"{new_field_key('k2')},{before.field_keys}")

    after = make_secrets(tmp_path)
    assert after.secret_key == before.secret_key
    assert after.field_keys.endswith(f",{before.field_keys}")


def test_operators_server_without_operators_secrets_is_refused(monkeypatch):
    monkeypatch.setenv("CHANGLAI_DATABASE_URL", "postgresql://x@127.0.0.1:1/x")

    with pytest.raises(Trouble, match="CHANGLAI_SECRET_KEY and CHANGLAI_FIELD_KEYS"), ready_environment():
        pass


def test_operators_environment_wins_over_the_file(monkeypatch, tmp_path):
    monkeypatch.setenv("CHANGLAI_DATABASE_URL", "postgresql://x@127.0.0.1:1/x")
    monkeypatch.setenv("CHANGLAI_SECRET_KEY", "s" * 60)
    monkeypatch.setenv("CHANGLAI_FIELD_KEYS", "k9:abc")

    with ready_environment():
        found = (os.environ["CHANGLAI_SECRET_KEY"], os.environ["CHANGLAI_FIELD_KEYS"])

    assert found == ("s" * 60, "k9:abc")
    assert not (tmp_path / "secrets.json").exists()


def test_demo_opens_the_outbound_door_to_the_sandbox_only(tmp_path):
    plan = Plan(tmp_path, "127.0.0.1", 8001, 2, True, 9791)

    environment = plan.environment("postgresql://db")

    told = {name: environment[name] for name in environment if name.startswith("CHANGLAI_") and "KEY" not in name}
    password = told.pop("CHANGLAI_MAIL_PASSWORD")
    assert plan.sandbox().environment["SANDBOX_MAILBOX"] == f"no-reply@changlai.example:{password}"
    assert password not in (tmp_path / "secrets.json").read_text()
    assert told == {
        "CHANGLAI_DATA": str(tmp_path),
        "CHANGLAI_DATABASE_URL": "postgresql://db",
        "CHANGLAI_PUBLIC_URL": "http://127.0.0.1:8001",
        "CHANGLAI_PORT": "8001",
        "CHANGLAI_WORKERS": "2",
        "CHANGLAI_SANDBOX_URL": "http://127.0.0.1:9791",
        "CHANGLAI_WECOM_URL": "http://127.0.0.1:9791",
        "CHANGLAI_WEIBO_URL": "http://127.0.0.1:9791",
        "CHANGLAI_OUTBOUND_ALLOW": "127.0.0.1:9791,localhost:9792,localhost:9793",
        "CHANGLAI_MAIL_CA": str(tmp_path / "sandbox" / "mail-authority.pem"),
        "CHANGLAI_MAIL_HOST": "localhost",
        "CHANGLAI_MAIL_PORT": "9793",
        "CHANGLAI_MAIL_SECURITY": "tls",
        "CHANGLAI_MAIL_USER": "no-reply@changlai.example",
        "CHANGLAI_MAIL_FROM": "Changlai <no-reply@changlai.example>",
    }


def test_mails_of_a_trial_and_of_an_operator_with_a_server_do_not_go_to_the_sandbox(tmp_path, monkeypatch):
    trial = Plan(tmp_path, "127.0.0.1", 8001, 1, False, 9791)
    assert "CHANGLAI_MAIL_HOST" not in trial.environment("postgresql://db")
    assert "SANDBOX_MAILBOX" not in trial.sandbox().environment

    monkeypatch.setenv("CHANGLAI_MAIL_HOST", "mail.example.com")
    demo = Plan(tmp_path, "127.0.0.1", 8001, 1, True, 9791).environment("postgresql://db")
    assert (demo["CHANGLAI_MAIL_HOST"], "CHANGLAI_MAIL_USER" in demo) == ("mail.example.com", False)


def test_command_that_ends_while_up_begins_leaves_the_database_to_it(tmp_path):
    data = tmp_path / "house"
    with running(data) as cluster:
        pass
    stopped = cluster.pid  # who found it stopped leaves it stopped

    with contextlib.ExitStack() as begun:
        with running(data) as cluster:
            begun.enter_context(only_one(data))
        left = cluster.pid
        cluster.stop()

    assert stopped is None
    assert left is not None


def test_without_demo_nothing_is_allowed_out(tmp_path):
    environment = Plan(tmp_path, "", 8001, 1, False, None).environment("postgresql://db")

    assert not {"CHANGLAI_SANDBOX_URL", "CHANGLAI_WECOM_URL", "CHANGLAI_OUTBOUND_ALLOW"} & environment.keys()
    assert environment["CHANGLAI_PUBLIC_URL"] == "http://127.0.0.1:8001"


def test_sandbox_gets_none_of_our_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("CHANGLAI_SECRET_KEY", "s" * 60)

    service = Plan(tmp_path, "127.0.0.1", 8001, 1, True, 9791).sandbox()

    assert not any(name.startswith("CHANGLAI_") for name in service.environment)


def test_taken_port_is_told_or_avoided():
    with listening_socket() as port:
        assert not is_free("127.0.0.1", port)
        with held_ports(port) as one, held_ports(port - 1, in_a_row=2) as other:
            assert one != port
            assert other != port - 1
        with pytest.raises(Trouble, match=f"port {port} is taken by another program; try --port 1"):
            require_port("127.0.0.1", port, "try --port 1")


def test_two_who_begin_at_once_never_take_the_same_ports():
    with held_ports(20_000, in_a_row=3) as first, held_ports(first, in_a_row=3) as second:
        assert not {first, first + 1, first + 2} & {second, second + 1, second + 2}
        with held_ports(first + 1) as third:
            assert third not in {first, first + 1, first + 2}
    with held_ports(first) as again:
        assert again == first


@pytest.mark.parametrize(
    ("public_url", "is_demo", "wanted"),
    [
        ("", False, True),
        ("http://localhost:8000", False, True),
        ("https://crm.example.com", False, False),
        ("https://crm.example.com", True, True),
    ],
)
def test_sandbox_runs_where_no_platform_could_call_back(tmp_path, monkeypatch, public_url, is_demo, wanted):
    monkeypatch.setenv("CHANGLAI_PUBLIC_URL", public_url)

    assert Plan(tmp_path, "127.0.0.1", 8001, 1, is_demo, None).wants_sandbox is wanted
