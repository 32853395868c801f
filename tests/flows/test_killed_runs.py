"""Workers that are killed at any moment over a deed with many records or an export: exact figures, nothing doubled."""

import csv
import io
import random
from collections.abc import Callable

import pytest
from django.utils import timezone

from changlai.accounts.enums import ExportState
from changlai.customers.models import Customer, Interaction
from changlai.customers.tests.factories import make_customer
from changlai.kernel import db, files
from changlai.kernel.sheets import is_mark
from changlai.kernel.tenancy import scope
from changlai.records import actions, registry
from changlai.records.actions import Wish, export_work, runs
from changlai.records.contracts import Sql
from changlai.records.enums import RunState, SheetFormat
from changlai.records.models import DeedRun, ExportBatch, ListExport
from changlai.tags import actions as tags
from changlai.tags.models import Tag, Tagging
from tests.support.house import found_firm, hire, settle, work
from tests.support.killing import dies

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, BATCH = 120, 3
KILLS = 6
FEWEST = 3  # workers that must have been killed before the work was over for a test to say anything
LONGEST = 0.25  # seconds a worker lives once it began
EVERYBODY = Sql("select r.id from customers_customer r where r.organisation_id = %(org)s")
_FREE = "update lease set due = clock_timestamp(), crashes = 0 where state = 'ready' and holder is not null"


@pytest.fixture
def firm():
    made = found_firm()
    for n in range(PEOPLE):
        make_customer(made, f"C{n:03}")
    settle()
    return made


def killed_over(firm, queue: str, is_over: Callable[[], bool], seed: int) -> None:
    """One worker after the other takes the queue and is killed, then one is left alone."""
    dice, unfinished = random.Random(seed), 0  # noqa: S311 - the same moments every time
    for _ in range(KILLS):
        dies(lambda: work([queue]), dice.uniform(0.0, LONGEST))
        unfinished += not is_over()
        with scope(firm.id):
            db.run(_FREE)  # as when its lease is over
    work([queue])
    assert unfinished >= FEWEST


def begin(firm, deed, arguments):
    """A run that two lanes work on."""
    with scope(firm.id):
        run = actions.begin_run(
            kind=registry.kinds()["customer"],
            deed=deed,
            meant=EVERYBODY,
            arguments=arguments,
            by=firm.admin,
            now=timezone.now(),
        )
        runs.order_work(run, 1)
    return run


def again(firm, run):
    with scope(firm.id):
        return DeedRun.objects.get(pk=run.pk)


def told(firm, kind: str) -> int:
    """How many entries the event log has of a kind."""
    with scope(firm.id):
        return int(db.value("select count(*) from event_log where kind = %s", (kind,)))


@pytest.mark.parametrize("seed", [1, 2])
def test_bulk_tags_are_exact_however_their_workers_die(firm, monkeypatch, seed):
    monkeypatch.setattr(runs, "BATCH", BATCH)
    with scope(firm.id):
        group = tags.create_group(name="Value", tone=1, is_exclusive=False, names=["VIP"], by=firm.admin)
        tag = Tag.objects.get(group=group)
    run = begin(firm, "tags.add", {"tags": [str(tag.pk)]})

    killed_over(firm, "runs", lambda: again(firm, run).ended_at is not None, seed)
    settle()

    done = again(firm, run)
    assert (done.state, done.done_count, done.failed_count, done.reasons) == (RunState.FINISHED, PEOPLE, 0, {})
    with scope(firm.id):
        assert Tagging.objects.filter(tag=tag).count() == Tag.objects.get(pk=tag.pk).customer_count == PEOPLE
        entries = Interaction.objects.filter(kind="tagged").values_list("customer_id", flat=True)
        assert sorted(entries) == sorted(Customer.objects.values_list("id", flat=True))
    assert (told(firm, "tags.CustomerTagged"), told(firm, "records.RunEnded")) == (PEOPLE, 1)


@pytest.mark.parametrize("seed", [3, 4])
def test_bulk_hand_overs_are_exact_however_their_workers_die(firm, monkeypatch, seed):
    monkeypatch.setattr(runs, "BATCH", BATCH)
    li = hire(firm, "Li", "agent")
    run = begin(firm, "customers.assign", {"owner": str(li.pk)})

    killed_over(firm, "runs", lambda: again(firm, run).ended_at is not None, seed)
    settle()

    done = again(firm, run)
    assert (done.state, done.done_count, done.failed_count, done.reasons) == (RunState.FINISHED, PEOPLE, 0, {})
    with scope(firm.id):
        assert Customer.objects.filter(owner_id=li.pk).count() == PEOPLE
        entries = Interaction.objects.filter(kind="handed_over").values_list("customer_id", flat=True)
        assert sorted(entries) == sorted(Customer.objects.values_list("id", flat=True))
    assert (told(firm, "customers.CustomerHandedOver"), told(firm, "records.RunEnded")) == (PEOPLE, 1)


@pytest.mark.parametrize("seed", [5, 6])
def test_export_is_whole_however_its_workers_die(firm, monkeypatch, seed):
    monkeypatch.setattr(export_work, "EXPORT_BATCH", BATCH)
    with scope(firm.id):
        wish = Wish("customer", SheetFormat.CSV, columns=["created_at"], order="created_at")
        export = actions.begin_list_export(wish, by=firm.admin, now=timezone.now())

    def found() -> ListExport:
        with scope(firm.id):
            return ListExport.objects.select_related("file").get(pk=export.pk)

    killed_over(firm, "exports", lambda: found().state != ExportState.RUNNING, seed)

    made = found()
    assert (made.state, made.total_count, made.done_count, made.left_out_count, made.written_count) == (
        (ExportState.DONE, *[PEOPLE] * 2, 0, PEOPLE)
    )
    rows = list(csv.reader(io.StringIO(files.read(made.file).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:-1]] == [f"C{n:03}" for n in range(PEOPLE)]
    assert is_mark(rows[-1])
    with scope(firm.id):
        assert not ExportBatch.objects.exists()
