"""The same tags for thousands: what comes of it is what ``mark`` does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.customers.models import Customer, Interaction
from changlai.customers.tests.factories import make_customer
from changlai.kernel.events.log import decode, pending
from changlai.kernel.tenancy import scope
from changlai.tags import actions
from changlai.tags.contracts import Mark, Marked, Origin
from changlai.tags.enums import Way
from changlai.tags.errors import OneOfGroup
from changlai.tags.events import CustomerTagged
from changlai.tags.models import Tag, Tagging
from changlai.tags.tests.factories import by_hand, make_group
from tests.support.house import NOON, Firm, found_firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def seen(firm: Firm):
    """Who has what, how many each tag has, what stands on timelines, and what other modules heard."""
    with scope(firm.id):
        worn = {(t.customer.name, t.tag.name, t.way, t.member_id, t.is_only) for t in Tagging.objects.all()}
        names = dict(Customer.objects.values_list("pk", "name"))
        rows = Interaction.objects.filter(kind="tagged").order_by("id")
        told = [(names[row.customer_id], row.occurred_at, _in_order(row.facts)) for row in rows]
        return worn, dict(Tag.objects.values_list("name", "customer_count")), sorted(told, key=repr)


def _in_order(facts):
    return facts | {word: sorted(facts[word]) for word in ("added", "removed")}


def heard(firm: Firm, deed) -> list[tuple[int, int, tuple[int, ...], tuple[int, ...], str, int]]:
    with scope(firm.id):
        deed()
        events = [msg for entry in pending() for msg in _events(entry)]
        return sorted(events)


def _events(entry):
    for _org, key, kind, body in entry.lines():
        if kind == "tags.CustomerTagged":
            event = decode(kind, body, 0)
            assert isinstance(event, CustomerTagged)
            yield key, event.customer_id, event.added_ids, tuple(sorted(event.removed_ids)), event.way, event.member_id


@pytest.mark.parametrize("many", [1, 200])
@pytest.mark.parametrize("is_on", [True, False])
def test_alike_does_what_mark_does(firm, is_on, many, monkeypatch):
    monkeypatch.setattr("changlai.tags.actions.alike.MANY", many)
    with scope(firm.id):
        origin = Origin(Way.BULK, NOON, firm.admin.pk, firm.admin.name)
    customers = [make_customer(firm, name) for name in "ABCD"]
    _, (low, high) = make_group(firm, "Interest", "low", "high", is_exclusive=True)
    _, (vip, old) = make_group(firm, "Value", "vip", "old")
    with scope(firm.id):
        a, b, *_ = (one.pk for one in customers)
        actions.mark([Mark(firm.id, a, low.pk, True, by_hand(firm)), Mark(firm.id, b, vip.pk, True, by_hand(firm))])
        actions.mark([Mark(firm.id, b, high.pk, True, by_hand(firm)), Mark(firm.id, b, old.pk, True, by_hand(firm))])
        Customer.objects.filter(name="C").update(binned_at=NOON)  # in the bin: marked, and not counted
    ids, tags = [one.pk for one in customers], [high.pk, vip.pk]
    point = connection.savepoint() or ""

    first = heard(firm, lambda: actions.mark([Mark(firm.id, one, tag, is_on, origin) for one in ids for tag in tags]))
    wanted = seen(firm)
    connection.savepoint_rollback(point)
    second = heard(firm, lambda: actions.mark_alike(customer_ids=ids, tag_ids=tags, is_on=is_on, origin=origin))

    assert second == first
    assert second
    assert seen(firm) == wanted


def test_alike_leaves_out_strangers_and_takes_as_many_statements_for_one_and_fifty(firm):
    other = found_firm("xuanniao", "玄鸟")
    stranger = make_customer(other, "Stranger")
    customers = [make_customer(firm, f"C{n}") for n in range(50)]
    _, (vip, old) = make_group(firm, "Value", "vip", "old")
    origin = Origin(Way.BULK, NOON, firm.admin.pk, firm.admin.name)
    counts = []
    for tag, some in ((vip, customers[:1]), (old, customers)):
        with scope(firm.id), CaptureQueriesContext(connection) as statements:
            ids = [stranger.pk, *(one.pk for one in some)]
            done = actions.mark_alike(customer_ids=ids, tag_ids=[tag.pk], is_on=True, origin=origin)
        counts.append(len(statements))
        assert done == Marked(len(some), 0, 0)
    with scope(other.id):
        assert not Tagging.objects.exists()

    assert len(set(counts)) == 1


def test_alike_refuses_two_of_an_exclusive_group(firm):
    lin = make_customer(firm, "Lin")
    _, (low, high) = make_group(firm, "Interest", "low", "high", is_exclusive=True)
    origin = Origin(Way.BULK, NOON, firm.admin.pk, firm.admin.name)

    with scope(firm.id), pytest.raises(OneOfGroup):
        actions.mark_alike(customer_ids=[lin.pk], tag_ids=[low.pk, high.pk], is_on=True, origin=origin)

    with scope(firm.id):
        assert not Tagging.objects.exists()
