"""The machine room for programs."""

import pytest

from changlai.channels.events import InboundReceived
from changlai.kernel import db
from changlai.kernel.events import consumers, publish
from changlai.kernel.jobs import NewJob, add
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm, hire, settle
from tests.support.programs import program

pytestmark = pytest.mark.django_db(transaction=True)

JSON = "application/json"
HOME = "/api/v1/operations"
TIMELINE = "customers.timeline"


@pytest.fixture
def firm():
    return found_firm()


def bury(firm) -> int:
    """One dead event whose delivery is gone; its id."""
    with scope(firm.id):
        publish(
            InboundReceived(
                organisation_id=firm.id, key=1, account_id=firm.account.id, delivery_id=10**6, kind="message"
            )
        )
    with scope(firm.id):
        return int(
            db.value(
                """insert into event_dead (consumer, event_id, organisation_id, key, kind, body, error)
                   select %s, id, organisation_id, key, kind, body, 'ValueError: no' from event_log
                   where organisation_id = %s and kind = 'channels.InboundReceived' returning event_id""",
                (TIMELINE, firm.id),
            )
        )


def kill_job(firm) -> int:
    with scope(firm.id):
        add("jobs", [NewJob(firm.id, "channels.pull", {"n": 1}, "test")])
        db.run("update lease set state = 'dead', error = 'Permanent: gone' where unique_key = 'test'")
        return int(db.value("select id from lease where unique_key = 'test'"))


def test_everything_at_work(firm):
    settle()

    works = program(firm.admin).get(HOME).json()

    assert [one["name"] for one in works["consumers"]] == [one.name for one in consumers()]
    assert all(one["waiting"] == 0 for one in works["consumers"])


def test_dead_event_is_listed_looked_at_and_handled_again(firm):
    event_id = bury(firm)
    client = program(firm.admin)

    listed = client.get(f"{HOME}/dead-events").json()["items"]
    looked = client.get(f"{HOME}/dead-events/{event_id}", {"consumer": TIMELINE}).json()
    replayed = client.post(
        f"{HOME}/dead-events/replays", {"events": [{"consumer": TIMELINE, "event_id": event_id}]}, JSON
    )

    assert [(one["consumer"], one["event_id"], one["error"]) for one in listed] == [
        (TIMELINE, event_id, "ValueError: no")
    ]
    assert looked["body"]["delivery_id"] == 10**6
    assert replayed.json() == {"done": [event_id], "failed": []}
    assert client.get(f"{HOME}/dead-events").json()["items"] == []


def test_dead_letters_are_discarded_with_a_reason_only(firm):
    event_id, job_id = bury(firm), kill_job(firm)
    client = program(firm.admin)
    events = {"events": [{"consumer": TIMELINE, "event_id": event_id}]}

    assert client.post(f"{HOME}/dead-events/removals", {**events, "reason": " "}, JSON).status_code == 422
    assert client.post(f"{HOME}/dead-events/removals", {**events, "reason": "test"}, JSON).json() == {"count": 1}
    assert client.post(f"{HOME}/dead-jobs/removals", {"job_ids": [job_id], "reason": "test"}, JSON).json() == {
        "count": 1
    }
    assert client.get(f"{HOME}/dead-jobs/{job_id}").status_code == 404


def test_dead_job_is_tried_again(firm):
    job_id = kill_job(firm)
    client = program(firm.admin)

    assert client.get(f"{HOME}/dead-jobs/{job_id}").json()["body"] == {"n": 1}
    assert client.post(f"{HOME}/dead-jobs/revivals", {"job_ids": [job_id]}, JSON).json() == {"count": 1}
    assert client.get(f"{HOME}/dead-jobs").json()["items"] == []


def test_dead_jobs_are_folded_by_their_cause(firm):
    first = kill_job(firm)
    with scope(firm.id):
        add("jobs", [NewJob(firm.id, "channels.fetch", {"n": 2}, "test2")])
        db.run("update lease set state = 'dead', error = 'Permanent: gone' where unique_key = 'test2'")
    client = program(firm.admin)

    (cause,) = client.get(f"{HOME}/dead-jobs/causes").json()["items"]
    reason = client.get(f"{HOME}/dead-jobs").json()["items"][0]["reason"]
    revived = client.post(f"{HOME}/dead-jobs/revivals", {"job_ids": [first], "alike": True}, JSON).json()

    assert (cause["count"], cause["kinds"], cause["account_id"]) == (2, ["channels.fetch", "channels.pull"], None)
    assert (cause["reason"], reason, revived) == ("gone", "gone", {"count": 2})


def test_rewind_is_for_a_system_of_ones_own(firm):
    settle()
    client, body = program(firm.admin), {"consumer": TIMELINE, "since": "2020-01-01T00:00:00Z"}

    alone = client.post(f"{HOME}/rewinds", body, JSON)
    unknown = client.post(f"{HOME}/rewinds", {**body, "consumer": "nobody"}, JSON)
    found_firm("xuanniao")
    shared = client.post(f"{HOME}/rewinds", body, JSON)

    assert (alone.status_code, unknown.status_code, shared.status_code) == (202, 422, 422)


def test_only_operators_and_only_their_own(firm):
    other = found_firm("xuanniao")
    event_id, job_id = bury(other), kill_job(other)
    manager, client = program(hire(firm, "Manager", "manager")), program(firm.admin)

    assert manager.get(HOME).status_code == 403
    assert client.get(f"{HOME}/dead-events").json()["items"] == []
    assert client.get(f"{HOME}/dead-events/{event_id}", {"consumer": TIMELINE}).status_code == 404
    assert client.post(f"{HOME}/dead-jobs/revivals", {"job_ids": [job_id]}, JSON).json() == {"count": 0}
