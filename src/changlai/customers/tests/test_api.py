"""Customers for programs: the same answers and refusals as on screen."""

import pytest

from changlai.customers import queries
from changlai.customers.enums import InteractionKind
from changlai.customers.models import Customer
from changlai.customers.tests.factories import make_customer, phone_of, record
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm, hire
from tests.support.programs import program

pytestmark = pytest.mark.django_db

JSON = "application/json"


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def lin(firm):
    return make_customer(firm, "Lin", phone="+8613800136120")


def test_list_comes_in_pages_that_follow_each_other(firm, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(3):
        record(firm, make_customer(firm, f"C{number}"), InteractionKind.ENTERED, number=number + 1, minutes=number)
    client = program(firm.admin)

    first = client.get("/api/v1/customers").json()
    second = client.get("/api/v1/customers", {"cursor": first["next"]}).json()

    assert [one["name"] for one in (*first["items"], *second["items"])] == ["C2", "C1", "C0"]
    assert second["next"] is None


def test_one_customer_with_timeline_identities_and_follows(firm, lin):
    record(firm, lin, InteractionKind.MESSAGE_IN, number=1, text="hi")
    client, path = program(firm.admin), f"/api/v1/customers/{lin.id}"

    assert client.get(path).json()["name"] == "Lin"
    assert [entry["kind"] for entry in client.get(f"{path}/timeline").json()["items"]] == ["message_in"]
    assert client.get(f"{path}/timeline", {"kind": "note"}).json() == {"items": [], "next": None}
    assert client.get(f"{path}/follows").json() == []
    values = {one["kind"]: one["value"] for one in client.get(f"{path}/identities").json()}
    assert values == {"external_id": "Lin", "phone": "138****6120"}


def test_disclosure_shows_the_number_and_is_written_down(firm, lin):
    path = f"/api/v1/customers/{lin.id}/identities/{phone_of(firm, lin).id}/disclosure"

    refused = program(hire(firm, "Viewer", "viewer")).post(path, "{}", JSON)
    shown = program(firm.admin).post(path, "{}", JSON)

    assert refused.status_code == 403
    assert shown.json() == {"value": "+8613800136120"}
    with scope(firm.id):
        assert AuditEntry.objects.filter(action="customers.unmasked").count() == 1


def test_changes_by_a_program(firm, lin):
    ming = hire(firm, "Ming", "agent")
    client, path = program(firm.admin), f"/api/v1/customers/{lin.id}"

    note = client.post(f"{path}/notes", {"text": "likes firm mattresses"}, JSON)
    renamed = client.put(f"{path}/name", {"name": " Lin Xiaotang "}, JSON)
    owned = client.put(f"{path}/owner", {"owner_id": ming.id}, JSON)

    assert (note.status_code, note.json()["text"]) == (201, "likes firm mattresses")
    assert renamed.json()["name"] == "Lin Xiaotang"
    assert owned.json()["owner_id"] == ming.id


@pytest.mark.parametrize(
    ("method", "tail", "body"),
    [
        ("put", "name", {"name": " "}),
        ("put", "name", {"name": "x" * 121}),
        ("put", "name", {"name": "a\nb"}),
        ("post", "notes", {"text": ""}),
        ("post", "notes", {"text": " \n\t"}),
        ("put", "owner", {"owner_id": "x"}),
    ],
)
def test_values_that_do_not_fit_are_refused(firm, lin, method, tail, body):
    response = getattr(program(firm.admin), method)(f"/api/v1/customers/{lin.id}/{tail}", body, JSON)

    assert response.status_code == 422
    with scope(firm.id):
        assert Customer.objects.get(id=lin.id).name == "Lin"


def test_who_may_only_look_changes_nothing(firm, lin):
    li = hire(firm, "Li", "sales")
    client = program(hire(firm, "Viewer", "viewer"))

    assert client.put(f"/api/v1/customers/{lin.id}/name", {"name": "x"}, JSON).status_code == 403
    assert program(li).get(f"/api/v1/customers/{lin.id}").status_code == 404


def test_another_organisations_customer_is_not_found(firm, lin):
    other = found_firm("xuanniao")
    foreign = make_customer(other, "Lin")
    client = program(firm.admin)

    for tail in ("", "/timeline", "/identities", "/follows"):
        assert client.get(f"/api/v1/customers/{foreign.id}{tail}").status_code == 404
    assert [one["id"] for one in client.get("/api/v1/customers").json()["items"]] == [lin.id]


@pytest.mark.parametrize("cursor", ["x", "AAAA", "WyIyMDI2Iiwi"])
def test_made_up_cursors_are_refused(firm, lin, cursor):
    client = program(firm.admin)

    assert client.get("/api/v1/customers", {"cursor": cursor}).status_code == 400
    assert client.get(f"/api/v1/customers/{lin.id}/timeline", {"cursor": cursor}).status_code == 400
