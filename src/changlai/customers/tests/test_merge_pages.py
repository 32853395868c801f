"""Who is who, on pages and for programs: duplicates, side by side, undo."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.customers import actions
from changlai.customers.models import Customer, Interaction, Merging, Suggestion
from changlai.customers.tests.factories import browser, make_customer
from changlai.customers.tests.finding import read_all
from changlai.customers.tests.test_api import JSON
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm, hire
from tests.support.programs import program

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def page(firm):
    return browser(firm.admin)


@pytest.fixture
def pair(firm):
    lin, wu = make_customer(firm, "林小满"), make_customer(firm, "小满")
    with scope(firm.id):
        Customer.objects.filter(id=lin.pk).update(city="杭州")
        Customer.objects.filter(id=wu.pk).update(company="晨曦设计", city="上海")
        actions.suggest(firm.id, [lin.pk, wu.pk], reason="same_name_company")
    return lin, wu


def names(firm):
    with scope(firm.id):
        return list(Customer.objects.order_by("id").values_list("name", "company", "city"))


def test_pair_is_compared_merged_as_chosen_and_parted_again(firm, page, pair):
    lin, wu = pair
    listed = page.get("/o/hemu/customers/duplicates/").content.decode()
    assert "They have the same name at the same company." in listed

    shown = page.get(f"/o/hemu/customers/merge/?id={lin.pk}&id={wu.pk}").content.decode()
    assert "晨曦设计" in shown
    assert "Identities" in shown

    form = {"id": [lin.pk, wu.pk], "into": wu.pk, "choice-name": lin.pk, "choice-city": wu.pk}
    answer = page.post("/o/hemu/customers/merge/", form)
    assert answer.headers["Location"] == f"/o/hemu/customers/{wu.pk}/?merged=1"
    assert names(firm) == [("林小满", "晨曦设计", "上海")]

    assert "by hand" in page.get("/o/hemu/customers/merges/").content.decode()
    with scope(firm.id):
        merging = Merging.objects.get()
    page.post(f"/o/hemu/customers/merges/{merging.pk}/undoing/")
    assert names(firm) == [("林小满", "", "杭州"), ("小满", "晨曦设计", "上海")]
    assert page.post(f"/o/hemu/customers/merges/{merging.pk}/undoing/").status_code == 409


def test_merge_and_its_undoing_stand_on_the_timeline_of_who_stays_and_name_nobody(firm, page, pair):
    lin, wu = pair

    def told(customer):
        html = page.get(f"/o/hemu/customers/{customer.pk}/").content.decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))

    page.post("/o/hemu/customers/merge/", {"id": [lin.pk, wu.pk], "into": lin.pk})
    merged = told(lin)
    with scope(firm.id):
        latest = Customer.objects.get().last_interaction_at
        page.post(f"/o/hemu/customers/merges/{Merging.objects.get().pk}/undoing/")
        facts = list(Interaction.objects.filter(kind="merged").order_by("id").values_list("customer_id", "facts"))

    by = {"member": firm.admin.name, "member_id": firm.admin.pk}
    assert f"{firm.admin.name} merged another record into this one" in merged
    assert f"{firm.admin.name} undid a merge: another record left this one again" in told(lin)
    assert "merged another record" not in told(wu)
    assert facts == [(lin.pk, {"count": 1, **by}), (lin.pk, {"count": 1, "undone": True, **by})]
    assert latest == lin.last_interaction_at  # no touch point


def test_address_and_birthday_are_a_choice_too(firm, page, pair):
    lin, wu = pair
    with scope(firm.id):
        Customer.objects.filter(id=lin.pk).update(birthday="1990-05-21")
        Customer.objects.filter(id=wu.pk).update(birthday="1990-05-12", address="1 Lake Road")

    shown = page.get(f"/o/hemu/customers/merge/?id={lin.pk}&id={wu.pk}").content.decode()
    choices = {"choice-birthday": lin.pk, "choice-address": wu.pk}
    page.post("/o/hemu/customers/merge/", {"id": [lin.pk, wu.pk], "into": wu.pk, **choices})

    assert all(f'name="choice-{name}"' in shown for name in ("birthday", "address"))
    with scope(firm.id):
        assert list(Customer.objects.values_list("birthday", "address")) == [(date(1990, 5, 21), "1 Lake Road")]


def test_what_a_person_wrote_or_chose_stays_out_of_the_platforms_hands_after_a_merge(firm, pair):
    lin, wu = pair
    with scope(firm.id):
        for one, gender in ((lin, "male"), (wu, "")):
            one.refresh_from_db()
            changes = {"position": "buyer"} if one == wu else {"city": "Ningbo", "gender": gender}
            actions.edit(customer=one, changes=changes, by=firm.admin, now=NOON)

        merging = actions.unite(into=lin, others=[lin, wu], choices={"company": wu}, by=firm.admin)
        merged = Customer.objects.get().by_hand
        actions.undo_merge(merging=merging, by=firm.admin, now=NOON)

        assert merged == ["city", "company", "gender", "position"]
        assert list(Customer.objects.order_by("id").values_list("by_hand", flat=True)) == [
            ["city", "gender"],
            ["position"],
        ]


def test_different_people_are_not_suggested_again(firm, page, pair):
    with scope(firm.id):
        suggestion = Suggestion.objects.get()

    page.post(f"/o/hemu/customers/duplicates/{suggestion.pk}/dismissal/")

    with scope(firm.id):
        Customer.objects.update(name="林小满", company="晨曦设计")
        actions.look_at(firm.id, list(Customer.objects.values_list("id", flat=True)), NOON)
        assert not Suggestion.objects.filter(is_different=False).exists()
    assert "No duplicates in sight" in page.get("/o/hemu/customers/duplicates/").content.decode()


def test_nightly_look_finds_who_is_alike_and_leaves_common_names(firm):
    for number in range(8):
        make_customer(firm, f"u{number}")
    with scope(firm.id):
        everybody = list(Customer.objects.order_by("id").values_list("id", flat=True))
        Customer.objects.filter(id__in=everybody[:2]).update(name="Lin", company="Chenxi")
        Customer.objects.filter(id__in=everybody[2:]).update(name="Wang", company="Big")

        for _ in range(2):
            actions.look_at(firm.id, everybody, NOON)
        assert Suggestion.objects.get().first_id == everybody[0]


def test_one_alone_finds_the_other_by_name(firm, page, pair):
    lin, wu = pair
    read_all(firm)
    shown = page.get(f"/o/hemu/customers/merge/?id={lin.pk}&q=小满").content.decode()

    assert f"id={lin.pk}&amp;id={wu.pk}" in shown


@pytest.mark.parametrize("query", ["", "?id=999999&id=999998", "?id=x&id=٣", "?id=1"])
def test_nonsense_is_not_found(page, query):
    assert page.get(f"/o/hemu/customers/merge/{query}").status_code == 404


def test_choice_from_elsewhere_is_refused_and_nothing_changes(firm, pair):
    lin, wu = pair
    stranger = make_customer(firm, "stranger")
    before = names(firm)
    with scope(firm.id), pytest.raises(Exception, match=r"customers\.merge_wrong_choice"):
        actions.unite(into=lin, others=[wu], choices={"city": stranger}, by=firm.admin)

    assert names(firm) == before


def test_sales_merges_only_own_customers(firm, pair):
    lin, wu = pair
    sales = hire(firm, "李牧", "sales")
    with scope(firm.id):
        actions.assign_owner(customer=lin, owner=sales, by=firm.admin)

    answer = browser(sales).post("/o/hemu/customers/merge/", {"id": [lin.pk, wu.pk], "into": lin.pk})

    assert answer.status_code == 404
    assert len(names(firm)) == 2


def test_pages_cost_the_same_for_one_pair_and_three(firm, page, pair):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            page.get("/o/hemu/customers/duplicates/")
        return len(asked)

    cost()
    one = cost()
    others = [make_customer(firm, f"u{number}") for number in range(3)]
    with scope(firm.id):
        actions.suggest(firm.id, [one.pk for one in others], reason="same_name_company")

    assert cost() == one


def test_program_previews_merges_and_undoes(firm, pair):
    lin, wu = pair
    client = program(firm.admin)
    order = {"into_id": lin.pk, "customer_ids": [wu.pk], "choices": {"city": wu.pk}}

    preview = client.post("/api/v1/customer-merges/preview", order, content_type=JSON).json()
    assert [one["id"] for one in preview["customers"]] == [lin.pk, wu.pk]
    assert client.get("/api/v1/customer-duplicates").json()["items"][0]["reason"] == "same_name_company"
    assert len(names(firm)) == 2

    merged = client.post("/api/v1/customer-merges", order, content_type=JSON)
    assert (merged.status_code, merged.json()["merged_ids"]) == (201, [wu.pk])
    assert names(firm) == [("林小满", "晨曦设计", "上海")]
    assert client.get(f"/api/v1/customers/{wu.pk}").json()["id"] == lin.pk

    number = merged.json()["id"]
    assert client.post(f"/api/v1/customer-merges/{number}/undoing").json()["undone_at"] is not None
    assert client.post(f"/api/v1/customer-merges/{number}/undoing").status_code == 409
    assert [one["id"] for one in client.get("/api/v1/customer-merges").json()["items"]] == [number]
    assert len(names(firm)) == 2


def test_program_dismisses_a_pair(firm, pair):
    client = program(firm.admin)
    number = client.get("/api/v1/customer-duplicates").json()["items"][0]["id"]

    assert client.post(f"/api/v1/customer-duplicates/{number}/dismissal").status_code == 204
    assert client.get("/api/v1/customer-duplicates").json()["items"] == []
