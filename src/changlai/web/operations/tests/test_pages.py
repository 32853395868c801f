"""The machine room as an operator uses it: see, handle again, discard, rewind; never another organisation's rows."""

import re

import pytest
from django.test import Client

from changlai.channels.events import InboundReceived
from changlai.kernel import db
from changlai.kernel.events import consumers, dead, publish
from changlai.kernel.jobs import NewJob, add, handlers
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from changlai.ui.preferences import LANGUAGE_COOKIE
from changlai.web.operations import queries
from tests.support.house import deliver, found_firm, hire, message, settle

pytestmark = pytest.mark.django_db(transaction=True)

HTMX = {"hx_request": "true"}
HOME = "/o/hemu/settings/operations/"


@pytest.fixture
def firm():
    return found_firm()


def browser(member, **headers) -> Client:
    client = Client(headers=headers)
    client.cookies[LANGUAGE_COOKIE] = "en"
    client.force_login(member.user)
    return client


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def bury(firm, *numbers, consumer="customers.timeline", error="ValueError: no"):
    """Dead events whose deliveries are gone, so that handling them again works and changes nothing."""
    with scope(firm.id):
        for number in numbers:
            publish(
                InboundReceived(
                    organisation_id=firm.id,
                    key=1,
                    account_id=firm.account.id,
                    delivery_id=10**6 + number,
                    kind="message",
                )
            )
    with scope(firm.id):
        db.run(
            """insert into event_dead (consumer, event_id, organisation_id, key, kind, body, error)
               select %s, id, organisation_id, key, kind, body, %s from event_log where organisation_id = %s
               and (body->>'delivery_id')::bigint = any(%s) on conflict do nothing""",
            (consumer, error, firm.id, [10**6 + number for number in numbers]),
        )


def dead_ids(firm) -> list[int]:
    with scope(firm.id):
        return sorted(row.event_id for row in dead.page([firm.id]))


def kill_jobs(firm, *numbers, error="Permanent: the account was removed"):
    with scope(firm.id):
        add("jobs", [NewJob(firm.id, "channels.pull", {"n": n}, f"test:{n}") for n in numbers])
        db.run("update lease set state = 'dead', attempts = 8, error = %s where unique_key like 'test:%%'", (error,))
        return [row[0] for row in db.rows("select id from lease where state = 'dead' order by id")]


def audited(firm, action):
    with scope(firm.id):
        return [entry.changes for entry in AuditEntry.objects.filter(action=action).order_by("id")]


def test_overview_shows_every_consumer_queue_and_clock(firm):
    deliver(firm, message("u1", "hi"))
    settle(["inbox.messages"])

    page = words(browser(firm.admin).get(HOME))

    for consumer in consumers():
        assert consumer.name in page
    assert "Up to date" in page


def test_flow_names_every_pair(firm):
    page = words(browser(firm.admin).get(f"{HOME}flow/"))

    for consumer in consumers():
        assert consumer.name in page
        assert all(kind in page for kind in consumer.kinds)


@pytest.mark.parametrize("path", ["", "flow/", "events/", "jobs/"])
def test_only_operators_come_in(firm, path):
    manager = hire(firm, "Manager", "manager")

    assert browser(firm.admin).get(HOME + path).status_code == 200
    assert browser(manager).get(HOME + path).status_code == 403


def test_dead_events_say_why_and_are_handled_again(firm):
    bury(firm, 1, 2, 3)
    client = browser(firm.admin)
    page = words(client.get(f"{HOME}events/"))
    first, *rest = dead_ids(firm)

    response = client.post(f"{HOME}events/replay/", {"event": [f"customers.timeline/{first}"]})
    told = words(client.get(response["Location"]))

    assert "A mistake in the program (ValueError)" in page
    assert "1 event was handled." in told
    assert dead_ids(firm) == rest
    assert audited(firm, "operations.events_replayed") == [
        {"consumer": "customers.timeline", "done": [first], "failed": []}
    ]


def test_all_dead_events_of_a_consumer_are_handled_at_once(firm):
    bury(firm, 1, 2, 3)

    browser(firm.admin).post(f"{HOME}events/replay/", {"all": "customers.timeline"})

    assert dead_ids(firm) == []


def test_discarding_takes_a_reason_and_is_written_down(firm):
    bury(firm, 1)
    (event_id,) = dead_ids(firm)
    client, ticked = browser(firm.admin), {"event": [f"customers.timeline/{event_id}"]}

    refused = client.post(f"{HOME}events/removal/", ticked)
    assert (refused.status_code, dead_ids(firm)) == (422, [event_id])
    assert "Write why these are discarded" in words(refused)
    client.post(f"{HOME}events/removal/", {**ticked, "reason": "test data"})

    assert dead_ids(firm) == []
    assert audited(firm, "operations.events_discarded") == [
        {"events": [["customers.timeline", event_id]], "reason": "test data"}
    ]


def test_payload_of_an_event_is_shown_and_looking_is_written_down(firm):
    bury(firm, 1)
    (event_id,) = dead_ids(firm)

    response = browser(firm.admin, **HTMX).get(f"{HOME}events/customers.timeline/{event_id}/")

    assert "1000001" in words(response)
    assert response["Cache-Control"] == "no-store"
    assert audited(firm, "operations.payload_seen") == [{"event": ["customers.timeline", event_id]}]


def test_another_organisations_dead_events_and_jobs_are_out_of_reach(firm):
    other = found_firm("xuanniao")
    bury(other, 1)
    (event_id,), (job_id,) = dead_ids(other), kill_jobs(other, 1)
    client = browser(firm.admin)

    assert "Nothing lies dead" in words(client.get(f"{HOME}events/"))
    assert "No job was given up" in words(client.get(f"{HOME}jobs/"))
    assert client.get(f"{HOME}jobs/{job_id}/alike/").status_code == 404
    assert client.get(f"{HOME}events/customers.timeline/{event_id}/").status_code == 404
    assert client.get(f"{HOME}jobs/{job_id}/").status_code == 404
    client.post(f"{HOME}events/removal/", {"event": [f"customers.timeline/{event_id}"], "reason": "x"})
    client.post(f"{HOME}events/replay/", {"all": "customers.timeline"})
    client.post(f"{HOME}jobs/removal/", {"cause": [job_id], "reason": "x"})
    client.post(f"{HOME}jobs/revival/", {"cause": [job_id]})
    client.post(f"{HOME}jobs/revival/", {"job": [job_id]})

    assert dead_ids(other) == [event_id]
    with scope(other.id):
        assert db.value("select state from lease where id = %s", (job_id,)) == "dead"


def alive(firm):
    with scope(firm.id):
        found = db.rows("select id from lease where unique_key like 'test:%%' and state = 'ready' order by id")
    return [row[0] for row in found]


def test_dead_jobs_say_why_and_are_tried_again_or_discarded(firm):
    (first,) = kill_jobs(firm, 1)
    (second,) = set(kill_jobs(firm, 2)) - {first}
    client = browser(firm.admin)
    with scope(firm.id):
        db.run("update lease set error = 'KeyError: x' where id = %s", (second,))

    page = words(client.get(f"{HOME}jobs/"))
    client.post(f"{HOME}jobs/revival/", {"cause": [first]})
    refused = client.post(f"{HOME}jobs/removal/", {"cause": [second], "reason": " "})
    client.post(f"{HOME}jobs/removal/", {"cause": [second], "reason": "the account is gone"})

    assert "the account was removed" in page
    assert "Permanent" not in page
    assert refused.status_code == 422
    assert alive(firm) == [first]
    with scope(firm.id):
        assert db.value("select count(*) from lease where id = %s", (second,)) == 0
    assert audited(firm, "operations.jobs_discarded") == [{"jobs": [second], "reason": "the account is gone"}]


def test_what_one_cause_stopped_is_one_row_and_tried_again_at_once(firm):
    said = "Permanent: WeCom does not know this corp ID."
    ids = kill_jobs(firm, 1, 2, 3, error=said)
    with scope(firm.id):
        db.run(
            "update lease set body = json_build_object('account_id', %s::bigint) where id = any(%s)",
            (firm.account.id, ids),
        )
        db.run("update lease set kind = 'tags.mark' where id = %s", (ids[0],))
        add("jobs", [NewJob(firm.id, "channels.pull", {}, "test:9")])
        db.run("update lease set state = 'dead', error = %s where unique_key = 'test:9'", (said,))
    client = browser(firm.admin, **HTMX)

    page = words(client.get(f"{HOME}jobs/"))
    dialog = words(client.get(f"{HOME}jobs/{ids[0]}/alike/"))
    client.post(f"{HOME}jobs/revival/", {"cause": [ids[2]]})

    assert page.count("WeCom does not know this corp ID.") == 2  # one of them over no account
    assert ("3 jobs" in page, "1 job" in page, firm.account.name in page) == (True, True, True)
    assert ("Fetch what is new from a platform" in page, "Mark a customer on a platform" in page) == (True, True)
    assert all(str(one) in dialog for one in ids)
    assert alive(firm) == ids
    assert audited(firm, "operations.jobs_revived") == [{"jobs": ids}]


def test_one_job_is_tried_again_alone(firm):
    first, second = kill_jobs(firm, 1, 2)
    client = browser(firm.admin)
    assert client.get(f"{HOME}jobs/{second}/").status_code == 200

    client.post(f"{HOME}jobs/revival/", {"job": [first]})

    assert alive(firm) == [first]


def test_every_kind_of_job_has_words():
    assert handlers().keys() - queries.works().keys() == set()


@pytest.mark.parametrize("path", ["events/replay/", "events/removal/", "jobs/revival/", "jobs/removal/"])
@pytest.mark.parametrize(
    "data", [{}, {"event": ["x", "a/b", "c/-1", "\x00/1"], "job": ["x", "²", "9" * 40], "cause": ["x"]}]
)
def test_nothing_ticked_is_refused_in_words(firm, path, data):
    response = browser(firm.admin).post(HOME + path, {**data, "reason": "r"})

    assert response.status_code == 422
    assert "Nothing is ticked" in words(response)


def test_replay_for_a_consumer_that_is_gone_is_refused_in_words(firm):
    bury(firm, 1, consumer="old.consumer")

    response = browser(firm.admin).post(f"{HOME}events/replay/", {"all": "old.consumer"})

    assert response.status_code == 422
    assert "no longer has the consumer “old.consumer”" in words(response)
