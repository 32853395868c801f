"""What a person changes on a customer's page, and who may not."""

import pytest

from changlai.customers import actions
from changlai.customers.models import Customer
from changlai.customers.tests.factories import browser, make_customer, phone_of
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm, hire

pytestmark = pytest.mark.django_db

HTMX = {"hx_request": "true"}


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def lin(firm):
    return make_customer(firm, "Lin", phone="+8613800136120")


def test_phone_is_masked_and_unmasking_is_written_down(firm, lin):
    client = browser(firm.admin, **HTMX)
    identity = phone_of(firm, lin)

    shown = browser(firm.admin).get(f"/o/hemu/customers/{lin.id}/").content.decode()
    full = client.post(f"/o/hemu/customers/{lin.id}/identities/{identity.id}/")

    assert "138****6120" in shown
    assert "13800136120" not in shown
    assert "13800136120" in full.content.decode()
    assert full["Cache-Control"] == "no-store"
    with scope(firm.id):
        entry = AuditEntry.objects.get(action="customers.unmasked")
        assert (entry.actor_id, entry.object_id, entry.changes) == (firm.admin.id, lin.id, {"identity": identity.id})


def test_unmasking_is_refused_without_the_right_and_leaves_no_trace(firm, lin):
    viewer, li = hire(firm, "Viewer", "viewer"), hire(firm, "Li", "sales")
    identity = phone_of(firm, lin)
    path = f"/o/hemu/customers/{lin.id}/identities/{identity.id}/"

    assert browser(viewer).post(path).status_code == 403
    assert browser(li).post(path).status_code == 404  # not their customer
    with scope(firm.id):
        assert not AuditEntry.objects.filter(action="customers.unmasked").exists()


def test_identity_of_another_customer_is_not_found(firm, lin):
    other = make_customer(firm, "Other")

    assert (
        browser(firm.admin).post(f"/o/hemu/customers/{other.id}/identities/{phone_of(firm, lin).id}/").status_code
        == 404
    )


def test_rename_in_place_and_without_a_script(firm, lin):
    path = f"/o/hemu/customers/{lin.id}/name/"

    form = browser(firm.admin, **HTMX).get(path).content.decode()
    fragment = browser(firm.admin, **HTMX).post(path, {"name": "林晓棠"}).content.decode()
    plain = browser(firm.admin).post(path, {"name": "Lin Xiaotang"})

    assert 'value="Lin"' in form
    assert "<html" not in form + fragment
    assert "林晓棠" in fragment
    assert (plain.status_code, plain["Location"]) == (302, f"/o/hemu/customers/{lin.id}/")
    with scope(firm.id):
        assert Customer.objects.get(id=lin.id).name == "Lin Xiaotang"


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "A customer needs a name"), ("x" * 121, "at most 120 characters"), ("a\x00b", "Null characters")],
)
def test_a_bad_name_is_refused_with_what_to_do(firm, lin, name, words):
    response = browser(firm.admin, **HTMX).post(f"/o/hemu/customers/{lin.id}/name/", {"name": name})

    assert response.status_code == 422
    assert words in response.content.decode()
    with scope(firm.id):
        assert Customer.objects.get(id=lin.id).name == "Lin"


def test_owner_is_chosen_among_colleagues_who_may_see_customers(firm, lin):
    ming = hire(firm, "Ming", "agent")
    path = f"/o/hemu/customers/{lin.id}/owner/"
    client = browser(firm.admin, **HTMX)

    dialog = client.get(path).content.decode()
    answer = client.post(path, {"owner": ming.id})
    foreign = client.post(path, {"owner": found_firm("xuanniao").admin.id})

    assert "Ming" in dialog
    assert answer["HX-Redirect"] == f"/o/hemu/customers/{lin.id}/"
    assert foreign.status_code == 422
    with scope(firm.id):
        assert Customer.objects.get(id=lin.id).owner_id == ming.id


def test_who_hands_a_customer_over_is_led_on_even_when_it_is_out_of_sight(firm, lin):
    ming, zhao = hire(firm, "Ming", "sales"), hire(firm, "Zhao", "sales")
    with scope(firm.id):
        actions.assign_owner(customer=lin, owner=ming, by=firm.admin)
    client = browser(ming)

    answer = client.post(f"/o/hemu/customers/{lin.id}/owner/", {"owner": zhao.id})

    assert answer["Location"] == "/o/hemu/customers/"
    assert client.get(answer["Location"]).status_code == 200


def test_who_may_only_look_changes_nothing(firm, lin):
    agent, viewer = hire(firm, "Agent", "agent"), hire(firm, "Viewer", "viewer")
    with scope(firm.id):
        actions.assign_owner(customer=lin, owner=firm.admin, by=firm.admin)

    seen = browser(agent).get(f"/o/hemu/customers/{lin.id}/").content.decode()
    refused = browser(agent).post(f"/o/hemu/customers/{lin.id}/name/", {"name": "Mine now"})

    assert "Write a note" not in seen
    assert refused.status_code == 403
    assert "your role covers" in refused.content.decode()
    assert browser(viewer).post(f"/o/hemu/customers/{lin.id}/notes/", {"text": "x"}).status_code == 403
    with scope(firm.id):
        assert Customer.objects.get(id=lin.id).name == "Lin"


def test_note_stands_on_the_timeline_at_once(firm, lin):
    path = f"/o/hemu/customers/{lin.id}/notes/"

    html = browser(firm.admin, **HTMX).post(path, {"text": "likes firm mattresses"}).content.decode()
    empty = browser(firm.admin, **HTMX).post(path, {"text": " "})

    assert "likes firm mattresses" in html
    assert "孟佳" in html
    assert "<html" not in html
    assert empty.status_code == 422
    assert "The note is empty" in empty.content.decode()
