"""A deed with many records: what was meant is frozen, worked through in batches, reported; whatever dies meanwhile."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from changlai.customers.models import Collaborator, Customer, Interaction
from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel import db
from changlai.kernel.events.log import Event
from changlai.kernel.tenancy import scope
from changlai.notifications.models import Notification
from changlai.records import actions, queries, registry
from changlai.records.actions import run_ends, runs
from changlai.records.contracts import Sql
from changlai.records.enums import RunState
from changlai.records.errors import BadArgument, NothingMeant, NothingToTryAgain, UnknownDeed
from changlai.records.models import DeedRun, RunBatch
from changlai.tags import actions as tags
from changlai.tags.models import Tag, Tagging
from tests.support.house import found_firm, hire, settle, work

pytestmark = pytest.mark.django_db(transaction=True)
EVERYBODY = Sql("select r.id from customers_customer r where r.organisation_id = %(org)s")


@pytest.fixture
def firm():
    return found_firm()


def tag_of(firm, name="VIP"):
    with scope(firm.id):
        group = tags.create_group(name="Value", tone=1, is_exclusive=False, names=[name], by=firm.admin)
        return Tag.objects.get(group=group)


def begin(firm, deed, arguments, meant=EVERYBODY, by=None):
    with scope(firm.id):
        kind = registry.kinds()["customer"]
        return actions.begin_run(
            kind=kind, deed=deed, meant=meant, arguments=arguments, by=by or firm.admin, now=timezone.now()
        )


def again(firm, run):
    with scope(firm.id):
        return DeedRun.objects.get(pk=run.pk)


def test_run_tags_everybody_who_was_meant_once(firm, monkeypatch):
    monkeypatch.setattr(runs, "BATCH", 2)
    customers = [make_customer(firm, f"C{n}") for n in range(5)]
    tag = tag_of(firm)

    run = begin(firm, "tags.add", {"tags": [str(tag.pk)]})
    make_customer(firm, "Later")
    work()

    done = again(firm, run)
    with scope(firm.id):
        tagged = set(Tagging.objects.filter(tag=tag).values_list("customer_id", flat=True))
        told = Interaction.objects.filter(kind="tagged").count()
        assert Tag.objects.get(pk=tag.pk).customer_count == 5
    assert (done.state, done.total_count, done.done_count, done.failed_count) == (RunState.FINISHED, 5, 5, 0)
    assert tagged == {one.pk for one in customers}
    assert told == 5


def test_run_goes_on_after_its_worker_died_and_does_nothing_twice(firm, monkeypatch):
    monkeypatch.setattr(runs, "BATCH", 2)
    for n in range(6):
        make_customer(firm, f"C{n}")
    tag = tag_of(firm)
    run = begin(firm, "tags.add", {"tags": [str(tag.pk)]})

    def killed():
        with scope(firm.id):
            actions.work_on(run_id=run.pk, now=timezone.now())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    with scope(firm.id):
        assert actions.work_on(run_id=run.pk, now=timezone.now())
    work()

    done = again(firm, run)
    with scope(firm.id):
        assert Interaction.objects.filter(kind="tagged").count() == 6
    assert (done.state, done.done_count, done.failed_count) == (RunState.FINISHED, 6, 0)


def test_run_tells_who_may_not_be_changed_and_tries_them_again(firm):
    li = hire(firm, "Li", "sales")
    mine, other = make_customer(firm, "Mine", owner=li), make_customer(firm, "Not mine")
    tag = tag_of(firm)

    run = begin(firm, "tags.add", {"tags": [str(tag.pk)]}, meant=[mine.pk, other.pk, 10**12], by=li)
    work()
    done = again(firm, run)
    with scope(firm.id):
        failed = {one.record_id: one.reason for one in queries.failures(done)}
        Customer.objects.filter(pk=other.pk).update(owner=li)
        second = actions.retry_run(run=done, by=li, now=timezone.now())
    work()

    assert (done.done_count, done.failed_count) == (1, 2)
    assert set(failed) == {other.pk, 10**12}
    assert done.reasons == {failed[other.pk]: 2}
    assert failed[other.pk] == failed[10**12]
    assert (again(firm, second).done_count, again(firm, second).retry_of) == (1, run.pk)


def test_cancelled_run_leaves_the_rest(firm, monkeypatch):
    monkeypatch.setattr(runs, "BATCH", 2)
    for n in range(6):
        make_customer(firm, f"C{n}")
    tag = tag_of(firm)
    run = begin(firm, "tags.add", {"tags": [str(tag.pk)]})
    with scope(firm.id):
        actions.work_on(run_id=run.pk, now=timezone.now())
        actions.cancel_run(run=run, by=firm.admin, now=timezone.now())

    work()

    done = again(firm, run)
    with scope(firm.id):
        assert Tagging.objects.filter(tag=tag).count() == 2
        assert RunBatch.objects.filter(run=done, is_done=True).count() == 1
        with pytest.raises(NothingToTryAgain):
            actions.retry_run(run=done, by=firm.admin, now=timezone.now())
    assert (done.state, done.done_count) == (RunState.CANCELLED, 2)


def test_one_record_that_breaks_a_deed_keeps_no_other_back(firm):
    for name in ("A", "B", "C", "D"):
        make_customer(firm, name)
    with scope(firm.id):
        poisoned = Customer.objects.get(name="C")
    real = registry.deeds("customer")["tags.add"]

    def run_breaking(member, ids, arguments, now):
        if poisoned.pk in ids:
            raise ValueError("broken")
        return real.run(member, ids, arguments, now)

    tag = tag_of(firm)
    run = begin(firm, "tags.add", {"tags": [str(tag.pk)]})
    with scope(firm.id):
        found = runs._tried(
            _with(real, run_breaking), run, sorted(c.pk for c in Customer.objects.all()), timezone.now()
        )
        assert Tagging.objects.filter(tag=tag).count() == 3
    assert list(found) == [poisoned.pk]
    assert "ValueError" in found[poisoned.pk]


def _with(deed, run):
    return type(deed)(deed.slug, deed.kind, deed.label, deed.icon, deed.permission, run, deed.arguments)


def test_handing_over_tells_timeline_collaborators_and_the_new_owner(firm):
    li, zhou = hire(firm, "Li", "agent"), hire(firm, "Zhou", "agent")
    customers = [make_customer(firm, f"C{n}", owner=zhou) for n in range(3)]
    begin(firm, "customers.share", {"colleague": str(li.pk), "rights": "look"})
    work()

    run = begin(firm, "customers.assign", {"owner": str(li.pk)})
    work()
    settle()

    assert again(firm, run).done_count == 3
    with scope(firm.id):
        assert set(Customer.objects.values_list("owner_id", flat=True)) == {li.pk}
        last = Interaction.objects.filter(customer_id=customers[0].pk, kind="handed_over").latest("id")
        assert (last.facts["from"], last.facts["to"]) == ("Zhou", "Li")
        assert not Collaborator.objects.exists()
        assert Notification.objects.filter(member_id=li.pk, kind="customers.many_handed_over").count() == 1


def test_killed_workers_of_two_lanes_lose_and_double_nothing(firm, monkeypatch):
    """Each worker dies at another statement of its batch, or after it; what is counted in the end is what is there."""
    monkeypatch.setattr(runs, "BATCH", 5)
    for n in range(40):
        make_customer(firm, f"C{n}")
    tag = tag_of(firm)
    run = begin(firm, "tags.add", {"tags": [str(tag.pk)]})
    deaths = iter(range(0, 40, 2))

    class Died(BaseException):
        pass

    real_run = db.run

    while again(firm, run).state == RunState.RUNNING:
        count = next(deaths, None)
        left = count

        def dying(sql, parameters=()):
            nonlocal left
            if left is not None:
                left -= 1
                if left < 0:
                    raise Died
            real_run(sql, parameters)

        monkeypatch.setattr(db, "run", dying)
        try:
            with scope(firm.id):
                actions.work_on(run_id=run.pk, now=timezone.now())
        except Died:
            pass
    monkeypatch.setattr(db, "run", real_run)

    done = again(firm, run)
    with scope(firm.id):
        assert Tagging.objects.filter(tag=tag).count() == Tag.objects.get(pk=tag.pk).customer_count == 40
        assert Interaction.objects.filter(kind="tagged").count() == 40
    assert (done.done_count, done.failed_count) == (40, 0)


def test_two_workers_take_different_batches_and_the_last_one_ends_the_run(firm, monkeypatch):
    monkeypatch.setattr(runs, "BATCH", 2)
    for n in range(4):
        make_customer(firm, f"C{n}")
    tag = tag_of(firm)
    run = begin(firm, "tags.add", {"tags": [str(tag.pk)]})
    with scope(firm.id):
        first = RunBatch.objects.select_for_update().get(run=run, number=0)
        done_elsewhere = threading.Thread(target=_work_once, args=(firm, run))
        done_elsewhere.start()
        done_elsewhere.join()
        states = dict(RunBatch.objects.filter(run=run).values_list("number", "is_done"))
    _work_once(firm, run)

    done = again(firm, run)
    assert first.number == 0
    assert states == {0: False, 1: True}
    assert (done.state, done.done_count) == (RunState.FINISHED, 4)


def _work_once(firm, run):
    with scope(firm.id):
        actions.work_on(run_id=run.pk, now=timezone.now())
    connection.close() if threading.current_thread() is not threading.main_thread() else None


def test_who_began_a_long_run_is_told_with_the_way_to_its_report(firm):
    make_customer(firm, "A")
    tag = tag_of(firm)
    begun = timezone.now() - run_ends.LONG
    with scope(firm.id):
        kind = registry.kinds()["customer"]
        run = actions.begin_run(
            kind=kind, deed="tags.add", meant=EVERYBODY, arguments={"tags": [str(tag.pk)]}, by=firm.admin, now=begun
        )
    begin(firm, "tags.remove", {"tags": [str(tag.pk)]})
    work()
    settle()

    with scope(firm.id):
        (told,) = Notification.objects.filter(member_id=firm.admin.pk, kind__startswith="records.run")
    assert (told.kind, told.url) == ("records.run_ended", f"/o/hemu/records/customer/runs/{run.pk}/")
    assert browser(firm.admin).get(told.url).status_code == 200


def test_what_is_not_offered_is_refused(firm):
    make_customer(firm, "A")
    viewer = hire(firm, "V", "viewer")

    with pytest.raises(UnknownDeed):
        begin(firm, "customers.explode", {})
    with pytest.raises(UnknownDeed):
        begin(firm, "tags.add", {"tags": ["1"]}, by=viewer)
    with pytest.raises(BadArgument):
        begin(firm, "tags.add", {"tags": ["999999"]})
    with pytest.raises(NothingMeant):
        begin(firm, "customers.assign", {"owner": "nobody"}, meant=[])
    with scope(firm.id):
        assert not DeedRun.objects.exists()
    assert Event.kinds["records.RunEnded"]
