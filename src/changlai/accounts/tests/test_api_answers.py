"""The audit log and the reason why, for programs."""

import pytest
from django.test import Client

from changlai.accounts import actions
from changlai.accounts.models import Role
from changlai.accounts.tests.factories import make_member, make_organisation
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make_organisation("hemu")


@pytest.fixture
def admin(house):
    return make_member(house, name="Meng")


@pytest.fixture
def ask(admin):
    value = actions.create_api_token(member=admin, name="Shop", by=admin)[1]
    client = Client(headers={"authorization": f"Bearer {value}", "accept-language": "en"})

    def get(path):
        answer = client.get(f"/api/v1{path}")
        return answer.status_code, answer.json()

    return get


def test_why_a_colleague_may_not(house, ask):
    viewer = make_member(house, "viewer", name="Vera")

    _status, found = ask(f"/members/{viewer.pk}/access")

    reasons = {one["permission"]: (one["level"], one["reason"]) for one in found["decisions"]}
    assert reasons["settings.manage"][0] == "none"
    assert "Vera has the role “Viewer”" in reasons["settings.manage"][1]


@pytest.mark.parametrize("query", ["kind=customer&record_id=1", "kind=nonsense", f"kind=customer&record_id={2**70}"])
def test_records_that_are_not_there_are_not_told_apart(admin, ask, query):
    assert ask(f"/members/{admin.pk}/access?{query}")[0] == 404


def test_audit_log_is_read_filtered_and_paged(house, admin, ask):
    with scope(house.pk):
        for number in range(60):
            actions.copy_role(role=Role.objects.get(slug="agent"), name=f"Role {number}", by=admin)

    _status, first = ask("/audit?action=accounts.role")
    _status, second = ask(f"/audit?action=accounts.role&cursor={first['next']}")
    _status, other = ask("/audit?member_id=987654321&since=2026-01-01T00:00:00")

    labels = [line["label"] for line in first["items"] + second["items"]]
    assert labels == [f"Role {number}" for number in reversed(range(60))]
    assert (first["items"][0]["who"], first["items"][0]["deed"]) == ("Meng", "made a role")
    assert (second["next"], other["items"]) == (None, [])
