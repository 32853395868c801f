"""The figures of an account: whatever came is counted in one place, and the places add up before everybody's eyes."""

import re

import pytest
from django.test import Client

from changlai.channels import actions, queries
from changlai.channels.contracts import Delivery
from changlai.channels.enums import Outcome
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.ui.preferences import LANGUAGE_COOKIE
from tests.support.house import NOON, another_account, deliver, found_firm, message, settle

pytestmark = pytest.mark.django_db(transaction=True)

ODD = Delivery(key="odd", kind="of_another_world", payload=b"{}", thread="u1", occurred_at=NOON)
EXPECTED = {
    "received": 7,
    "stored": 3,
    "repeated": 2,
    "skipped": 1,
    "failed": 1,
    "bells": 4,
    "refused": 5,
    "failed_calls": 6,
}


def figures(firm) -> dict[str, int]:
    with scope(firm.id):
        return {
            str(figure): count for figure, count in queries.health([firm.account.id])[firm.account.id].figures.items()
        }


def give_up(firm, delivery_id: int) -> None:
    """As the reader does with an event that two consumers cannot handle."""
    for consumer in ("a.one", "b.two"):
        db.run(
            """insert into event_dead (consumer, event_id, organisation_id, key, kind, body, error)
            select %s, id, organisation_id, key, kind, body, 'x' from event_log
            where organisation_id = %s and (body->>'delivery_id')::bigint = %s""",
            (consumer, firm.id, delivery_id),
        )


def busy_week():
    """An account to which everything has happened, beside one to which a little has."""
    firm = found_firm()
    told = [message("u1", text, number=number) for number, text in enumerate(("one", "two", "three", "four"), 1)]
    deliver(firm, *told, ODD, told[0], told[1])
    deliver(another_account(firm), message("u1", "elsewhere", number=9))
    settle()
    with scope(firm.id):
        give_up(firm, queries.deliveries(firm.account)[-1].id)
        actions.note(firm.account, Outcome.RECEIVED, "bell", 4)
        actions.note(firm.account, Outcome.REFUSED, "bad_signature", 5)
        actions.note(firm.account, Outcome.FAILED, "pull:40014", 6)
    return firm


def test_what_was_received_is_stored_repeated_skipped_or_failed():
    assert figures(busy_week()) == EXPECTED


def test_a_replay_is_nothing_new_received():
    firm = busy_week()

    with scope(firm.id):
        ids = [delivery.id for delivery in queries.deliveries(firm.account)]
        actions.replay(account=firm.account, delivery_ids=ids, by=firm.admin)
    settle()

    assert figures(firm) == EXPECTED


def test_what_a_rewound_consumer_skips_once_more_is_not_taken_from_what_was_stored_twice_over():
    firm = busy_week()
    with scope(firm.id):
        actions.note(firm.account, Outcome.SKIPPED, "unknown_event", 100)

    found = figures(firm)

    assert found["received"] == sum(found[name] for name in ("stored", "repeated", "skipped", "failed")) == 7


def test_the_page_shows_the_sum_and_why():
    firm = busy_week()
    client = Client()
    client.cookies[LANGUAGE_COOKIE] = "en"
    client.force_login(firm.admin.user)

    html = client.get(f"/o/hemu/settings/channels/{firm.account.id}/").content.decode()

    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))
    assert "Received 7 arrived here Stored = 3 new, and taken in Repeated + 2" in words
    assert "Skipped + 1 kept, but without effect Failed + 1" in words
    assert "Bells 4 there is something to fetch Refused 5" in words
    assert "6 Failed calls Fetching news failed (platform code 40014)." in words
    assert "The platform rang" not in words
