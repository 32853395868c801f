"""The pages of orders, as people use them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from changlai.orders.models import Order
from changlai.orders.tests.factories import make_order, refreshed, sums, timeline
from tests.support.house import NOON, found_firm, hire

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return found_firm()


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def filled(**changes):
    facts = {
        "number": "HM-9",
        "place": "门店",
        "status": "paid",
        "currency": "CNY",
        "placed_at": "2026-11-19T10:00",
        "paid_at": "",
        "discount": "100",
        "freight": "",
        "amount": "",
        "paid": "",
        "refunded": "",
        "province": "浙江",
        "city": "杭州",
        "owner": "",
        "remark": "送货上门",
        "item-name": ["云栖床 1.8 米", "乳胶枕", ""],
        "item-sku": ["YQ-180", "", ""],
        "item-quantity": ["1", "2", ""],
        "item-price": ["4,599.00", "349", ""],
    }
    return facts | changes


def test_order_entered_by_hand_is_summed_shown_and_written_down(firm):
    lin = make_customer(firm, "Lin")
    client = browser(firm.admin)

    answer = client.post(f"/o/hemu/customers/{lin.pk}/orders/new/", filled(), follow=True)

    with scope(firm.id):
        order = Order.objects.get()
        written = AuditEntry.objects.get(action="orders.entered")
    assert (order.amount, order.paid, order.status, order.city) == (459900 + 69800 - 10000, 519700, "paid", "杭州")
    assert answer.redirect_chain == [(f"/o/hemu/orders/{order.pk}/", 302)]
    assert "云栖床 1.8 米" in words(answer)
    assert "¥5,197.00" in words(answer)
    assert written.changes == {"number": "HM-9", "amount": 519700}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"item-price": ["much", "349", ""]}, "This is no amount"),
        ({"item-quantity": ["-1", "2", ""]}, "A quantity is a whole number"),
        ({"item-name": ["", "Pillow", ""]}, "Each article needs a name"),
        ({"discount": "9999"}, "The discount is larger"),
        ({"placed_at": "yesterday"}, "This is no moment"),
    ],
)
def test_what_cannot_be_is_said_where_it_stands_and_nothing_is_kept(firm, change, said):
    lin = make_customer(firm, "Lin")

    answer = browser(firm.admin).post(f"/o/hemu/customers/{lin.pk}/orders/new/", filled(**change))

    assert (answer.status_code, said in words(answer), "Pillow" in str(change) or "送货上门" in words(answer)) == (
        422,
        True,
        True,
    )
    assert sums(firm, lin) is None


def test_number_that_is_there_is_refused_by_hand(firm):
    lin = make_customer(firm, "Lin")
    make_order(firm, lin, "HM-9", channel="门店")

    answer = browser(firm.admin).post(f"/o/hemu/customers/{lin.pk}/orders/new/", filled())

    assert "There is already an order HM-9" in words(answer)


def test_order_is_changed_moved_on_and_deleted(firm):
    lin = make_customer(firm, "Lin")
    order = make_order(firm, lin)
    client, here = browser(firm.admin), f"/o/hemu/orders/{order.pk}/"
    shown = client.get(f"{here}change/")
    assert 'value="4599.00"' in shown.content.decode()

    client.post(f"{here}change/", filled(number="HM-2", place="门店", status="to_pay"))
    changed = refreshed(firm, order)
    client.post(f"{here}status/paid/")
    client.post(f"{here}status/shipped/")
    refused = client.post(f"{here}status/cancelled/")

    assert (changed.number, changed.channel, changed.amount) == ("HM-2", "门店", 519700)
    assert (refused.status_code, refreshed(firm, order).status) == (422, "shipped")
    assert [kind for kind, number, _ in timeline(firm, lin)] == ["order", "order_paid", "order_shipped"]
    assert {number for _, number, _ in timeline(firm, lin)} == {"HM-2"}

    client.post(f"{here}removal/")
    assert (timeline(firm, lin), sums(firm, lin), client.get(here).status_code) == ([], None, 404)


def test_panel_of_the_customer_tells_sums_and_the_latest_five(firm):
    lin = make_customer(firm, "Lin")
    for number in range(7):
        make_order(firm, lin, f"HM-{number}", amount=10000, items=None, placed_at=NOON - timedelta(days=number + 1))

    page = browser(firm.admin, hx_request="true").get(f"/o/hemu/customers/{lin.pk}/orders/")
    said = words(page)

    assert "is-empty" not in page.content.decode()
    assert "Orders 7 In all CN¥700.00 On average CN¥100.00" in said
    assert re.findall(r"HM-\d", said) == [f"HM-{number}" for number in range(5)]


def test_pages_ask_the_same_whatever_the_number_of_orders(firm):
    lin = make_customer(firm, "Lin")
    client = browser(firm.admin)
    order = make_order(firm, lin, "first")

    def statements(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    paths = (
        f"/o/hemu/customers/{lin.pk}/orders/",
        f"/o/hemu/orders/{order.pk}/",
        f"/o/hemu/orders/{order.pk}/?panel=1",
    )
    few = [statements(path) for path in paths]
    for number in range(20):
        make_order(firm, lin, f"HM-{number}")

    assert [statements(path) for path in paths] == few


def test_drawer_leads_to_the_neighbours_of_the_list_it_was_opened_from(firm):
    lin = make_customer(firm, "Lin")
    late, middle, early = (
        make_order(firm, lin, f"HM-{days}", placed_at=NOON - timedelta(days=days)) for days in (1, 2, 3)
    )
    client = browser(firm.admin, hx_request="true")

    drawer = client.get(f"/o/hemu/orders/{middle.pk}/?panel=1&list=1").content.decode()
    alone = client.get(f"/o/hemu/orders/{middle.pk}/?panel=1").content.decode()

    assert re.findall(r'hx-get="/o/hemu/orders/(\d+)/\?panel=1', drawer) == [str(late.pk), str(early.pk)]
    assert re.findall(r'hx-get="/o/hemu/orders/(\d+)/\?panel=1', alone) == []


def test_orders_reach_as_far_as_the_customers(firm):
    sales, viewer = hire(firm, "Li", "sales"), hire(firm, "Wei", "viewer")
    mine, other = make_customer(firm, "Mine", owner=sales), make_customer(firm, "Other")
    own, foreign = make_order(firm, mine, "own"), make_order(firm, other, "foreign")

    def codes(member):
        client = browser(member)
        return [client.get(f"/o/hemu/orders/{one.pk}/").status_code for one in (own, foreign)], [
            client.post(f"/o/hemu/orders/{one.pk}/status/paid/").status_code for one in (own, foreign)
        ]

    assert codes(sales) == ([200, 404], [302, 404])
    assert codes(viewer) == ([200, 200], [403, 403])
