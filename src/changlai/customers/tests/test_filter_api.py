"""The filter language for programs."""

import json

import pytest

from changlai.customers.models import Customer
from changlai.customers.tests.factories import make_customer
from changlai.customers.tests.finding import read_all
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm, hire
from tests.support.programs import program

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def firm():
    return found_firm()


def people(firm, count=3):
    found = [make_customer(firm, f"C{number}") for number in range(count)]
    with scope(firm.id):
        Customer.objects.filter(pk=found[0].pk).update(city="上海")
    return found


def post(client, path, tree, language="en"):
    headers = {"accept-language": language}
    return client.post(f"/api/v1/filters/customer/{path}", {"filter": tree}, content_type=JSON, headers=headers)


def test_attributes_say_what_they_are_compared_by(firm):
    found = program(hire(firm, "小周", "sales")).get("/api/v1/filters/customer/attributes").json()["items"]
    by_path = {one["path"]: one for one in found}

    assert by_path["created_at"]["is_sortable"]
    assert {"operator": "last_days", "takes": "days"} in by_path["last_interaction_at"]["operators"]
    assert [one["value"] for one in by_path["gender"]["options"]] == ["male", "female"]
    assert by_path["activity"]["operators"][0] == {"operator": "did", "takes": "behaviour"}
    assert (by_path["phone"]["is_masked"], by_path["phone"]["operators"]) == (True, [])


def test_check_explains_counts_and_shows_some(firm):
    first, *_others = people(firm)
    tree = {"all": [{"path": "city", "is": "上海"}, {"not": {"path": "created_at", "last_days": 7}}]}
    client = program(firm.admin)

    english = post(client, "check", {"all": [tree["all"][0]]}).json()
    chinese = post(client, "check", tree, "zh-hans").json()

    assert english["text"] == "City is “上海”"
    assert (english["count"], [one["id"] for one in english["sample"]]) == (1, [first.pk])
    assert chinese["text"] == "城市是“上海” 且 不满足（建档时间在近 7 天内）"
    assert chinese["conditions"][1] == {"place": "/all/1/not", "text": "建档时间在近 7 天内"}


def test_what_is_wrong_is_named_with_its_place(firm):
    answer = post(program(firm.admin), "check", {"all": [{"path": "city", "is": "x"}, {"path": "age", "is": 3}]})

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("Condition 2 (age): There is nothing of this name here")


def test_reasons_answer_for_each_condition(firm):
    first, second, _third = people(firm)
    tree = {"all": [{"path": "city", "is": "上海"}, {"path": "has_phone", "is": False}]}
    client = program(firm.admin)

    answer = post(client, f"records/{second.pk}/reasons", tree).json()

    assert answer["is_in"] is False
    assert [(one["place"], one["holds"]) for one in answer["conditions"]] == [("/all/0", False), ("/all/1", True)]
    assert post(client, f"records/{first.pk}/reasons", tree).json()["is_in"] is True
    assert post(client, "records/999999/reasons", tree).status_code == 404


def test_who_may_not_see_a_customer_learns_nothing_about_it(firm):
    first, *_others = people(firm)
    stranger = found_firm("other", "别家")
    tree = {"path": "city", "is": "上海"}

    assert post(program(hire(firm, "小周", "sales")), f"records/{first.pk}/reasons", tree).status_code == 404
    assert post(program(stranger.admin), f"records/{first.pk}/reasons", tree).status_code == 404
    assert post(program(stranger.admin), "check", tree).json()["count"] == 0
    assert program(firm.admin).get("/api/v1/filters/unicorn/attributes").status_code == 404


def test_list_takes_a_tree_and_an_order(firm, monkeypatch):
    from changlai.customers import queries  # noqa: PLC0415 - the page is made small here

    monkeypatch.setattr(queries, "PAGE", 2)
    found = people(firm)
    read_all(firm)
    client, tree = program(firm.admin), json.dumps({"path": "city", "is_empty": True})

    first = client.get("/api/v1/customers", {"order": "created_at"}).json()
    second = client.get("/api/v1/customers", {"order": "created_at", "cursor": first["next"]}).json()
    chosen = client.get("/api/v1/customers", {"filter": tree, "q": "C1", "shelf": "unowned"}).json()

    assert [one["id"] for one in first["items"] + second["items"]] == [one.pk for one in found]
    assert [one["id"] for one in chosen["items"]] == [found[1].pk]
    assert client.get("/api/v1/customers", {"filter": "{"}).status_code == 422
    assert client.get("/api/v1/customers", {"order": "-created_at", "cursor": "W3RydWUsIngiLDFd"}).status_code == 422
