"""Own fields of orders: entered, told, imported, masked, in the person's copy, erased with the order."""

import pytest

from changlai.customers import actions as customers
from changlai.customers.contracts import Traces
from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel.tenancy import scope
from changlai.orders import actions
from changlai.orders.models import Order, OrderValue
from changlai.orders.participants import PARTICIPANT
from changlai.orders.sheets import OrderPart
from changlai.orders.tests.factories import make_order
from changlai.orders.tests.test_pages import filled
from changlai.records import actions as records
from changlai.records import contracts as ports
from changlai.records import queries
from changlai.records.actions import Rules
from changlai.records.enums import FieldKind
from changlai.records.errors import BadValue
from tests.support.house import NOON, found_firm, hire
from tests.support.programs import program

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return found_firm()


def own_field(firm, name, kind=FieldKind.TEXT, **rules):
    with scope(firm.id):
        section = records.create_section(of="order", name=f"S {name}", by=firm.admin)
        return records.create_field(section=section, kind=kind, rules=Rules(name, **rules), by=firm.admin, now=NOON)


def fill(firm, order, field, text):
    with scope(firm.id):
        actions.fill_in(order=order, given={field.pk: text}, by=firm.admin, now=NOON, fields=[field])


def test_new_order_asks_for_required_fields_and_its_page_shows_them(firm):
    lin = make_customer(firm, "Lin")
    field = own_field(firm, "Fapiao", is_required=True)
    client, here = browser(firm.admin), f"/o/hemu/customers/{lin.pk}/orders/new/"

    missing = client.post(here, filled())
    page = client.post(here, filled(**{f"field-{field.pk}": "INV-7"}), follow=True).content.decode()
    tab = client.get("/o/hemu/settings/fields/of/order/").content.decode()

    assert (missing.status_code, "INV-7" in page, "Fapiao" in tab) == (422, True, True)
    with scope(firm.id):
        assert Order.objects.count() == 1


def test_filters_and_values_know_own_fields_of_orders(firm):
    lin, field = make_customer(firm, "Lin"), own_field(firm, "Cost", FieldKind.MONEY)
    cheap, dear = make_order(firm, lin, "a"), make_order(firm, lin, "b")
    fill(firm, cheap, field, "10")
    fill(firm, dear, field, "2000")

    with scope(firm.id):
        chosen = queries.read_filter("order", {"path": f"field-{field.pk}", "at_least": 100}, firm.admin)
        found = queries.page(queries.kind_of("order"), firm.admin, chosen, limit=9)

    assert [one.id for one in found] == [dear.pk]


def test_masked_field_is_masked_for_roles_that_may_not_see_it(firm):
    seller = hire(firm, "Li", "sales")
    lin, field = make_customer(firm, "Lin", owner=seller), own_field(firm, "Margin", is_masked=True)
    order = make_order(firm, lin)
    fill(firm, order, field, "secret 40%")

    his = browser(seller).get(f"/o/hemu/orders/{order.pk}/").content.decode()
    hers = browser(firm.admin).get(f"/o/hemu/orders/{order.pk}/").content.decode()

    assert ("secret" in his, "secret" in hers) == (False, True)


def test_unique_field_refuses_a_second_order_and_keeps_nothing(firm):
    lin, field = make_customer(firm, "Lin"), own_field(firm, "Contract", is_unique=True)
    first, second = make_order(firm, lin, "a"), make_order(firm, lin, "b")
    fill(firm, first, field, "C-1")

    with pytest.raises(BadValue):
        fill(firm, second, field, "c-1")

    with scope(firm.id):
        assert OrderValue.objects.values_list("record_id", flat=True).get() == first.pk


def test_table_fills_own_fields(firm):
    lin, field = make_customer(firm, "Lin"), own_field(firm, "Delivery", FieldKind.DATE)
    path = f"order.field-{field.pk}"
    with scope(firm.id):
        part = OrderPart()
        good, bad = part.check(
            firm.admin, [{"order.number": "1", path: "2026-02-03"}, {"order.number": "2", path: "soon"}]
        )
        rows = [ports.Order(1, good.values, lin.pk, overwrites=False)]
        (first,) = part.write(firm.admin, rows, source="t", now=NOON)
        (second,) = part.write(firm.admin, rows, source="t", now=NOON)
        assert path in {column.path for column in part.columns()}
        assert str(OrderValue.objects.get().day) == "2026-02-03"
    assert list(bad.errors) == [path]
    assert (first.is_new, first.refusal, second.is_new) == (True, "", False)


def test_copy_tells_them_and_erasing_leaves_nothing(firm):
    lin, field = make_customer(firm, "Lin"), own_field(firm, "Note")
    order = make_order(firm, lin)
    fill(firm, order, field, "by the door")
    with scope(firm.id):
        traces = Traces(firm.id, (lin.pk,), ())
        told = {section.name: list(section.rows) for section in PARTICIPANT.export(traces)}
        PARTICIPANT.erase(traces)
        assert (Order.objects.count(), OrderValue.objects.count()) == (0, 0)
    assert told["orders_fields"] == [{"order": "HM-1", "field": "Note", "value": "by the door"}]


def test_customer_merge_and_undo_keep_own_fields(firm):
    lin, wei, field = make_customer(firm, "Lin"), make_customer(firm, "Wei"), own_field(firm, "Note")
    order = make_order(firm, wei)
    fill(firm, order, field, "by the door")
    with scope(firm.id):
        merging = customers.unite(into=lin, others=[wei], choices={}, by=firm.admin)
        customers.undo_merge(merging=merging, by=firm.admin, now=NOON)
        assert OrderValue.objects.get().record_id == order.pk


def test_batch_fills_own_fields_of_each_order_and_says_what_it_refused(firm):
    seller = hire(firm, "Li", "sales")
    lin = make_customer(firm, "Lin", owner=seller)
    note, day = own_field(firm, "Note"), own_field(firm, "Delivery", FieldKind.DATE)
    margin = own_field(firm, "Margin", is_masked=True)
    held = make_order(firm, lin, "held")
    fill(firm, held, margin, "40%")
    told = [
        {"number": "new", "fields": {note.pk: "by the door", day.pk: "2026-02-03", margin.pk: "12%"}},
        {"number": "late", "fields": {note.pk: "never kept", day.pk: "soon"}},
        {"number": "bare"},
        {"number": "held", "fields": {note.pk: "twice", margin.pk: "1%"}},
    ]

    first, second = (batch(firm, seller, lin, told) for _ in range(2))

    assert [one["result"] for one in first] == ["created", "created", "created", "updated"]
    assert [one["result"] for one in second] == ["unchanged"] * 4
    assert [(one["rule"], "Delivery" in one["reason"]) for one in first] == [
        ("", False),
        ("records.bad_value", True),
        ("", False),
        ("", False),
    ]
    with scope(firm.id):
        rows = OrderValue.objects.order_by("record__number", "field_id")
        kept = [(one.record.number, one.field_id, one.text or str(one.day)) for one in rows.select_related("record")]
    assert kept == [
        ("held", note.pk, "twice"),
        ("held", margin.pk, "40%"),
        ("new", note.pk, "by the door"),
        ("new", day.pk, "2026-02-03"),
        ("new", margin.pk, "12%"),
    ]


def batch(firm, member, customer, told):
    orders = [{"customer_id": customer.pk, "channel": "天猫", **one} for one in told]
    answer = program(member).post("/api/v1/orders/batch", {"orders": orders}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]
