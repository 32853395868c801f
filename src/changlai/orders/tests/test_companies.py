"""Orders for a company: entered, told, imported, filtered; through a merge of companies and of customers."""

from zoneinfo import ZoneInfo

import pytest

from changlai.accounts.models import Role
from changlai.companies import actions as companies
from changlai.companies.models import Company
from changlai.companies.tests.factories import make_company
from changlai.customers import actions as customers
from changlai.customers.models import Customer
from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel.tenancy import scope
from changlai.orders.models import Order
from changlai.orders.sheets import OrderPart
from changlai.orders.tests.factories import keep, make_order, refreshed, sums, told
from changlai.orders.tests.test_pages import filled
from changlai.records import contracts as ports
from changlai.records import queries as records
from changlai.records.exporting import Reader
from tests.support.house import NOON, found_firm, hire

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return found_firm()


def test_company_is_offered_typed_and_shown(firm):
    lin, shop = make_customer(firm, "Lin"), make_company(firm, "常来科技有限公司")
    with scope(firm.id):
        companies.add_person(company=shop, customer=lin, by=firm.admin)
    client, here = browser(firm.admin), f"/o/hemu/customers/{lin.pk}/orders/new/"

    form = client.get(here).content.decode()
    unknown = client.post(here, filled(company="nowhere"))
    page = client.post(here, filled(company="常来科技 有限公司"), follow=True).content.decode()
    panel = client.get(f"/o/hemu/records/company/{shop.pk}/orders/").content.decode()

    assert 'value="常来科技有限公司"' in form
    assert unknown.status_code == 422
    assert f"/companies/{shop.pk}/" in page
    assert "HM-9" in panel
    with scope(firm.id):
        order = Order.objects.get()
        assert order.company_id == shop.pk
    client.post(f"/o/hemu/orders/{order.pk}/change/", filled(company=""))
    assert refreshed(firm, order).company_id is None


def test_told_company_is_kept_taken_away_and_refused_when_unseen(firm):
    lin, shop = make_customer(firm, "Lin"), make_company(firm, "Shop")
    other = make_company(found_firm("other"), "Shop")

    order = make_order(firm, lin, company_id=shop.pk)
    (again,) = keep(firm, told(lin, remark="x"))
    kept = refreshed(firm, order).company_id
    (foreign,) = keep(firm, told(lin, company_id=other.pk))
    keep(firm, told(lin, company_id=0))

    assert (again.result, kept, foreign.result) == ("updated", shop.pk, "refused")
    assert refreshed(firm, order).company_id is None


def test_orders_are_filtered_by_their_company(firm):
    lin = make_customer(firm, "Lin")
    with scope(firm.id):
        trade = companies.create_industry(name="Retail", by=firm.admin)
    shop = make_company(firm, "Shop", industry=trade)
    order = make_order(firm, lin, "a", company_id=shop.pk)
    bare = make_order(firm, lin, "b")

    def found(tree):
        with scope(firm.id):
            chosen = records.read_filter("order", tree, firm.admin)
            return {one.id for one in records.page(records.kind_of("order"), firm.admin, chosen, limit=9)}

    assert found({"path": "company.industry", "is": str(trade.pk)}) == {order.pk}
    assert found({"path": "company.name", "is_empty": True}) == {bare.pk}
    assert found({"path": "customer.name", "is": "Lin"}) == {order.pk, bare.pk}


def test_table_names_companies_that_are_there(firm):
    shop = make_company(firm, "Shop")
    with scope(firm.id):
        part = OrderPart()
        good, bad = part.check(
            firm.admin, [{"order.number": "1", "order.company": "shop"}, {"order.number": "2", "order.company": "Mill"}]
        )
        lin = make_customer(firm, "Lin")
        part.write(firm.admin, [ports.Order(1, good.values, lin.pk, overwrites=False)], source="t", now=NOON)
        assert Order.objects.get().company_id == shop.pk
    assert list(bad.errors) == ["order.company"]


def test_merged_companies_and_back_carry_their_orders(firm):
    lin = make_customer(firm, "Lin")
    shop, mill = make_company(firm, "Shop"), make_company(firm, "Mill")
    order = make_order(firm, lin, company_id=mill.pk)

    with scope(firm.id):
        merging = companies.merge(into=shop, other=mill, choices={}, by=firm.admin, now=NOON)
    merged = refreshed(firm, order).company_id
    (told_old,) = keep(firm, told(lin, company_id=mill.pk, remark="by its old id"))
    with scope(firm.id):
        companies.part(merging=merging, by=firm.admin, now=NOON)

    assert (merged, told_old.result) == (shop.pk, "updated")
    assert refreshed(firm, order).company_id == mill.pk
    with scope(firm.id):
        companies.bin_companies(ids=[mill.pk], by=firm.admin, now=NOON)
        companies.purge(ids=[mill.pk], by=firm.admin)
        assert list(Company.objects.values_list("name", flat=True)) == ["Shop"]
    assert refreshed(firm, order).company_id is None


def test_customer_merge_and_undo_carry_orders_sums_and_company(firm):
    lin, wei, shop = make_customer(firm, "Lin"), make_customer(firm, "Wei"), make_company(firm, "Shop")
    make_order(firm, lin, "a", amount=100, items=None)
    order = make_order(firm, wei, "b", amount=200, items=None, company_id=shop.pk)

    with scope(firm.id):
        merging = customers.unite(into=lin, others=[wei], choices={}, by=firm.admin)
    assert (sums(firm, lin), refreshed(firm, order).customer_id) == ((2, 300, 0), lin.pk)
    with scope(firm.id):
        customers.undo_merge(merging=merging, by=firm.admin, now=NOON)
        wei = Customer.objects.get(pk=wei.pk)
    assert (sums(firm, lin), sums(firm, wei)) == ((1, 100, 0), (1, 200, 0))
    assert (refreshed(firm, order).customer_id, refreshed(firm, order).company_id) == (wei.pk, shop.pk)


def test_company_is_hidden_from_who_may_not_see_it(firm):
    seller = hire(firm, "Li", "sales")
    lin, shop = make_customer(firm, "Lin", owner=seller), make_company(firm, "Shop")
    order = make_order(firm, lin, company_id=shop.pk)
    with scope(firm.id):
        companies.bin_companies(ids=[shop.pk], by=firm.admin, now=NOON)

    page = browser(seller).get(f"/o/hemu/orders/{order.pk}/")

    assert (page.status_code, f"/companies/{shop.pk}/" in page.content.decode()) == (200, False)


def test_company_out_of_sight_is_not_named_in_lists_exports_and_the_api(firm):
    sales = hire(firm, "Li", "sales")
    seen = {"customers.view": "own", "customers.export": "all", "orders.view": "all", "companies.view": "own"}
    with scope(firm.id):
        narrow = Role.objects.create(slug="narrow", name="Narrow", grants=seen)
    lin = make_customer(firm, "Lin", owner=sales)
    mine, other = make_company(firm, "Mine", owner=sales), make_company(firm, "Other")
    first, second = make_order(firm, lin, "A-1", company_id=mine.pk), make_order(firm, lin, "A-2", company_id=other.pk)
    with scope(firm.id):
        companies.add_person(company=other, customer=lin, by=firm.admin)
        sees_all = Reader(records.kinds()["order"], sales, ["company.name"], ZoneInfo("UTC")).rows(
            [first.pk, second.pk]
        )
        sales.role = narrow
        sales.save()
        sees_own = Reader(records.kinds()["order"], sales, ["company.name"], ZoneInfo("UTC")).rows(
            [first.pk, second.pk]
        )
        of_customer = Reader(records.kinds()["customer"], sales, ["company.name"], ZoneInfo("UTC")).rows([lin.pk])
    page = browser(sales).get("/o/hemu/orders/").content.decode()

    assert [row[-1] for row in sees_all] == ["Mine", "Other"]
    assert [row[-1] for row in sees_own] == ["Mine", ""]
    assert [row[-1] for row in of_customer] == [""]
    assert ("Mine" in page, "Other" in page) == (True, False)
