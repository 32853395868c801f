"""Tags that are merged or deleted while many customers are being marked with them: nobody goes without, nothing is told
that is not so.
"""

import pytest
from django.utils import timezone

from changlai.customers.models import Customer, Interaction
from changlai.customers.tests.factories import make_customer
from changlai.kernel.tenancy import scope
from changlai.records import actions, registry
from changlai.records.actions import runs
from changlai.records.models import DeedRun
from changlai.tags import actions as tags
from changlai.tags.models import Tag, Tagging
from changlai.tags.tests.factories import make_group
from tests.support.house import found_firm
from tests.support.waiting import aside, until_it_waits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def customers(firm):
    return [make_customer(firm, f"C{n}").pk for n in range(6)]


@pytest.fixture
def chosen(firm):
    """The tag many get, and the one it is merged into."""
    return make_group(firm, "Value", "vip", "dear")[1]


@pytest.fixture
def run(firm, customers, chosen, monkeypatch):
    """Six customers in three batches."""
    monkeypatch.setattr(runs, "BATCH", 2)
    with scope(firm.id):
        kind, given = registry.kinds()["customer"], {"tags": [str(chosen[0].pk)]}
        return actions.begin_run(
            kind=kind, deed="tags.add", meant=customers, arguments=given, by=firm.admin, now=timezone.now()
        )


def go_on(firm, run) -> bool:
    with scope(firm.id):
        return actions.work_on(run_id=run.pk, now=timezone.now())


def merge(firm, tag, into) -> None:
    with scope(firm.id):
        tags.merge(tag=tag, into=into, by=firm.admin)


def state(firm, run):
    """Who has which tag, what the tags count, and what the run says."""
    with scope(firm.id):
        worn = sorted(Tagging.objects.values_list("customer_id", "tag__name"))
        counts = dict(Tag.objects.values_list("name", "customer_count"))
        done = DeedRun.objects.get(pk=run.pk)
        told = Interaction.objects.filter(kind="tagged").count()
    return worn, counts, (done.state, done.done_count, done.failed_count), told, done


def test_run_goes_on_with_the_tag_its_own_was_merged_into(firm, customers, chosen, run):
    vip, dear = chosen
    go_on(firm, run)

    with scope(firm.id):
        list(Customer.objects.select_for_update().order_by("id"))  # the second batch waits for them
        worker = aside(lambda: go_on(firm, run))
        until_it_waits()
        merging = aside(lambda: merge(firm, vip, dear))  # and merging for the batch
        until_it_waits(2)
    worker.join()
    merging.join()
    while go_on(firm, run):
        pass

    worn, counts, report, told, done = state(firm, run)
    assert worn == [(one, "dear") for one in sorted(customers)]
    assert counts == {"dear": 6}
    assert report == ("finished", 6, 0)
    assert told == 6
    assert done.arguments == {"tags": [str(dear.pk)]}


def test_run_says_whom_it_did_not_mark_because_the_tag_was_deleted(firm, customers, chosen, run):
    go_on(firm, run)
    with scope(firm.id):
        tags.delete_tag(tag=chosen[0], by=firm.admin)
    while go_on(firm, run):
        pass

    worn, _counts, report, told, done = state(firm, run)
    assert worn == []
    assert report == ("finished", 2, 4)
    assert told == 2
    assert list(done.reasons.values()) == [4]


def test_tag_that_is_merged_is_put_on_nobody_meanwhile(firm, customers, chosen, run):
    """Who comes while two tags are merged waits, and then says that the tag is gone, or takes the other."""
    vip, dear = chosen
    with scope(firm.id):
        tags.merge(tag=vip, into=dear, by=firm.admin)
        worker = aside(lambda: go_on(firm, run))
        until_it_waits()
    worker.join()
    while go_on(firm, run):
        pass
    with scope(firm.id):
        first = DeedRun.objects.get(pk=run.pk)
        again = actions.retry_run(run=first, by=firm.admin, now=timezone.now())
    while go_on(firm, again):
        pass

    worn, counts, report, _told, _done = state(firm, again)
    assert (first.done_count, first.failed_count) == (4, 2)
    assert worn == [(one, "dear") for one in sorted(customers)]
    assert counts == {"dear": 6}
    assert report == ("finished", 2, 0)
