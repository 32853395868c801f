"""A worker that is killed while it writes: what is in is in once, the rest comes later, the figures are right."""

import os
import random
import signal
import time
from functools import partial

import pytest
from django.db import connection

from changlai.companies.models import Company
from changlai.customers.models import Customer, Identity, Note
from changlai.imports import actions
from changlai.imports.actions import reading, settling, steering, twins, writing
from changlai.imports.enums import Basis, ImportState, Step, TwinChoice
from changlai.imports.errors import NotNow
from changlai.imports.models import ImportPiece
from changlai.imports.tests.factories import again, bring, csv_of, rows, settle, work
from changlai.kernel import db
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm
from tests.support.turns import held
from tests.support.waiting import aside, until_it_waits

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, TWICE = 120, 30
KILLS = 12


def table() -> bytes:
    """People, and some of them once more at the end."""
    people = [(f"客户{n}", f"1380000{n:04}", f"第{n}次") for n in range(PEOPLE)]
    return csv_of(("姓名", "手机", "备注"), *people, *people[:TWICE])


def work_in_a_child(firm, run, *, seconds: float) -> bool:
    """Let a process of its own work, and kill it after a while; whether it had ended by itself."""
    connection.close()  # its socket would be the child's, too
    child = os.fork()
    if not child:
        try:
            actions.work_on(organisation_id=firm.id, run_id=run.pk, hold=lambda: None)
        finally:
            os._exit(0)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.waitpid(child, os.WNOHANG)[0]:
            return True
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


@pytest.mark.parametrize("seed", [1, 2])
def test_rows_are_written_once_whenever_the_worker_dies(monkeypatch, seed):
    for module in (writing, steering):
        monkeypatch.setattr(module, "BATCH", 7)
    monkeypatch.setattr(twins, "FEW", 5)
    firm = found_firm()
    run = settle(firm, bring(firm, table()))
    assert (run.good_count, run.twin_count) == (PEOPLE, TWICE)
    with scope(firm.id):
        actions.start(run=run, by=run.member, now=NOON)

    dice = random.Random(seed)  # noqa: S311 - the same moments every time
    for _ in range(KILLS):
        work_in_a_child(firm, run, seconds=dice.uniform(0.02, 0.4))
    actions.work_on(organisation_id=firm.id, run_id=run.pk, hold=lambda: None)

    run = again(firm, run)
    assert (run.state, run.created_count, run.updated_count, run.failed_count) == ("finished", PEOPLE, TWICE, 0)
    assert (run.good_count, run.twin_count) == (0, 0)
    assert all(row.record_id for row in rows(firm, run))
    with scope(firm.id):
        assert Customer.objects.count() == Identity.objects.filter(kind="phone").count() == PEOPLE
        assert Note.objects.count() == PEOPLE


def test_what_is_stopped_stays_as_it_is_and_goes_on_later(monkeypatch):
    for module in (writing, steering):
        monkeypatch.setattr(module, "BATCH", 10)
    firm = found_firm()
    run = settle(firm, bring(firm, table()))
    with scope(firm.id):
        actions.start(run=run, by=run.member, now=NOON)
    held = iter(range(100))

    def cancel() -> None:
        with scope(firm.id):
            actions.cancel(run=run, by=run.member, now=NOON)

    def stop_after_three() -> None:
        if next(held) == 3:
            aside(cancel).join()

    actions.work_on(organisation_id=firm.id, run_id=run.pk, hold=stop_after_three)
    stopped = again(firm, run)
    with scope(firm.id):
        assert stopped.state == ImportState.CANCELLED
        assert 0 < stopped.created_count == Customer.objects.count() < PEOPLE
        actions.start(run=stopped, by=run.member, now=NOON)
    actions.work_on(organisation_id=firm.id, run_id=run.pk, hold=lambda: None)

    assert again(firm, run).created_count == PEOPLE


def settled(firm, run):
    """What the columns are is said; nothing is checked yet."""
    with scope(firm.id):
        actions.settle(
            run=run,
            mapping=run.mapping,
            source="展会",
            basis=Basis.CONSENT,
            on_twin=TwinChoice.FILL,
            template="",
            by=run.member,
            now=NOON,
        )
    return again(firm, run)


def test_rows_are_checked_once_whenever_the_worker_dies(monkeypatch):
    for module in (reading, settling):
        monkeypatch.setattr(module, "BATCH", 7)
    firm = found_firm()
    run = settled(firm, bring(firm, table()))

    dice = random.Random(3)  # noqa: S311 - the same moments every time
    for _ in range(KILLS):
        work_in_a_child(firm, run, seconds=dice.uniform(0.02, 0.3))
    actions.work_on(organisation_id=firm.id, run_id=run.pk, hold=lambda: None)

    run = again(firm, run)
    assert (run.state, run.good_count, run.twin_count, run.bad_count) == ("preview", PEOPLE, TWICE, 0)
    assert [row.twin_row for row in rows(firm, run)] == [None] * PEOPLE + list(range(2, TWICE + 2))


def test_check_that_is_stopped_writes_no_more_and_begins_anew(monkeypatch):
    for module in (reading, settling):
        monkeypatch.setattr(module, "BATCH", 10)
    firm = found_firm()
    run = settled(firm, bring(firm, table()))
    held = []

    def cancel() -> None:
        with scope(firm.id):
            actions.cancel(run=run, by=run.member, now=NOON)

    def stop_before_the_third() -> None:
        held.append(1)
        if len(held) == 3:
            aside(cancel).join()

    actions.work_on(organisation_id=firm.id, run_id=run.pk, hold=stop_before_the_third)
    stopped = again(firm, run)
    with scope(firm.id), pytest.raises(NotNow):  # rows that are not checked would be left out
        actions.start(run=stopped, by=run.member, now=NOON)
    anew = settle(firm, stopped)

    assert (stopped.state, stopped.good_count, len(held)) == (ImportState.MAPPING, 20, 3)
    assert (anew.state, anew.good_count, anew.twin_count) == ("preview", PEOPLE, TWICE)


@pytest.mark.parametrize("lanes", [2, 3])
def test_lanes_share_a_table_and_end_it_once(monkeypatch, lanes):
    for module in (reading, settling, steering, writing):
        monkeypatch.setattr(module, "BATCH", 7)
    monkeypatch.setattr(steering, "FEW", 3)
    monkeypatch.setattr(twins, "FEW", 5)
    firm = found_firm()
    run = settled(firm, bring(firm, table()))

    took: list[int] = []

    def lane(number: int) -> None:
        actions.work_on(organisation_id=firm.id, run_id=run.pk, hold=partial(took.append, number), lane=number)

    def all_lanes() -> None:
        for thread in [aside(partial(lane, number)) for number in range(lanes)]:
            thread.join()

    all_lanes()
    checked = again(firm, run)
    above = [row.twin_row for row in rows(firm, run)]
    with scope(firm.id):
        actions.start(run=checked, by=run.member, now=NOON)
    took.clear()
    all_lanes()

    assert all(took.count(number) > 3 for number in range(lanes))  # nobody left while the first piece was written
    written = again(firm, run)
    assert (checked.state, checked.good_count, checked.twin_count) == (ImportState.PREVIEW, PEOPLE, TWICE)
    assert above == [None] * PEOPLE + list(range(2, TWICE + 2))
    assert (written.state, written.created_count, written.updated_count) == (ImportState.FINISHED, PEOPLE, TWICE)
    with scope(firm.id):
        assert Customer.objects.count() == Identity.objects.filter(kind="phone").count() == PEOPLE
        assert AuditEntry.objects.filter(action="imports.finished").count() == 1
        assert not ImportPiece.objects.exists()


def test_who_was_overtaken_keeps_nothing_and_keeps_nobody_waiting(monkeypatch):
    """Stopped and begun anew while a lane has a piece: its rows are written once, by whoever has them now."""
    for module in (reading, settling, steering, writing):
        monkeypatch.setattr(module, "BATCH", 10)
    firm = found_firm()
    run = settle(firm, bring(firm, table()))
    with scope(firm.id):
        actions.start(run=run, by=run.member, now=NOON)

    with held("kernel.bulk", firm.id):
        lane = aside(work)  # begins to write its piece, and waits
        until_it_waits()
        with scope(firm.id):
            db.run("set local lock_timeout = '1s'")
            actions.cancel(run=run, by=run.member, now=NOON)
            actions.start(run=again(firm, run), by=run.member, now=NOON)
    lane.join()

    run = again(firm, run)
    assert (run.state, run.created_count, run.updated_count, run.turn) == ("finished", PEOPLE, TWICE, 3)
    with scope(firm.id):
        assert Customer.objects.count() == Note.objects.count() == PEOPLE
        assert not ImportPiece.objects.exists()


def test_lanes_that_left_come_back_for_duplicates_that_are_shared_out(monkeypatch):
    for module in (reading, settling, steering, writing):
        monkeypatch.setattr(module, "BATCH", 10)
    monkeypatch.setattr(twins, "FEW", 5)
    firm = found_firm()
    run = settle(firm, bring(firm, table()))
    with scope(firm.id):
        actions.start(run=run, by=run.member, now=NOON)
        db.run("delete from lease where kind = %s", (steering.WORK,))  # all others have left
    waiting: list[int] = []

    def look() -> None:
        waiting.append(db.value("select count(*) from lease where kind = %s", (steering.WORK,)))

    actions.work_on(organisation_id=firm.id, run_id=run.pk, hold=look)

    assert (waiting[0], waiting[-1]) == (0, steering.LANES)
    assert again(firm, run).updated_count == TWICE


def test_companies_are_written_in_the_order_of_their_rows(monkeypatch):
    """A row may name one above it as its parent."""
    for module in (reading, settling, steering, writing):
        monkeypatch.setattr(module, "BATCH", 5)
    monkeypatch.setattr(twins, "FEW", 3)
    firm = found_firm()
    names = [f"禾木家居{n}号店" for n in range(12)]
    content = csv_of(("公司名称", "上级公司"), *zip(names, ["", *names[:-1]], strict=True))
    run = settle(firm, bring(firm, content, kind="company"))
    with scope(firm.id):
        actions.start(run=run, by=run.member, now=NOON)
        pieces = list(ImportPiece.objects.values_list("step", "first", "last"))
        lanes = db.value("select count(*) from lease where kind = %s", (steering.WORK,))
    work()

    assert (pieces, lanes) == ([(Step.REST, 1, 13)], 1)
    with scope(firm.id):
        above = dict(Company.objects.values_list("name", "parent__name"))
    assert above == dict(zip(names, [None, *names[:-1]], strict=True))
    assert again(firm, run).state == ImportState.FINISHED


def test_rows_that_hang_together_in_any_way_are_one_group():
    rows = [(5, 2, []), (7, 5, []), (8, None, [40]), (9, 8, [41]), (11, None, [41]), (12, 3, []), (13, None, [])]

    assert sorted(twins.groups(rows)) == [[5, 7], [8, 9, 11], [12], [13]]
