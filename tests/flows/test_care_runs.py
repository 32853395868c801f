"""Many pairs merged and the bin purged in the background: exact, whatever dies meanwhile; tags count who is about."""

import pytest

from changlai.customers import actions
from changlai.customers.actions import merge_runs
from changlai.customers.enums import InteractionKind
from changlai.customers.models import Alias, Customer, MergeRun, Merging, Purge, Suggestion
from changlai.customers.tests.factories import make_customer, record
from changlai.kernel.tenancy import scope
from changlai.records.enums import RunState
from changlai.tags import actions as tags
from changlai.tags.models import Tag
from changlai.tags.tests.factories import make_group, mark
from tests.support.house import NOON, found_firm, later, settle, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm():
    return found_firm()


def dies(deed):
    """The deed is done and its worker killed before anything is committed."""
    with pytest.raises(KeyboardInterrupt):
        deed()


def test_merge_run_goes_on_after_its_worker_died_and_is_undone_as_exactly(firm, monkeypatch):
    monkeypatch.setattr(merge_runs, "AT_ONCE", 2)
    people = [make_customer(firm, f"C{n}") for n in range(10)]
    for n, one in enumerate(people):
        record(firm, one, InteractionKind.ENTERED, number=n + 1)
    with scope(firm.id):
        for first, second in zip(people[::2], people[1::2], strict=True):
            actions.suggest(firm.id, [first.pk, second.pk], reason="rule:phone")
        ids = list(Suggestion.objects.values_list("id", flat=True))
        run = actions.merge_suggestions(ids=ids, by=firm.admin, now=NOON)

    def killed():
        with scope(firm.id):
            actions.go_on_merging(run_id=run.pk, now=NOON)
            raise KeyboardInterrupt

    dies(killed)
    with scope(firm.id):
        assert (Customer.objects.count(), Alias.objects.count()) == (10, 0)
        actions.go_on_merging(run_id=run.pk, now=NOON)
    dies(killed)
    work()

    with scope(firm.id):
        ended = MergeRun.objects.get(pk=run.pk)
        assert (ended.state, ended.done_count, ended.failed) == (RunState.FINISHED, 5, [])
        assert (Customer.objects.count(), Alias.objects.count(), Merging.objects.count()) == (5, 5, 5)
        back = actions.undo_merge_run(run=ended, by=firm.admin, now=later(1))
    dies(lambda: _dying_undo(firm, back))
    work()

    with scope(firm.id):
        assert (Customer.objects.count(), Alias.objects.count()) == (10, 0)
        assert MergeRun.objects.get(pk=back.pk).done_count == 5


def _dying_undo(firm, run):
    with scope(firm.id):
        actions.go_on_merging(run_id=run.pk, now=later(2))
        raise KeyboardInterrupt


def test_purge_goes_on_after_its_worker_died_and_each_is_proven_once(firm):
    people = [make_customer(firm, f"C{n}") for n in range(5)]
    with scope(firm.id):
        actions.bin_customers(ids=[one.pk for one in people[:4]], by=firm.admin, now=NOON)

    def killed():
        with scope(firm.id):
            actions.purge(customer_id=people[0].pk, by=firm.admin, now=later(1))
            raise KeyboardInterrupt

    dies(killed)
    with scope(firm.id):
        assert (Customer.objects.count(), Purge.objects.count()) == (5, 0)
        actions.purge_chosen(ids=[one.pk for one in people[:4]], by=firm.admin, now=later(1))
    dies(killed)
    work()
    with scope(firm.id):
        actions.purge_chosen(ids=[one.pk for one in people[:4]], by=firm.admin, now=later(2))
    work()

    with scope(firm.id):
        assert [one.pk for one in Customer.objects.all()] == [people[4].pk]
        assert sorted(one.old_ids[0] for one in Purge.objects.all()) == [one.pk for one in people[:4]]


def test_tags_count_who_is_about_and_not_who_is_in_the_bin(firm):
    lin, wu = make_customer(firm, "林小满"), make_customer(firm, "吴桐")
    _, (tag, other) = make_group(firm, "等级", "VIP", "新客")
    mark(firm, [lin, wu], on=(tag,))

    def counts():
        settle()
        work()
        with scope(firm.id):
            return dict(Tag.objects.values_list("name", "customer_count"))

    with scope(firm.id):
        actions.bin_customers(ids=[lin.pk], by=firm.admin, now=NOON)
    assert counts() == {"VIP": 1, "新客": 0}
    mark(firm, [lin], on=(other,), off=(tag,))
    assert counts() == {"VIP": 1, "新客": 0}
    with scope(firm.id):
        actions.restore(ids=[lin.pk], by=firm.admin, now=later(1))
    assert counts() == {"VIP": 1, "新客": 1}
    with scope(firm.id):
        tags.recount([tag, other])
    assert counts() == {"VIP": 1, "新客": 1}
