"""Customers by the one filter language: every attribute, as the member may see them."""

from datetime import date, timedelta

import pytest

from changlai.customers import actions
from changlai.customers.models import Collaborator, Customer, Follow
from changlai.customers.tests.factories import make_customer
from changlai.kernel.tenancy import scope
from changlai.records import queries as records
from changlai.records.errors import BadFilter
from changlai.records.queries import Spot
from tests.support.house import NOON, found_firm, hire

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return found_firm()


def found(firm, tree, *, member=None, now=None):
    """The names of the customers a tree finds, in the order of the list."""
    member = member or firm.admin
    kind = records.kind_of("customer")
    with scope(firm.id):
        chosen = records.read_filter("customer", tree, member, now=now or NOON)
        spots = records.page(kind, member, chosen, limit=50)
        names = dict(Customer.objects.values_list("id", "name"))
        assert records.count(kind, member, chosen) == len(spots)
        assert records.leaf(kind, member, chosen, limit=1).count in {None, len(spots)}
        assert records.count_up_to(kind, member, chosen, 2) == min(2, len(spots))
        assert records.matching(kind, member, chosen, list(names)) == {spot.id for spot in spots}
    return [names[spot.id] for spot in spots]


def people(firm):
    """Three customers who differ in everything."""
    lin = make_customer(firm, "Lin", phone="+8613800136120", owner=firm.admin)
    wei = make_customer(firm, "Wei", at=NOON - timedelta(days=20))
    an = make_customer(firm, "An", at=NOON - timedelta(days=40))
    with scope(firm.id):
        Customer.objects.filter(pk=lin.pk).update(city="上海", birthday=date(1990, 11, 25), gender="female")
        Customer.objects.filter(pk=wei.pk).update(city="杭州", company="100%_棉", last_interaction_at=NOON)
        Customer.objects.filter(pk=an.pk).update(last_interaction_at=NOON - timedelta(days=9))
        Collaborator.objects.create(customer=an, member=firm.admin, added_at=NOON)
        Follow.objects.create(
            customer=wei, account_id=firm.account.pk, colleague="zhang", remark="老客户", state="live-1", seen_at=NOON
        )
    return lin, wei, an


@pytest.mark.parametrize(
    ("tree", "names"),
    [
        ({}, ["Wei", "An", "Lin"]),
        ({"path": "city", "is": "上海"}, ["Lin"]),
        ({"path": "city", "is_not": "上海"}, ["Wei", "An"]),
        ({"path": "city", "any_of": ["上海", "杭州"]}, ["Wei", "Lin"]),
        ({"path": "city", "is_empty": True}, ["An"]),
        ({"not": {"path": "city", "is_empty": True}}, ["Wei", "Lin"]),
        ({"path": "company", "contains": "%_"}, ["Wei"]),
        ({"path": "company", "starts_with": "00"}, []),
        ({"not": {"path": "company", "contains": "棉"}}, ["An", "Lin"]),
        ({"path": "gender", "is": "female"}, ["Lin"]),
        ({"path": "birthday", "before": "1990-11-26"}, ["Lin"]),
        ({"path": "birthday", "before": "1990-11-25"}, []),
        ({"not": {"path": "birthday", "before": "1990-11-25"}}, ["Wei", "An", "Lin"]),
        ({"path": "next_birthday", "next_days": 6}, ["Lin"]),
        ({"path": "next_birthday", "next_days": 5}, []),
        ({"path": "owner", "is": "me"}, ["Lin"]),
        ({"path": "owner", "is_empty": True}, ["Wei", "An"]),
        ({"path": "created_at", "last_days": 21}, ["Wei", "Lin"]),
        ({"path": "created_at", "last_days": 20}, ["Lin"]),
        ({"path": "created_at", "before": "today-30"}, ["An"]),
        ({"path": "last_interaction_at", "is": "2026-11-20"}, ["Wei"]),
        ({"path": "last_interaction_at", "between": ["2026-11-11", "2026-11-19"]}, ["An"]),
        ({"not": {"path": "last_interaction_at", "last_days": 7}}, ["An", "Lin"]),
        ({"path": "email", "is": "lin@example.com"}, []),
        ({"path": "has_phone", "is": False}, ["Wei", "An"]),
        ({"path": "identity", "all_of": ["phone", "external_id"]}, ["Lin"]),
        ({"path": "contact", "is": True}, ["Wei"]),
        ({"path": "contact.remark", "contains": "客户"}, ["Wei"]),
        ({"path": "contact.remark", "is_empty": True}, ["An", "Lin"]),
        ({"path": "collaborators", "is": "me"}, ["An"]),
        ({"path": "collaborators", "is_not": "me"}, ["Wei", "Lin"]),
        ({"any": [{"path": "city", "is": "上海"}, {"path": "contact.state", "is": "live-1"}]}, ["Wei", "Lin"]),
        ({"not": {"any": [{"path": "city", "is": "上海"}, {"path": "contact", "is": True}]}}, ["An"]),
        ({"all": [{"path": "owner", "is_empty": True}, {"not": {"path": "city", "is_filled": True}}]}, ["An"]),
    ],
)
@pytest.mark.parametrize("narrow", [8_000, 0])
def test_a_tree_finds_who_fits(firm, monkeypatch, tree, names, narrow):
    monkeypatch.setattr("changlai.records.queries.sets.NARROW", narrow)
    people(firm)
    people(found_firm("other", "别家"))

    chosen = found(firm, tree)

    assert chosen == names


def test_a_tree_finds_only_what_the_member_may_see(firm):
    lin, wei, _an = people(firm)
    seller = hire(firm, "小周", "sales")
    with scope(firm.id):
        actions.assign_owner(customer=wei, owner=seller, by=firm.admin)
        actions.add_collaborator(customer=lin, member=seller, can_write=False, by=firm.admin, now=NOON)

    assert found(firm, {}, member=seller) == ["Wei", "Lin"]
    assert found(firm, {"path": "city", "is": "杭州"}, member=seller) == ["Wei"]


def test_the_machine_asks_by_phone_numbers_however_they_are_written(firm):
    lin, _wei, _an = people(firm)
    kind = records.kind_of("customer")

    with scope(firm.id):
        chosen = records.read_filter("customer", {"path": "phone", "is": "138 0013 6120"}, None)
        spots = records.page(kind, firm.admin, chosen, limit=5)

    assert [spot.id for spot in spots] == [lin.pk]


def test_what_is_masked_is_no_condition(firm):
    seller = hire(firm, "小周", "sales")

    with scope(firm.id), pytest.raises(BadFilter) as refused:
        records.read_filter("customer", {"all": [{"path": "phone", "is": "13800136120"}]}, seller)

    assert refused.value.facts == {"place": "/all/0", "problem": "masked"}


def test_pages_follow_each_other_without_gap_or_repetition(firm):
    people(firm)
    kind = records.kind_of("customer")
    with scope(firm.id):
        everything = records.read_filter("customer", {}, firm.admin)
        some = records.read_filter("customer", {"path": "name", "is_filled": True}, firm.admin)
        for chosen in (everything, some):
            for order in ("-last_interaction_at", "last_interaction_at", "created_at", "-created_at"):
                whole = records.page(kind, firm.admin, chosen, order, limit=10)
                singly: list[Spot] = []
                while step := records.page(
                    kind, firm.admin, chosen, order, after=singly[-1] if singly else None, limit=0
                ):
                    singly += step

                assert singly == whole
                assert len(whole) == 3


def test_values_are_read_for_many_at_once(firm):
    lin, wei, an = people(firm)
    with scope(firm.id):
        known = records.read_filter("customer", {}, firm.admin).attributes
        read = {path: one.values([lin.pk, wei.pk, an.pk]) for path, one in known.items() if one.values}

    assert read["city"] == {lin.pk: "上海", wei.pk: "杭州", an.pk: ""}
    assert read["contact.remark"] == {wei.pk: ["老客户"]}
    assert read["has_phone"] == {lin.pk: True, wei.pk: False, an.pk: False}
