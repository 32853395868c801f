"""Channel accounts for programs."""

import pytest

from changlai.channels import actions, queries
from changlai.channels.enums import Outcome
from changlai.kernel.tenancy import scope
from tests.support.house import another_account, deliver, found_firm, hire, message
from tests.support.programs import program

pytestmark = pytest.mark.django_db

JSON = "application/json"
HOME = "/api/v1/channel-accounts"


@pytest.fixture
def firm():
    return found_firm()


def test_accounts_and_their_health_without_any_secret(firm):
    deliver(firm, message("u1", "hi"))
    with scope(firm.id):
        actions.note(firm.account, Outcome.REFUSED, "bad_signature", 3)
    client = program(firm.admin)

    accounts_answer = client.get(HOME)
    health = client.get(f"{HOME}/{firm.account.id}/health").json()

    assert [one["name"] for one in accounts_answer.json()["items"]] == ["官网"]
    assert "whsec_" not in accounts_answer.content.decode()
    assert firm.account.hook_key not in accounts_answer.content.decode()
    assert (health["counts"]["stored"], health["counts"]["refused"]) == (1, 3)
    assert {"outcome": "refused", "reason": "bad_signature", "count": 3} in health["reasons"]
    assert health["last_received_at"] is not None


def test_accounts_come_a_page_at_a_time(firm, monkeypatch):
    monkeypatch.setattr(queries, "ACCOUNTS", 2)
    others = [another_account(firm).account for _ in range(2)]
    client = program(firm.admin)

    first = client.get(HOME).json()
    second = client.get(HOME, {"cursor": first["next"]}).json()

    assert [one["id"] for one in first["items"]] == [firm.account.id, others[0].id]
    assert [one["id"] for one in second["items"]] == [others[1].id]
    assert second["next"] is None


def test_raw_deliveries_come_without_their_words(firm):
    deliver(firm, message("u1", "secret words"))

    answer = program(firm.admin).get(f"{HOME}/{firm.account.id}/deliveries")

    assert [one["kind"] for one in answer.json()["items"]] == ["message"]
    assert "secret words" not in answer.content.decode()


def test_replay_counts_its_own_deliveries_only(firm):
    shop = another_account(firm)
    deliver(firm, message("u1", "one"))
    deliver(shop, message("u1", "two"))
    with scope(firm.id):
        ids = [queries.deliveries(one.account)[0].id for one in (firm, shop)]
    client, path = program(firm.admin), f"{HOME}/{firm.account.id}/replays"

    chosen = client.post(path, {"delivery_ids": ids}, JSON)
    since = client.post(path, {"since": "2020-01-01T00:00:00Z"}, JSON)
    nothing = client.post(path, {}, JSON)
    naive = client.post(path, {"since": "2020-01-01T00:00:00"}, JSON)

    assert (chosen.status_code, chosen.json()) == (202, {"count": 1})
    assert since.json() == {"count": 1}
    assert (nothing.status_code, naive.status_code) == (422, 422)


def test_pulling_everything_again_is_accepted(firm):
    assert program(firm.admin).post(f"{HOME}/{firm.account.id}/pulls", "{}", JSON).status_code == 202


@pytest.mark.parametrize("tail", ["pulls", "replays"])
def test_only_who_may_manage_acts(firm, tail):
    manager, agent = hire(firm, "Manager", "manager"), hire(firm, "Agent", "agent")

    assert program(manager).post(f"{HOME}/{firm.account.id}/{tail}", "{}", JSON).status_code == 403
    assert program(manager).get(f"{HOME}/{firm.account.id}/health").status_code == 200
    assert program(agent).get(HOME).status_code == 403


def test_another_organisations_account_is_not_found(firm):
    other = found_firm("xuanniao")
    client = program(firm.admin)

    assert client.get(f"{HOME}/{other.account.id}/health").status_code == 404
    assert client.post(f"{HOME}/{other.account.id}/replays", {"delivery_ids": [1]}, JSON).status_code == 404
    assert [one["id"] for one in client.get(HOME).json()["items"]] == [firm.account.id]
