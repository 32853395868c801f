"""Letting a consumer read again, from the page and from the console."""

from datetime import UTC, datetime

import pytest

from changlai.kernel import db
from changlai.kernel.events import consumers
from changlai.kernel.tenancy import scope
from changlai.web.operations import actions
from changlai.web.operations.tests.test_pages import HOME, audited, browser, words
from tests.support.house import deliver, found_firm, later, message, settle

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = ("customers_customer", "customers_identity", "customers_interaction", "inbox_conversation", "inbox_message")


@pytest.fixture
def firm():
    return found_firm()


def test_rewind_names_what_repeats_and_waits_for_the_word(firm):
    deliver(firm, message("u1", "one"), message("u1", "two", at=later(1)))
    settle()
    client, path = browser(firm.admin), f"{HOME}consumers/customers.timeline/rewind/"

    asked = client.post(path, {"since": "2020-01-01T00:00"})
    lag = db.value("select sum(waiting) from event_backlog() where consumer = 'customers.timeline'")
    confirmed = client.post(path, {"since": "2020-01-01T00:00", "confirmed": "1"})
    lag_after = db.value("select sum(waiting) from event_backlog() where consumer = 'customers.timeline'")

    assert "channels.InboundReceived 2" in words(asked)
    assert lag == 0
    assert lag_after > 0
    assert "reads again from the chosen moment" in words(client.get(confirmed["Location"]))
    assert [entry["consumer"] for entry in audited(firm, "operations.rewound")] == ["customers.timeline"]


def test_rewinding_every_consumer_from_the_page_changes_nothing(firm):
    deliver(firm, *(message(f"u{n % 3}", f"t{n}", at=later(n)) for n in range(9)))
    settle()

    def picture():
        with scope(firm.id):
            return {table: db.rows(f"select to_jsonb(t) from {table} t order by id") for table in TABLES}  # noqa: S608 - our own names

    before = picture()
    for consumer in consumers():
        path = f"{HOME}consumers/{consumer.name}/rewind/"
        response = browser(firm.admin).post(path, {"since": "2020-01-01T00:00", "confirmed": "1"})
        assert response.status_code == 302
    settle()

    assert picture() == before


@pytest.mark.parametrize(
    ("since", "sentence"), [("", "Choose a moment"), ("x", "not a date"), ("2999-01-01", "future")]
)
def test_a_bad_moment_is_refused_in_words(firm, since, sentence):
    response = browser(firm.admin).post(f"{HOME}consumers/customers.timeline/rewind/", {"since": since})

    assert response.status_code == 422
    assert sentence in words(response)


def test_rewind_of_a_shared_system_is_its_operators(firm):
    found_firm("xuanniao")

    response = browser(firm.admin).get(f"{HOME}consumers/customers.timeline/rewind/")

    assert response.status_code == 422
    assert "Several organisations share this system" in words(response)
    assert browser(firm.admin).get(f"{HOME}consumers/nobody/rewind/").status_code == 404


def test_console_rewinds_a_shared_system_and_tells_every_organisation(firm):
    other = found_firm("xuanniao")
    deliver(firm, message("u1", "one"))
    settle()

    moment = datetime(2020, 1, 1, tzinfo=UTC)
    shards = actions.rewind_system(consumer="customers.timeline", moment=moment, organisations=[firm.id, other.id])

    assert shards > 0
    for house in (firm, other):
        assert [entry["consumer"] for entry in audited(house, "operations.rewound")] == ["customers.timeline"]
