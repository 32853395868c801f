"""Facts of customers written from a list: by the rules of the customer's page, and as many statements for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.accounts.models import Role
from changlai.customers import actions
from changlai.customers.attributes import attributes
from changlai.customers.models import Customer, Identity, Interaction
from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm, hire

pytestmark = pytest.mark.django_db
CELL = "/o/hemu/records/customer/{}/cells/{}/"


@pytest.fixture
def firm():
    return found_firm()


def write(client, customer, path: str, value: str):
    return client.post(CELL.format(customer.pk, path), {"value": value}, headers={"HX-Request": "true"})


def told(firm, customer) -> list[dict[str, str]]:
    with scope(firm.id):
        rows = Interaction.objects.filter(customer_id=customer.pk, kind="changed").order_by("id")
        return [line for row in rows for line in row.facts["changes"]]


@pytest.mark.parametrize(
    ("path", "value", "kept"),
    [
        ("name", "林一鸣", "林一鸣"),
        ("city", " 杭州 ", "杭州"),
        ("gender", "female", "female"),
        ("birthday", "1990-01-31", "1990-01-31"),
        ("company", "禾木家居", "禾木家居"),
        ("position", "采购", "采购"),
        ("address", "文三路 1 号", "文三路 1 号"),
        ("source", "展会", "展会"),
    ],
)
def test_fact_is_kept_told_and_no_longer_the_platforms(firm, path, value, kept):
    lin = make_customer(firm, "Lin")

    answer = write(browser(firm.admin), lin, path, value)

    assert answer.status_code == 200
    with scope(firm.id):
        row = Customer.objects.get(pk=lin.pk)
        assert str(getattr(row, path)) == kept
        assert row.by_hand == [path]
        assert row.is_named_by_hand == (path == "name")
        before = "Lin" if path == "name" else ""
        assert AuditEntry.objects.latest("id").action == ("customers.renamed" if path == "name" else "customers.edited")
    assert told(firm, lin) == [{"field": path, "before": before, "after": kept, "basic": "1"}]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("name", "", "A customer needs a name"),
        ("birthday", "yesterday", "This is no date"),
        ("gender", "robot", "robot"),
        ("city", "x" * 121, "at most 120 characters"),
        ("phone", "12", "This is no personal phone number"),
        ("owner", "999999", "colleague"),
    ],
)
def test_what_cannot_be_read_is_said_in_the_cell(firm, path, value, said):
    lin = make_customer(firm, "Lin")

    answer = write(browser(firm.admin), lin, path, value)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert told(firm, lin) == []
    with scope(firm.id):
        assert (Customer.objects.get(pk=lin.pk).name, Customer.objects.get(pk=lin.pk).city) == ("Lin", "")


def test_phone_number_is_set_changed_taken_away_and_never_anothers(firm):
    lin, zhou = make_customer(firm, "Lin"), make_customer(firm, "Zhou", phone="+8613800136129")
    shows = {"shown_fields": {"customers.phone": True}}
    with scope(firm.id):
        Role.objects.filter(pk=firm.admin.role_id).update(**shows)
    client = browser(firm.admin)

    def numbers(customer) -> list[str]:
        with scope(firm.id):
            return list(Identity.objects.filter(customer=customer, kind="phone").values_list("value", flat=True))

    write(client, lin, "phone", "138 0013 6120")
    first = numbers(lin)
    write(client, lin, "phone", "13800136121")
    second = numbers(lin)
    refused = write(client, lin, "phone", "13800136129")

    assert (first, second) == (["+8613800136120"], ["+8613800136121"])
    assert refused.status_code == 422
    assert "Zhou has this number" in refused.content.decode()
    assert (numbers(lin), numbers(zhou)) == (second, ["+8613800136129"])
    with scope(firm.id):
        actions.add_contact(customer=lin, kind="phone", text="13800136122", by=firm.admin, now=NOON)
    assert "several" in write(client, lin, "phone", "13800136123").content.decode()


def test_who_sees_a_number_masked_or_only_looks_changes_nothing(firm):
    ming = hire(firm, "Ming", "sales")
    mine, other = make_customer(firm, "Mine", owner=ming), make_customer(firm, "Other", owner=firm.admin)
    client = browser(ming)

    assert write(client, mine, "phone", "13800136120").status_code == 200
    assert write(client, mine, "phone", "13800136121").status_code == 422
    assert write(client, other, "city", "杭州").status_code in {404, 422}
    with scope(firm.id):
        assert Identity.objects.get(kind="phone").value == "+8613800136120"
        assert set(Customer.objects.values_list("city", flat=True)) == {""}


def test_many_get_a_fact_in_as_many_statements_as_one(firm):
    made, counts = [make_customer(firm, f"C{n}") for n in range(50)], []
    for some, city in ((made[:1], "杭州"), (made[:3], "上海"), (made, "北京")):
        with scope(firm.id), CaptureQueriesContext(connection) as seen:
            write_city = next(one for one in attributes() if one.path == "city").write
            assert write_city is not None
            write_city(firm.admin, [one.pk for one in some], city, NOON)
        counts.append(len(seen))

    assert max(counts) - min(counts) <= 1, counts  # of one, the audit log names it
    with scope(firm.id):
        assert set(Customer.objects.values_list("city", flat=True)) == {"北京"}
    assert [line["before"] for line in told(firm, made[0])] == ["", "杭州", "上海"]


def test_names_are_sorted_by_pinyin_latin_first(firm):
    for name in ("张敏", "阿宝", "bob", "Alice", "王伟", "李娜", "🌸花"):
        make_customer(firm, name)
    with scope(firm.id):
        Customer.objects.filter(name="王伟").update(name="")

    html = browser(firm.admin).get("/o/hemu/customers/", {"order": "name"}).content.decode()

    with scope(firm.id):
        names = list(Customer.objects.order_by("name_key").values_list("name", flat=True))
    assert names == ["Alice", "bob", "🌸花", "阿宝", "李娜", "张敏", ""]
    assert html.index("Alice") < html.index("阿宝") < html.index("张敏") < html.index("Unnamed customer")
