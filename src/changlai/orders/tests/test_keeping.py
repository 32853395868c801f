"""What is told of orders is kept once, in step with the timeline, the sums and the events."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.customers.tests.factories import make_customer
from changlai.kernel.tenancy import scope
from changlai.orders.contracts import CREATED, REFUSED, UNCHANGED, UPDATED, Line
from changlai.orders.enums import MOVES, OrderStatus, may_become
from changlai.orders.models import Order
from changlai.orders.tests.factories import BED, PILLOW, keep, make_order, refreshed, sums, timeline, told
from tests.support.house import NOON, found_firm, hire

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return found_firm()


def test_new_order_is_summed_and_stands_on_the_timeline(firm):
    lin = make_customer(firm, "Lin")

    order = make_order(firm, lin, discount=10000, freight=5000, status="paid")

    assert (order.amount, order.paid, order.status) == (459900 + 69800 - 10000 + 5000, 524700, "paid")
    assert order.paid_at == order.placed_at  # nobody said when: not today, for it may be years ago
    assert timeline(firm, lin) == [("order", "HM-1", 524700), ("order_paid", "HM-1", 524700)]
    assert sums(firm, lin) == (1, 524700, 524700)


def test_same_order_again_changes_nothing(firm):
    lin = make_customer(firm, "Lin")
    again = told(lin, items=(BED,), status="paid")
    first = keep(firm, again)[0]
    before = refreshed(firm, order := _get(firm, first.order_id))

    second = keep(firm, again, now=NOON + timedelta(hours=1))[0]

    assert (first.result, second.result, second.order_id) == (CREATED, UNCHANGED, first.order_id)
    assert refreshed(firm, order).changed_at == before.changed_at
    assert len(timeline(firm, lin)) == 2


def test_later_word_moves_the_order_on_and_tells_it_once(firm):
    lin = make_customer(firm, "Lin")
    order = make_order(firm, lin)

    keep(firm, told(lin, status="paid"), told(lin, status="done"))

    found = refreshed(firm, order)
    assert (found.status, found.paid, found.paid_at, found.done_at) == ("done", 529700, NOON, NOON)
    assert [kind for kind, _, _ in timeline(firm, lin)] == ["order", "order_paid", "order_done"]


def test_numbers_are_one_per_channel_however_the_channel_is_written(firm):
    lin = make_customer(firm, "Lin")

    results = keep(
        firm,
        told(lin, "7", channel="Tmall"),
        told(lin, "7", channel=" tmall "),
        told(lin, "7", channel="门店"),
        told(lin, "7", channel=None, account_id=firm.account.pk),
    )

    assert [one.result for one in results] == [CREATED, UNCHANGED, CREATED, CREATED]


def test_what_cannot_be_is_refused_alone_with_its_reason(firm):
    lin = make_customer(firm, "Lin")
    make_order(firm, lin, "done", status="done")

    results = keep(
        firm,
        told(lin, "good", amount=100),
        told(lin, "done", status="to_pay"),
        told(lin, "currency", currency="YUAN"),
        told(lin, "discount", items=(BED,), discount=500000),
        told(lin, "refund", amount=100, status="paid", refunded=200),
        told(lin, "future", placed_at=NOON + timedelta(days=2)),
        told(lin, "item", items=(Line("Bed", quantity=0),)),
        told(lin, "owner", owner_id=987654321),
    )

    assert [one.refusal.rule if one.refusal else one.result for one in results] == [
        CREATED,
        "orders.no_such_move",
        "orders.bad_currency",
        "orders.bad_discount",
        "orders.bad_refunded",
        "orders.bad_placed_at",
        "orders.bad_items",
        "orders.bad_owner_id",
    ]
    assert sums(firm, lin) == (2, 100 + 529700, 529700)


def test_others_customers_get_no_orders_and_lose_none(firm):
    sales = hire(firm, "Li", "sales")
    mine, other = make_customer(firm, "Mine", owner=sales), make_customer(firm, "Other")
    make_order(firm, other, "theirs")

    results = keep(firm, told(mine, "a"), told(other, "b"), told(mine, "theirs"), by=sales)

    assert [one.result for one in results] == [CREATED, REFUSED, REFUSED]
    assert sums(firm, other) == (1, 529700, 0)


def test_order_that_moves_to_another_customer_takes_its_history_along(firm):
    lin, zhou = make_customer(firm, "Lin"), make_customer(firm, "Zhou")
    make_order(firm, lin, status="paid")

    (landed,) = keep(firm, told(zhou))

    assert landed.result == UPDATED
    assert (timeline(firm, lin), sums(firm, lin)) == ([], None)
    assert [kind for kind, _, _ in timeline(firm, zhou)] == ["order", "order_paid"]
    assert sums(firm, zhou) == (1, 529700, 529700)


def test_cancelled_and_foreign_orders_do_not_count_as_money_of_ours(firm):
    lin = make_customer(firm, "Lin")
    make_order(firm, lin, "a", status="cancelled")
    assert sums(firm, lin) is None

    make_order(firm, lin, "b", currency="USD")
    make_order(firm, lin, "c", status="refunded")
    make_order(firm, lin, "d", items=(PILLOW,), status="done", refunded=34900)

    assert sums(firm, lin) == (3, 34900, 34900)


def test_amount_that_is_corrected_is_corrected_on_the_timeline(firm):
    lin = make_customer(firm, "Lin")
    make_order(firm, lin)

    keep(firm, told(lin, items=(PILLOW,)))

    assert timeline(firm, lin) == [("order", "HM-1", 69800)]


def test_every_written_move_is_allowed_and_no_other_way_back():
    for status, moves in MOVES.items():
        assert all(may_become(status, one) for one in moves)
    back = {(a, b) for a in OrderStatus for b in OrderStatus if a != b and may_become(a, b) and may_become(b, a)}

    assert back == set()


def _get(firm, order_id):
    with scope(firm.id):
        return Order.objects.get(id=order_id)


def test_statements_do_not_grow_with_the_number_of_orders(firm):
    def statements(count: int, name: str) -> int:
        people = [make_customer(firm, f"{name}{number}") for number in range(count)]
        wanted = [told(one, f"{name}{at}", items=(BED,), status="paid") for at, one in enumerate(people)]
        with CaptureQueriesContext(connection) as seen:
            keep(firm, *wanted)
        return len(seen)

    statements(1, "first")  # what is remembered for a process is remembered now

    assert statements(1, "a") == statements(3, "b") == statements(50, "c") <= 25
