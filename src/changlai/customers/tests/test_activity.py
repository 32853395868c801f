"""Counters of behaviour say what the timelines say, whatever happens to customers meanwhile."""

from collections import Counter
from datetime import timedelta

import pytest

from changlai.customers import actions, queries
from changlai.customers.enums import InteractionKind
from changlai.customers.models import ActivityChunk, Customer, Interaction
from changlai.customers.queries import activity
from changlai.customers.tallies import Sums, Tally, together
from changlai.customers.tests.factories import make_customer, record
from changlai.kernel import db
from changlai.kernel.events.rewind import rewind
from changlai.kernel.tenancy import scope
from changlai.records import queries as records
from tests.support.house import NOON, found_firm, later, settle

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGE, VIEW = InteractionKind.MESSAGE_IN, InteractionKind.VIEWED
DAY = 24 * 60
TODAY = NOON.date()


@pytest.fixture
def firm():
    return found_firm()


def did(firm, kinds, times, days):
    with scope(firm.id):
        since = TODAY - timedelta(days=days - 1)
        return queries.who_did(kinds, times=times, since=since, until=TODAY).tolist()


def truth(firm, kinds, times, days):
    """The same from the timeline. Noon in UTC+8: the day is the same everywhere."""
    with scope(firm.id):
        rows = Interaction.objects.filter(kind__in=kinds, occurred_at__gte=NOON - timedelta(days=days - 1, hours=5))
        found = Counter(rows.values_list("customer_id", flat=True))
    return sorted(one for one, count in found.items() if count >= times)


def agree(firm):
    asked = [([MESSAGE], 1, 1), ([MESSAGE], 2, 30), ([MESSAGE], 3, 30), ([MESSAGE, VIEW], 3, 10), ([VIEW], 1, 365)]
    return [did(firm, *one) for one in asked] == [truth(firm, *one) for one in asked]


def busy(firm):
    """Three customers with something on several days; one of them only long ago."""
    found = [make_customer(firm, name) for name in ("Lin", "Wei", "An")]
    lin, wei, an = found
    told = [(lin, MESSAGE, 0), (lin, MESSAGE, 1), (lin, MESSAGE, -3 * DAY), (wei, MESSAGE, -2 * DAY)]
    told += [(wei, VIEW, 2), (wei, VIEW, 3), (an, VIEW, -300 * DAY)]
    for number, (customer, kind, minutes) in enumerate(told, start=1):
        record(firm, customer, kind, number=number, minutes=minutes)
    settle()
    return found


def test_who_did_it_often_enough_in_these_days(firm):
    lin, wei, an = busy(firm)
    busy(found_firm("other", "别家"))

    assert did(firm, [MESSAGE], 3, 4) == [lin.pk]
    assert did(firm, [MESSAGE], 3, 3) == []
    assert did(firm, [MESSAGE], 1, 30) == [lin.pk, wei.pk]
    assert did(firm, [MESSAGE, VIEW], 3, 3) == [wei.pk]
    assert did(firm, [VIEW], 1, 365) == [wei.pk, an.pk]
    assert agree(firm)


def test_reading_the_log_again_counts_nothing_twice(firm):
    busy(firm)
    rewind("customers.timeline", position=0)
    settle()

    assert agree(firm)


def test_merge_undo_and_tidying_keep_the_count(firm):
    lin, wei, an = busy(firm)
    with scope(firm.id):
        merging = actions.unite(into=lin, others=[wei, an], choices={}, by=firm.admin)
    assert agree(firm)
    assert did(firm, [MESSAGE], 4, 4) == [lin.pk]

    record(firm, lin, MESSAGE, number=20, minutes=30)
    settle()
    with scope(firm.id):
        actions.tidy_activity(firm.id, NOON)
        assert ActivityChunk.objects.count() == 5  # kinds and days
    assert agree(firm)

    with scope(firm.id):
        actions.undo_merge(merging=merging, by=firm.admin, now=later(60))
    assert agree(firm)
    assert did(firm, [VIEW], 1, 365) == [wei.pk, an.pk]


def test_who_is_erased_is_in_no_chunk(firm):
    lin, wei, _an = busy(firm)
    with scope(firm.id):
        actions.forget_activity(firm.id, [lin.pk])
        kept = [Tally.opened(bytes(one.ids), bytes(one.counts)) for one in ActivityChunk.objects.all()]

    assert {one for tally in kept for one in tally.ids.tolist()} & {lin.pk} == set()
    assert did(firm, [MESSAGE], 1, 30) == [wei.pk]


def test_check_finds_and_mends_what_differs(firm):
    busy(firm)
    with scope(firm.id):
        assert actions.check_activity(NOON) == []
        ActivityChunk.objects.filter(kind=VIEW).delete()
        wrong = Tally.of([(1, 7)]).sealed()
        ActivityChunk.objects.filter(kind=MESSAGE, day=TODAY).update(ids=wrong[0], counts=wrong[1])
        mended = actions.check_activity(NOON)
        again = actions.check_activity(NOON)

    assert [(kind, (TODAY - day).days) for kind, day in mended] == [(VIEW, 300), (MESSAGE, 0), (VIEW, 0)]
    assert again == []
    assert agree(firm)


def test_what_is_too_old_to_be_asked_about_is_forgotten(firm):
    busy(firm)
    with scope(firm.id):
        actions.tidy_activity(firm.id, NOON + timedelta(days=101))

        assert ActivityChunk.objects.filter(day__lt=TODAY - timedelta(days=299)).count() == 0


def test_did_is_a_condition_within_what_the_member_sees(firm):
    lin, wei, an = busy(firm)
    kind = records.kind_of("customer")

    def chosen(tree):
        with scope(firm.id):
            found = records.read_filter("customer", tree, firm.admin, now=NOON)
            return records.matching(kind, firm.admin, found, [lin.pk, wei.pk, an.pk])

    often = {"path": "activity", "did": {"kinds": ["message_in"], "times": 2, "days": 30}}
    assert chosen(often) == {lin.pk}
    assert chosen({"not": often}) == {wei.pk, an.pk}
    assert chosen({"path": "activity", "did_not": {"kinds": ["message_in"], "days": 3}}) == {an.pk}
    assert chosen({"any": [often, {"path": "name", "is": "An"}]}) == {lin.pk, an.pk}


def test_pieces_of_a_day_are_added_up():
    pieces = [Tally.of([(5, 1), (9, 2)]), Tally.of([(9, 3), (4, 1)]), Tally.of([(5, -1)])]

    made = together(pieces)

    assert (made.ids.tolist(), made.counts.tolist()) == ([4, 9], [1, 5])
    assert together([made], less=[Tally.of([(4, 1), (9, 2), (7, 1)])]).counts.tolist() == [-1, 3]
    assert Sums.of([made, Tally.of([(4, 2), (10**12, 3)])]).at_least(3).tolist() == [4, 9, 10**12]
    assert Sums.of([*pieces, Tally.of([(4, 2)])]).at_least(3).tolist() == [4, 9]
    assert Sums.of([]).at_least(1).tolist() == []


@pytest.mark.parametrize("most", [1, 127, 128, -129, 40_000, 2**31])
def test_counts_are_kept_as_narrow_as_they_allow(most):
    ids, counts = Tally.of([(1, 1), (2**40, most)]).sealed()

    assert Tally.opened(ids, counts).counts.tolist() == [1, most]
    assert len(counts) == 2 * next(width for width in (1, 2, 4, 8) if abs(most) < 2 ** (8 * width - 1))


def test_the_question_is_answered_by_the_index(firm):
    busy(firm)
    with scope(firm.id):
        db.run("set local enable_seqscan = off")
        plan = db.rows(f"explain {activity._CHUNKS}", (firm.id, [MESSAGE], TODAY, TODAY))

    assert "activity_chunk" in "\n".join(row[0] for row in plan)
    with scope(firm.id):
        assert Customer.objects.count() == 3
