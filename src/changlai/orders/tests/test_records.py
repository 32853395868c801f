"""Orders in filters of customers and of themselves, and in imported tables."""

from datetime import timedelta

import pytest

from changlai.customers.tests.factories import make_customer
from changlai.kernel.tenancy import scope
from changlai.orders.attributes import CUSTOMERS, orders
from changlai.orders.models import Order, OrderItem
from changlai.orders.sheets import OrderPart
from changlai.orders.tests.factories import make_order, sums
from changlai.records import contracts as ports
from changlai.records import queries
from changlai.records.filters import Reading, parse
from tests.support.house import NOON, found_firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def people(firm):
    """Nobody ordered: Ann; once: Bo, 100; three times, one of them cancelled: Cy, 500."""
    ann, bo, cy = (make_customer(firm, name) for name in ("Ann", "Bo", "Cy"))
    make_order(firm, bo, "b1", amount=10000, items=None, status="paid")
    for number, amount in (("c1", 20000), ("c2", 30000)):
        make_order(firm, cy, number, amount=amount, items=None, placed_at=NOON - timedelta(days=9))
    make_order(firm, cy, "c3", amount=999, items=None, status="cancelled")
    return {"Ann": ann.pk, "Bo": bo.pk, "Cy": cy.pk}


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ({"path": "orders.count", "at_least": 2}, {"Cy"}),
        ({"path": "orders.count", "is": 0}, {"Ann"}),
        ({"path": "orders.count", "at_most": 1}, {"Ann", "Bo"}),
        ({"path": "orders.count", "between": [0, 1]}, {"Ann", "Bo"}),
        ({"path": "orders.amount", "at_least": 100}, {"Bo", "Cy"}),
        ({"path": "orders.amount", "at_most": 100}, {"Ann", "Bo"}),
        ({"path": "orders.amount", "between": [200, 500]}, {"Cy"}),
        ({"path": "orders.paid", "at_least": 1}, {"Bo"}),
        ({"path": "orders.last_at", "is_empty": True}, {"Ann"}),
        ({"path": "orders.last_at", "after": "2026-11-15"}, {"Bo"}),
    ],
)
def test_customers_are_found_by_what_their_orders_come_to(firm, people, condition, names):
    with scope(firm.id):
        kind = queries.kind_of("customer")
        found = Reading("customer", firm.admin).check(parse({"all": [condition]}))
        ids = set(queries.ids_after(kind, firm.admin, found, limit=10))

    assert {name for name, pk in people.items() if pk in ids} == names


def test_values_are_in_the_units_lists_draw(firm, people):
    with scope(firm.id):
        values = {one.path: _read(one, list(people.values())) for one in CUSTOMERS.attributes()}

    assert values["orders.count"] == {people["Bo"]: 10_000, people["Cy"]: 20_000}
    assert values["orders.amount"] == {people["Bo"]: 10_000, people["Cy"]: 50_000}


def test_orders_show_what_they_and_their_customers_are(firm, people):
    with scope(firm.id):
        order = Order.objects.get(number="b1")
        known = {one.path: one for one in orders()}
        shown = {path: _read(known[path], [order.pk]).get(order.pk) for path in ("number", "amount", "customer.name")}

    assert shown == {"number": "b1", "amount": 10000, "customer.name": "Bo"}
    assert not [path for path in known if path.startswith("customer.orders.")]


def _read(attribute, ids):
    assert attribute.values is not None
    return attribute.values(ids)


def write(firm, *rows, member=None):
    part = OrderPart()
    with scope(firm.id):
        checked = part.check(firm.admin, [cells for _, cells in rows])
        assert [one.errors for one in checked] == [{}] * len(rows)
        wanted = [
            ports.Order(at, one.values, customer, overwrites=False)
            for at, ((customer, _), one) in enumerate(zip(rows, checked, strict=True))
        ]
        return part.write(firm.admin, wanted, source="Import 7", now=NOON)


def test_rows_of_one_number_are_one_order_and_the_table_again_changes_nothing(firm):
    lin = make_customer(firm, "Lin")
    rows = (
        (lin.pk, {"order.number": "9", "order.article": "Bed", "order.price": "4,599.00", "order.status": "交易成功"}),
        (lin.pk, {"order.number": "9", "order.article": "Pillow", "order.price": "349", "order.quantity": "2"}),
        (lin.pk, {"order.amount": "¥1,000", "order.paid_at": "2026-11-01"}),
        (lin.pk, {}),
    )

    first, second = write(firm, *rows), write(firm, *rows)

    with scope(firm.id):
        assert OrderItem.objects.count() == 2
        assert sorted(Order.objects.values_list("amount", "status", "source")) == [
            (100000, "paid", "Import 7"),
            (529700, "done", "Import 7"),
        ]
    assert [(one.is_new, bool(one.record_id)) for one in first] == [
        (True, True),
        (False, True),
        (True, True),
        (False, False),
    ]
    assert [(one.is_new, one.record_id) for one in second] == [(False, one.record_id) for one in first]
    assert sums(firm, lin) == (2, 629700, 629700)


def test_bad_cells_are_named_with_what_to_write(firm):
    cells = {"order.amount": "much", "order.status": "flying", "order.placed_at": "soon", "order.quantity": "0"}
    with scope(firm.id):
        (checked,) = OrderPart().check(firm.admin, [cells])

    assert set(checked.errors) == {"order.amount", "order.status", "order.placed_at", "order.quantity"}


def test_import_is_taken_back_but_for_what_was_used_since(firm):
    lin = make_customer(firm, "Lin")
    written = write(
        firm, (lin.pk, {"order.number": "1", "order.amount": "1"}), (lin.pk, {"order.number": "2", "order.amount": "2"})
    )
    with scope(firm.id):
        Order.objects.filter(number="2").update(changed_at=NOON + timedelta(hours=1))

        reasons = OrderPart().take_back(firm.admin, [one.record_id for one in written], NOON)

        assert list(Order.objects.values_list("number", flat=True)) == ["2"]
    assert list(reasons) == [written[1].record_id]
