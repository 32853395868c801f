"""Figures of how good the records are: counted by the night, shown with the lists behind them."""

import pytest

from changlai.customers import actions, queries
from changlai.customers.models import Customer, Identity
from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel.tenancy import scope
from changlai.records import filters
from tests.support.house import NOON, found_firm, hire, work
from tests.support.programs import program

pytestmark = pytest.mark.django_db
BAD = '{"all":[{"path":"bad_phone","is":true}]}'
PAGE = "/o/hemu/customers/quality/"


@pytest.fixture
def firm():
    return found_firm()


def figures(firm):
    with scope(firm.id):
        actions.count_quality(organisation_id=firm.id, day=NOON.date())
        return queries.latest_quality()[1]


def test_figures_count_what_is_missing_wrong_or_there_twice_and_not_the_bin(firm):
    lin = make_customer(firm, "林小满", phone="+8613811112222", owner=firm.admin)
    wu, gone = make_customer(firm, "吴桐", phone="12"), make_customer(firm, "走了")
    with scope(firm.id):
        actions.suggest(firm.id, [lin.pk, wu.pk], reason="rule:phone")
        Customer.objects.filter(pk=lin.pk).update(company="晨曦", source="展会")
        actions.bin_customers(ids=[gone.pk], by=firm.admin, now=NOON)

    found = figures(firm)

    told = {slug: found[slug, "", ""] for slug in queries.FIGURES}
    assert told == {
        "all": 2,
        "possible_duplicate": 2,
        "id_clash": 0,
        "bad_phone": 1,
        "no_contact": 0,
        "no_name": 0,
        "no_company": 1,
        "no_city": 2,
        "no_source": 1,
        "no_owner": 1,
        "stale": 2,
        "stale_owned": 1,
    }
    assert (found["all", "source", "展会"], found["no_city", "owner", str(firm.admin.pk)]) == (1, 1)


def test_every_figure_opens_its_customers_by_the_filter_language(firm):
    make_customer(firm, "林小满")
    counts = figures(firm)

    with scope(firm.id):
        trees = [queries.tree(figure, by, value) for figure, by, value in counts if figure in queries.FIGURES]
        assert all(filters.read("customer", tree, firm.admin) for tree in trees)


def test_page_is_empty_first_counts_on_demand_and_is_for_who_may(firm):
    make_customer(firm, "林小满")
    page = browser(firm.admin)
    assert "Nothing was counted yet" in page.get(PAGE).content.decode()

    page.post(f"{PAGE}counting/")
    work()

    assert "No company" in page.get(PAGE).content.decode()
    told = program(firm.admin).get("/api/v1/customer-quality").json()
    assert {"figure": "no_city", "by": "", "value": "", "count": 1} in [
        {name: one[name] for name in ("figure", "by", "value", "count")} for one in told["figures"]
    ]
    assert browser(hire(firm, "小周", role="agent")).get(PAGE).status_code == 403


def test_numbers_are_brought_into_one_form_and_what_cannot_be_read_is_told(firm):
    plain, again, family, bad = (make_customer(firm, name) for name in ("林小满", "吴桐", "林妈妈", "陈晨"))
    with scope(firm.id):
        for one, value in ((plain, "138 1111 2222"), (again, "139-1111-2222"), (family, "(138)11112222"), (bad, "12")):
            Identity.objects.create(customer=one, kind="phone", value=value, created_at=NOON)
        Identity.objects.create(customer=again, kind="phone", value="+8613911112222", created_at=NOON)

        refused = actions.mend_phones(ids=[plain.pk, again.pk, family.pk, bad.pk], by=firm.admin, now=NOON)
        again_refused = actions.mend_phones(ids=[plain.pk, again.pk, family.pk], by=firm.admin, now=NOON)
        rows = Identity.objects.filter(kind="phone").order_by("customer_id", "id")
        found = [(one.customer_id, one.scope, one.value) for one in rows]

    assert found == [
        (plain.pk, "", "+8613811112222"),
        (again.pk, "", "+8613911112222"),
        (family.pk, f"shared:{family.pk}", "+8613811112222"),
        (bad.pk, "", "12"),
    ]
    assert list(refused) == [bad.pk]
    assert again_refused == {}


def test_page_offers_what_mends_a_figure_to_who_may_change_customers(firm):
    make_customer(firm, "林小满", phone="12")
    figures(firm)

    page = browser(firm.admin).get(PAGE).content.decode()

    assert "deed=customers.mend_phones" in page
    assert "deed=customers.assign" in page
    assert "columns=company" in page
    dialog = browser(firm.admin, hx_request="true").get(
        "/o/hemu/records/customer/deed/", {"deed": "customers.mend_phones", "all": "1", "filter": BAD}
    )
    assert "It will be done to 1 record." in dialog.content.decode()
