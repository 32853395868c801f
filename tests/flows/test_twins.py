"""Who is there twice: a number alone makes nobody one, what is certain is merged, what is likely is suggested."""

import pytest

from changlai.customers import actions
from changlai.customers.enums import Certainty
from changlai.customers.models import Customer, Identity, Merging, Suggestion, Unchecked
from changlai.kernel import cron
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, another_account, deliver, found_firm, later, message, settle

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "+8613811112222"


@pytest.fixture
def firm():
    return found_firm()


def arrive(firm, *people, phone=PHONE):
    """Each of them writes, the second one to an account of another platform: one account knows nobody twice."""
    for number, (sender, name) in enumerate(people):
        place = another_account(firm) if sender == "b" else firm
        deliver(place, message(sender, "你好", at=later(number), phone=phone, name=name))
        settle()


def look(firm):
    with scope(firm.id):
        while actions.check_twins(firm.id, NOON):
            pass


def known(firm):
    with scope(firm.id):
        return list(Customer.objects.order_by("id").values_list("name", flat=True))


def suggested(firm):
    with scope(firm.id):
        rows = Suggestion.objects.filter(is_different=False).order_by("first_id", "second_id")
        return [(one.first.name, one.second.name, one.rules) for one in rows.select_related("first", "second")]


def test_family_with_one_number_stays_several_people_who_all_keep_it(firm):
    arrive(firm, ("a", "王建国"), ("b", "王丽"))
    look(firm)

    assert known(firm) == ["王建国", "王丽"]
    assert suggested(firm) == []
    with scope(firm.id):
        assert Identity.objects.filter(kind="phone", value=PHONE).values("customer").distinct().count() == 2


def test_two_full_names_of_one_shop_are_suggested_for_the_ids_that_keep_them_apart_and_stand_last(firm):
    arrive(firm, ("a", "王建国"), ("c", "王丽"), ("b", "开心果"))
    look(firm)

    with scope(firm.id):
        rows = Suggestion.objects.order_by("-confidence", "id").select_related("first", "second")
        found = [(one.first.name, one.second.name, one.reason, one.rules, one.confidence) for one in rows]
    assert found == [
        ("王建国", "开心果", "rule:phone", ["phone"], 55),
        ("王丽", "开心果", "rule:phone", ["phone"], 55),
        ("王建国", "王丽", "exclusive_clash:external_id", ["phone"], 10),
    ]
    assert known(firm) == ["王建国", "王丽", "开心果"]


def test_more_than_three_with_one_number_share_a_switchboard_and_nobody_is_bothered(firm):
    arrive(firm, *((f"u{n}", name) for n, name in enumerate(("王建国", "李明", "陈晨", "赵亮"))))
    look(firm)

    assert suggested(firm) == []


def test_nickname_with_the_number_of_somebody_is_suggested_and_never_merged(firm):
    arrive(firm, ("a", "王建国"), ("b", "开心果"), ("a", "王建国"))
    look(firm)

    assert known(firm) == ["王建国", "开心果"]
    assert suggested(firm) == [("王建国", "开心果", ["phone"])]


def test_two_in_one_batch_are_told_apart_as_well_and_the_same_name_elsewhere_is_one(firm):
    told = [message(one, "你好", at=NOON, phone=PHONE, name=name) for one, name in (("a", "王建国"), ("c", "王丽"))]
    deliver(firm, *told)
    deliver(another_account(firm), message("b", "你好", at=NOON, phone=PHONE, name="王建国"))
    settle()

    assert known(firm) == ["王建国", "王丽"]


def test_merging_two_who_shared_a_number_leaves_it_once_and_undoing_gives_it_back(firm):
    arrive(firm, ("a", "王建国"), ("b", "开心果"))
    with scope(firm.id):
        first, second = Customer.objects.order_by("id")
        merging = actions.unite(into=second, others=[first], choices={}, by=firm.admin)
        assert list(Identity.objects.filter(kind="phone").values_list("scope", flat=True)) == [""]

        actions.undo_merge(merging=merging, by=firm.admin, now=later(9))

        holders = set(Identity.objects.filter(kind="phone").values_list("customer_id", "scope"))
    assert holders == {(first.pk, ""), (second.pk, f"shared:{second.pk}")}


def test_rule_an_organisation_made_certain_merges_and_can_be_undone(firm):
    with scope(firm.id):
        actions.set_twin_rules(rules={"name_company": Certainty.CERTAIN}, by=firm.admin)
    arrive(firm, ("a", "林小满"), phone="")
    arrive(firm, ("b", "林小满"), phone="")
    with scope(firm.id):
        for one in Customer.objects.all():
            actions.edit(customer=one, changes={"company": "晨曦设计"}, by=firm.admin, now=NOON)
    cron.entries()["customers.twins"].run()

    assert known(firm) == ["林小满"]
    with scope(firm.id):
        assert Merging.objects.get().reason == "rule:name_company"
        actions.undo_merge(merging=Merging.objects.get(), by=firm.admin, now=later(9))
    look(firm)
    assert known(firm) == ["林小满", "林小满"]


def test_rules_that_are_off_find_nobody_and_another_birthday_stands_against(firm):
    arrive(firm, ("a", "林小满"), phone="")
    arrive(firm, ("b", "林小满"), phone="")
    with scope(firm.id):
        for year, one in enumerate(Customer.objects.order_by("id")):
            changes = {"company": "晨曦设计", "birthday": NOON.date().replace(year=1990 + year)}
            actions.edit(customer=one, changes=changes, by=firm.admin, now=NOON)
    look(firm)
    with scope(firm.id):
        assert [one.confidence for one in Suggestion.objects.all()] == [22]  # 75, and 0.3 of it is left
        Suggestion.objects.all().delete()
        actions.set_twin_rules(rules={"name_company": Certainty.OFF}, by=firm.admin)
        actions.mark_next(firm.id, 0)
        assert Unchecked.objects.count() == 2
    look(firm)

    assert suggested(firm) == []
