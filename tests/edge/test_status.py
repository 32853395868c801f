"""Alive, ready, and figures for this machine only."""

from changlai.channels import outbound
from changlai.channels.contracts import Content
from changlai.channels.models import Outbox
from changlai.kernel.tenancy import scope
from tests.support.house import Firm, deliver, message


def test_health_needs_nothing(server):
    answer = server.ask("/healthz")

    assert (answer.status, answer.body) == (200, b"ok")
    assert answer.headers["cache-control"] == "no-store"


def test_ready_says_so(server):
    answer = server.ask("/readyz")

    assert (answer.status, answer.body) == (200, b'{"ready": true, "reasons": []}')


def test_ready_names_migrations_that_are_missing(server, test_database):
    import psycopg  # noqa: PLC0415 (only here)

    with psycopg.connect(test_database.cluster.admin_url(test_database.name)) as connection:
        connection.execute("delete from django_migrations where app = 'inbox' and name = '0001_initial'")
        connection.commit()
        missing = server.ask("/readyz")
        connection.execute("insert into django_migrations (app, name, applied) values ('inbox', '0001_initial', now())")
        connection.commit()

    assert missing.status == 503
    assert b"migrations: 1 are not applied" in missing.body
    assert server.ask("/readyz").status == 200


def test_metrics_tell_what_waits_and_what_was_sent(server, firm: Firm):
    deliver(firm, message("u1", "hello"))
    with scope(firm.id):
        for number, state in enumerate(("sent", "sent", "failed")):
            row = outbound.enqueue(
                account=firm.account, key=f"k{number}", reference=f"r{number}", thread=1, address={}, content=Content()
            )
            Outbox.objects.filter(id=row.pk).update(state=state)

    text = server.ask("/metrics").body.decode()

    assert "changlai_log_position " in text
    assert 'changlai_queue_waiting{queue="outbox"} 1\n' in text
    assert 'changlai_sends_last_hour{channel="webhook",state="failed"} 1\n' in text
    assert 'changlai_sends_last_hour{channel="webhook",state="sent"} 2\n' in text
    assert "changlai_database_up 1\n" in text
    assert "hemu" not in text


def test_metrics_are_refused_to_whoever_comes_through_a_proxy(server):
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        assert server.ask("/metrics", headers={name: "203.0.113.9"}).status == 404
