"""Tags for programs."""

import pytest

from changlai.customers.tests.factories import make_customer
from changlai.tags.tests.factories import make_group
from tests.support.house import Firm, found_firm, hire
from tests.support.programs import program, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def test_group_and_tags_from_making_to_deleting(firm):
    client = program(firm.admin)

    group = send(client, "POST", "/tag-groups", {"name": "Interest", "tone": 2, "is_exclusive": True}).json()
    low, high = (
        send(client, "POST", f"/tag-groups/{group['id']}/tags", {"name": name}).json() for name in ("low", "high")
    )
    twice = send(client, "POST", f"/tag-groups/{group['id']}/tags", {"name": "low"})
    ordered = send(client, "PUT", f"/tag-groups/{group['id']}/order", {"ids": [high["id"], low["id"]]}).json()
    renamed = send(client, "PUT", f"/tags/{high['id']}", {"name": "very high"}).json()
    merged = send(client, "POST", f"/tags/{low['id']}/merge", {"into_id": high["id"]}).json()
    gone = send(client, "DELETE", f"/tag-groups/{group['id']}")

    assert (twice.status_code, twice.json()["rule"]) == (409, "tags.name_taken")
    assert [tag["name"] for tag in ordered["tags"]] == ["high", "low"]
    assert (renamed["name"], merged["id"], gone.status_code) == ("very high", high["id"], 204)
    assert client.get("/api/v1/tag-groups").json() == {"items": []}


def test_customers_are_marked_one_by_one_and_together(firm):
    client = program(firm.admin)
    _, (low, high) = make_group(firm, "Interest", "low", "high", is_exclusive=True)
    lin, zhou = make_customer(firm, "Lin"), make_customer(firm, "Zhou")
    foreign = make_customer(found_firm("xuanniao"), "Lin")

    one = send(client, "POST", f"/customers/{lin.pk}/tags", {"add": [low.pk], "reason": "form"}).json()
    many = send(
        client, "POST", "/customers/tags", {"customer_ids": [lin.pk, zhou.pk, foreign.pk], "add": [high.pk]}
    ).json()
    both = send(client, "POST", f"/customers/{lin.pk}/tags", {"add": [low.pk, high.pk]})
    unknown = send(client, "POST", f"/customers/{lin.pk}/tags", {"add": [999_999]})

    assert [(row["name"], row["by"], row["way"], row["reason"]) for row in one] == [("low", "孟佳", "api", "form")]
    assert many == {"added": 2, "removed": 0, "unchanged": 0, "refused_ids": [foreign.pk]}
    assert (both.status_code, both.json()["rule"]) == (422, "tags.one_of_group")
    assert unknown.status_code == 404
    assert [row["name"] for row in client.get(f"/api/v1/customers/{lin.pk}/tags").json()] == ["high"]
    found = client.get(f"/api/v1/tags/{high.pk}/customers").json()
    assert ([row["name"] for row in found["items"]], found["next"]) == (["Zhou", "Lin"], None)


def test_only_those_who_may_manage_tags_do(firm):
    client = program(hire(firm, "Agent", "agent"))

    assert send(client, "POST", "/tag-groups", {"name": "Mine"}).status_code == 403
    assert client.get("/api/v1/tag-groups").status_code == 200


def test_sales_mark_their_own_customers_only(firm):
    li = hire(firm, "Li", "sales")
    client = program(li)
    _, (bed,) = make_group(firm, "Wants", "bed")
    mine, other = make_customer(firm, "Mine", owner=li), make_customer(firm, "Other")

    done = send(client, "POST", "/customers/tags", {"customer_ids": [mine.pk, other.pk], "add": [bed.pk]}).json()

    assert done == {"added": 1, "removed": 0, "unchanged": 0, "refused_ids": [other.pk]}
    assert send(client, "POST", f"/customers/{other.pk}/tags", {"add": [bed.pk]}).status_code == 404
