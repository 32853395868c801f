"""Who has which tag: the rows, the counts, the history."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.customers.actions import Merge, merge_many
from changlai.customers.models import Customer, Interaction
from changlai.customers.tests.factories import make_customer
from changlai.kernel.tenancy import scope
from changlai.tags import actions, queries
from changlai.tags.contracts import Mark, Marked
from changlai.tags.errors import OneOfGroup
from changlai.tags.models import Tag, Tagging
from changlai.tags.tests.factories import by_hand, make_group, mark
from tests.support.house import Firm, found_firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def counts(firm: Firm) -> dict[str, int]:
    with scope(firm.id):
        return dict(Tag.objects.values_list("name", "customer_count"))


def words(firm: Firm, customer: Customer) -> list[str]:
    with scope(firm.id):
        return [worn.name for worn in queries.worn(customer)]


def history(firm: Firm, customer: Customer) -> list[tuple[list[str], list[str], str]]:
    with scope(firm.id):
        rows = Interaction.objects.filter(customer_id=customer.pk, kind="tagged").order_by("id")
        return [(row.facts["added"], row.facts["removed"], row.facts["member"]) for row in rows]


def test_marking_is_kept_counted_and_stands_on_the_timeline(firm):
    lin, zhou = make_customer(firm, "Lin"), make_customer(firm, "Zhou")
    _, (firm_bed, soft) = make_group(firm, "Bed", "firm", "soft")

    first = mark(firm, [lin, zhou], on=(firm_bed, soft))
    again = mark(firm, [lin], on=(firm_bed,))
    off = mark(firm, [lin], off=(soft,))

    assert (first, again, off) == (Marked(4, 0, 0), Marked(0, 0, 1), Marked(0, 1, 0))
    assert words(firm, lin) == ["firm"]
    assert words(firm, zhou) == ["firm", "soft"]
    assert counts(firm) == {"firm": 2, "soft": 1}
    assert history(firm, lin) == [(["firm", "soft"], [], "孟佳"), ([], ["soft"], "孟佳")]


def test_marking_is_no_touch_point(firm):
    lin = make_customer(firm, "Lin")
    _, (tag,) = make_group(firm, "Bed", "firm")

    mark(firm, [lin], on=(tag,))

    with scope(firm.id):
        assert Customer.objects.get(id=lin.pk).last_interaction_at is None


def test_new_tag_of_an_exclusive_group_takes_the_place_of_the_one_before(firm):
    lin = make_customer(firm, "Lin")
    _, (low, high) = make_group(firm, "Interest", "low", "high", is_exclusive=True)
    mark(firm, [lin], on=(low,))

    mark(firm, [lin], on=(high,))

    assert words(firm, lin) == ["high"]
    assert counts(firm) == {"low": 0, "high": 1}
    assert history(firm, lin)[-1] == (["high"], ["low"], "孟佳")


def test_two_tags_of_an_exclusive_group_at_once_are_refused(firm):
    lin = make_customer(firm, "Lin")
    _, (low, high) = make_group(firm, "Interest", "low", "high", is_exclusive=True)

    with pytest.raises(OneOfGroup):
        mark(firm, [lin], on=(low, high))

    assert (words(firm, lin), counts(firm)) == ([], {"low": 0, "high": 0})


def test_what_is_gone_is_left_out(firm):
    lin = make_customer(firm, "Lin")
    _, (tag,) = make_group(firm, "Bed", "firm")
    foreign = found_firm("xuanniao")
    other = make_customer(foreign, "Lin")

    with scope(firm.id):
        done = actions.mark([Mark(firm.id, one, tag.pk, True, by_hand(firm)) for one in (lin.pk, other.pk, 999_999)])

    assert done == Marked(1, 0, 0)
    assert words(foreign, other) == []


def test_number_of_statements_does_not_grow_with_the_customers(firm):
    _, tags = make_group(firm, "Bed", "firm", "soft")
    few = [make_customer(firm, f"A{n}") for n in range(2)]
    many = [make_customer(firm, f"B{n}") for n in range(20)]

    def statements(customers: list[Customer]) -> int:
        with CaptureQueriesContext(connection) as seen:
            mark(firm, customers, on=tuple(tags))
        return len(seen)

    assert statements(few) == statements(many)


def test_tags_follow_a_merge_and_the_counts_stay_true(firm):
    lin, double = make_customer(firm, "Lin"), make_customer(firm, "Lin again")
    _, (low, high) = make_group(firm, "Interest", "low", "high", is_exclusive=True)
    _, (bed, sofa) = make_group(firm, "Wants", "bed", "sofa")
    mark(firm, [lin], on=(low, bed))
    mark(firm, [double], on=(high, bed, sofa))

    with scope(firm.id):
        merge_many([Merge(firm.id, lin.pk, (double.pk,), "by_hand")])

    assert words(firm, lin) == ["low", "bed", "sofa"]
    assert counts(firm) == {"low": 1, "high": 0, "bed": 1, "sofa": 1}
    with scope(firm.id):
        assert Tagging.objects.count() == 3
