"""Own fields in the one filter language: every kind, shown, written, and nothing said of what is masked."""

import pytest
from django.utils import timezone

from changlai.customers import actions
from changlai.customers.models import Customer
from changlai.customers.tests.factories import make_customer
from changlai.kernel.tenancy import scope
from changlai.records import actions as records
from changlai.records import queries as own
from changlai.records.actions import Rules
from changlai.records.attributes import own as attributes
from changlai.records.enums import FieldKind
from changlai.records.errors import BadFilter, BadValue
from tests.support.house import NOON, found_firm, hire

pytestmark = pytest.mark.django_db

KINDS = {
    "card": FieldKind.TEXT,
    "budget": FieldKind.MONEY,
    "size": FieldKind.NUMBER,
    "moving": FieldKind.DATE,
    "style": FieldKind.CHOICES,
    "measured": FieldKind.YES_NO,
    "adviser": FieldKind.MEMBER,
    "site": FieldKind.PLACE,
    "mail": FieldKind.EMAIL,
}


@pytest.fixture
def firm():
    """Lin has something in every field, Wei in a few, An in none."""
    made = found_firm()
    lin, wei, _an = (make_customer(made, name) for name in ("Lin", "Wei", "An"))
    with scope(made.id):
        section = records.create_section(of="customer", name="Home", by=made.admin)
        for name, kind in KINDS.items():
            rules = Rules(name, options=("oak", "cream") if kind == FieldKind.CHOICES else ())
            records.create_field(section=section, kind=kind, rules=rules, by=made.admin, now=NOON)
    told = {
        "card": "A-1",
        "budget": "12.5万",
        "size": "118.5",
        "moving": "2026-12-01",
        "style": "oak、cream",
        "measured": "是",
        "adviser": str(made.admin.pk),
        "site": "浙江省杭州市西湖区文三路 1 号",
        "mail": "Lin@example.com",
    }
    fill(made, lin, **told)
    fill(made, wei, measured="否", site="浙江省宁波市海曙区", budget="3000", style="cream")
    return made


def people() -> dict[int, str]:
    return dict(Customer.objects.order_by("id").values_list("id", "name"))


def fill(firm, customer, **given):
    with scope(firm.id):
        fields = own.active_fields("customer")
        raw = {one.pk: given[one.name] for one in fields if one.name in given}
        actions.fill_in(customer=customer, given=raw, by=firm.admin, now=NOON, fields=fields)


def path(firm, name):
    return next(f"field-{one.pk}" for one in own.active_fields("customer") if one.name == name)


def found(firm, name, operator, value, member=None):
    member = member or firm.admin
    with scope(firm.id):
        if name == "style":
            options = {one.name: str(one.pk) for f in own.active_fields("customer") for one in own.options_of(f)}
            value = [options[one] for one in value]
        chosen = own.read_filter("customer", {"path": path(firm, name), operator: value}, member)
        spots = own.page(own.kind_of("customer"), member, chosen, limit=50)
        names = people()
    return sorted(names[one.id] for one in spots)


@pytest.mark.parametrize(
    ("name", "operator", "value", "names"),
    [
        ("card", "is", "a-1", ["Lin"]),
        ("card", "contains", "A-", ["Lin"]),
        ("card", "is_empty", True, ["An", "Wei"]),
        ("budget", "at_least", 100000, ["Lin"]),
        ("budget", "between", [1, 5000], ["Wei"]),
        ("size", "is", 118.5, ["Lin"]),
        ("moving", "after", "2026-11-30", ["Lin"]),
        ("style", "all_of", ["oak", "cream"], ["Lin"]),
        ("style", "none_of", ["oak"], ["An", "Wei"]),
        ("measured", "is", True, ["Lin"]),
        ("measured", "is", False, ["Wei"]),
        ("adviser", "is", "me", ["Lin"]),
        ("site", "is", "浙江省", ["Lin", "Wei"]),
        ("site", "is", "杭州", ["Lin"]),
        ("site", "any_of", ["330200", "310000"], ["Wei"]),
        ("site", "is_not", "330106", ["An", "Wei"]),
        ("site", "contains", "文三", ["Lin"]),
        ("mail", "is", "lin@example.com", ["Lin"]),
    ],
)
def test_field_of_every_kind_is_filtered_by(firm, name, operator, value, names):
    assert found(firm, name, operator, value) == names


def test_values_are_read_of_many_at_once(firm):
    with scope(firm.id):
        lin, wei, an = people()
        shown = {one.label: dict(one.values([lin, wei, an])) for one in attributes("customer") if one.values}

    assert (shown["site"][lin], shown["measured"]) == ("浙江省 杭州市 西湖区 文三路 1 号", {lin: True, wei: False})
    assert shown["budget"] == {lin: 12_500_000, wei: 300_000}


def test_field_is_written_on_many_and_says_for_whom_not(firm):
    seller = hire(firm, "Li", "sales")
    with scope(firm.id):
        lin, wei, an = people()
        attribute = next(one for one in attributes("customer") if one.label == "card")
        actions.assign_many(ids=[an], owner=seller, by=firm.admin, now=NOON)
        assert attribute.write
        assert attribute.values
        attribute.write(seller, [lin, an], "B-2", timezone.now())
        mine = attribute.values([lin, wei, an])
        sized = next(one for one in attributes("customer") if one.label == "size")
        assert sized.write
        with pytest.raises(BadValue):
            sized.write(firm.admin, [lin], "x", NOON)

    assert mine == {lin: "A-1", an: "B-2"}


def test_masked_field_is_no_condition_for_who_may_not_see_it(firm):
    seller = hire(firm, "Li", "sales")
    with scope(firm.id):
        field = next(one for one in own.active_fields("customer") if one.name == "card")
        records.change_field(field=field, rules=Rules("card", is_masked=True), by=firm.admin, now=NOON)

    with pytest.raises(BadFilter):
        found(firm, "card", "is", "A-1", member=seller)
