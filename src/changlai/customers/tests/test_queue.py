"""The review queue: the surest pair first, one click or many at once, a report, and the way back."""

import pytest

from changlai.customers import actions
from changlai.customers.models import Customer, Identity, MergeRun, Merging, Suggestion
from changlai.customers.tests.factories import browser, make_customer, phone_of
from changlai.customers.tests.test_api import JSON
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm, hire, work
from tests.support.programs import program

pytestmark = pytest.mark.django_db
QUEUE = "/o/hemu/customers/duplicates/"


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def page(firm):
    return browser(firm.admin)


def pairs_of(firm, *names, company="晨曦设计"):
    """Of each name two, at the same company, looked at."""
    for turn in ("a", "b"):
        for name in names:
            one = make_customer(firm, f"{name}{turn}")
            with scope(firm.id):
                Customer.objects.filter(pk=one.pk).update(name=name, company=company, is_named_by_hand=True)
    with scope(firm.id):
        Identity.objects.update(is_exclusive=False)  # nothing stands against it
        actions.look_at(firm.id, list(Customer.objects.values_list("id", flat=True)), NOON)
        return list(Suggestion.objects.order_by("id"))


def test_queue_shows_reasons_sureness_and_facts_side_by_side(firm, page):
    pairs_of(firm, "林小满")

    html = page.get(QUEUE).content.decode()

    assert "Same name at the same company" in html
    assert "75 % sure" in html
    assert html.count("晨曦设计") >= 2
    assert "No duplicates" in page.get(f"{QUEUE}?rule=phone").content.decode()


def test_one_click_merges_into_who_is_longer_known_and_offers_the_way_back(firm, page):
    (pair,) = pairs_of(firm, "林小满")

    answer = page.post(f"{QUEUE}{pair.pk}/joining/", headers={"HX-Request": "true"})

    assert "One record now" in answer.content.decode()
    with scope(firm.id):
        merging = Merging.objects.get()
        assert (merging.into_id, merging.merged_ids) == (pair.first_id, [pair.second_id])


def test_many_are_merged_with_a_report_and_undone_together(firm, page):
    pairs = pairs_of(firm, "林小满", "王建国", "张伟")
    with scope(firm.id):
        actions.dismiss(suggestion=pairs[1], by=firm.admin, now=NOON)

    page.post(f"{QUEUE}runs/", {"pair": [one.pk for one in pairs]})

    with scope(firm.id):
        run = MergeRun.objects.get()
        assert (run.state, run.done_count, [one for one, _ in run.failed]) == ("finished", 2, [pairs[1].pk])
        assert Customer.objects.count() == 4
    report = page.get(f"{QUEUE}runs/{run.pk}/").content.decode()
    assert "2 pairs merged" in report
    page.post(f"{QUEUE}runs/{run.pk}/undoing/")
    with scope(firm.id):
        assert Customer.objects.count() == 6
    assert page.post(f"{QUEUE}runs/{run.pk}/undoing/").status_code == 422


def test_long_run_goes_on_in_the_background_and_takes_all_of_a_rule(firm, page, monkeypatch):
    monkeypatch.setattr("changlai.customers.actions.merge_runs.AT_ONCE", 1)
    pairs_of(firm, "林小满", "王建国", "张伟")

    page.post(f"{QUEUE}runs/", {"rule": "name_company", "at_least": "75"})
    work()

    with scope(firm.id):
        assert (MergeRun.objects.get().state, MergeRun.objects.get().done_count) == ("finished", 3)
        assert Customer.objects.count() == 3


def test_rules_are_decided_on_a_page_by_who_may(firm, page):
    html = page.get(f"{QUEUE}rules/").content.decode()
    assert "Same name at the same company" in html
    page.post(f"{QUEUE}rules/", {"name_company": "off", "phone": "nonsense"})

    client = program(firm.admin)
    told = {one["rule"]: one["certainty"] for one in client.get("/api/v1/customer-duplicates/rules").json()}
    assert (told["name_company"], told["phone"]) == ("off", "certain")
    assert browser(hire(firm, "小周", role="agent")).get(f"{QUEUE}rules/").status_code == 403


def test_who_looks_like_somebody_is_told_before_they_are_made(firm, page):
    known = make_customer(firm, "林小满", phone="+8613811112222")
    told = {"name": "林妈妈", "phone": "13811112222"}

    asked = page.post("/o/hemu/customers/new/", told)

    assert asked.status_code == 422
    assert f"/customers/{known.pk}/" in asked.content.decode()
    assert page.post("/o/hemu/customers/new/", told | {"sure": "1"}).status_code == 302
    with scope(firm.id):
        made = Customer.objects.get(name="林妈妈")
    assert phone_of(firm, made).value == phone_of(firm, known).value


def test_program_is_refused_first_and_makes_all_the_same_when_it_is_sure(firm):
    client = program(firm.admin)
    make_customer(firm, "林小满", phone="+8613811112222")
    told = {"name": "林小满", "phones": ["13811112222"]}

    refused = client.post("/api/v1/customers", told, JSON)
    looks = client.post("/api/v1/customer-lookalikes", {"phones": ["13811112222"]}, JSON).json()

    assert (refused.status_code, refused.json()["rule"]) == (409, "customers.looks_like")
    assert [one["name"] for one in looks] == ["林小满"]
    assert client.post("/api/v1/customers", told | {"is_sure": True}, JSON).status_code == 201
