"""What is found is what is there now, whoever wrote it and however."""

import dataclasses

import pytest
from django.db import connection

from changlai.customers.actions.unchecked import mark_unchecked
from changlai.customers.jobs import look_for_twins
from changlai.customers.models import Customer, Follow, Identity, Note
from changlai.customers.tests.finding import add, names, read_all
from changlai.kernel import bulk, cron, db, jobs, turns
from changlai.kernel.jobs import NewJob
from changlai.kernel.tenancy import scope
from changlai.records import actions, queries
from changlai.records.actions.watching import _STANDING, watches
from changlai.records.pieces import kind_number
from tests.support.house import NOON, found_firm, later, work
from tests.support.turns import held
from tests.support.waiting import aside, until_it_waits

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return found_firm()


def test_whatever_changes_is_found_as_it_is_now(firm):
    held = add(firm, "旧名字", remark="旧备注", note="旧笔记")
    read_all(firm)
    with scope(firm.id):
        Customer.objects.filter(pk=held).update(name="新名字")
        Follow.objects.update(remark="新备注")
        Note.objects.all().delete()
        Identity.objects.create(customer_id=held, kind="phone", value="+8613800136120", created_at=NOON)
        before = db.value("select records_waits(%s)", (firm.id,))
    read_all(firm)

    found = {text: bool(names(firm, text)) for text in ("旧名", "旧备", "旧笔", "新名", "新备", "6120")}
    assert before is True
    assert found == {"旧名": False, "旧备": False, "旧笔": False, "新名": True, "新备": True, "6120": True}


def test_what_nobody_looks_for_marks_nothing(firm):
    held = add(firm, "林晓棠", remark="棠棠")
    read_all(firm)

    with scope(firm.id):
        Customer.objects.filter(pk=held).update(last_interaction_at=NOON, city="杭州", gender="female")
        Follow.objects.update(seen_at=later(5))

        assert db.value("select records_waits(%s)", (firm.id,)) is False


def test_who_is_deleted_leaves_nothing_behind_at_once(firm):
    held = add(firm, "林晓棠", phone="+8613800136120")
    read_all(firm)
    sql = "select count(*) from records_text_made(%s, %s, %b::bigint[])"

    with scope(firm.id):
        before = db.value(sql, (firm.id, kind_number("customer"), [held]))
        Customer.objects.get(pk=held).delete()

        assert (before, db.value(sql, (firm.id, kind_number("customer"), [held]))) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_who_reads_a_record_waits_for_who_has_read_it_and_not_written_yet(firm):
    one = add(firm, "旧名字")

    with held("records.text", f"{firm.id} customer"):
        reading = aside(lambda: read_all(firm))
        until_it_waits()
        with scope(firm.id):
            db.run("update customers_customer set name = '新名字' where id = %s", (one,))
            db.rows("select * from records_take(%s, 100)", (firm.id,))  # the mark of it, so that nobody else comes
    reading.join()

    assert (names(firm, "旧名"), names(firm, "新名")) == ([], ["新名字"])


def test_all_are_read_batch_by_batch_and_what_is_wrong_is_mended(firm):
    ids = [add(firm, f"客户{n}") for n in range(5)]
    with scope(firm.id):
        db.rows("select * from records_take(%s, 100)", (firm.id,))  # as if they had been there before the watch
        first = actions.catch_up(NOON)
        turns = []
        while actions.index_kind("customer", NOON, limit=2):
            turns.append([(one.record_id, one.read_count) for one in queries.index_states() if one.kind == "customer"])
        again = actions.catch_up(later(1))
    found = names(firm, "客户")
    with scope(firm.id):
        db.rows("select records_text_drop(%s, %s, %b::bigint[])", (firm.id, kind_number("customer"), ids[:2]))
        ghost = ids[-1] + 1
        db.rows(
            "select records_text_keep(%s, %s, 1, %b::bigint[], %b::int4[], %b::int4[], %b::int4[])",
            (firm.id, kind_number("customer"), [ghost], [0], [1, 2], [2]),
        )
        mended = [actions.check_index("customer", later(2), 0), actions.check_index("customer", later(3), 0)]

    assert ("customer" in first, "customer" in again, len(found)) == (True, False, 5)
    assert turns == [[(ids[1], 2)], [(ids[3], 4)]]
    assert mended == [3, 0]
    assert len(names(firm, "客户")) == 5


def test_who_is_in_the_bin_is_found_again_once_restored(firm):
    add(firm, "林晓棠")
    read_all(firm)
    with scope(firm.id):
        Customer.objects.update(binned_at=NOON)
    read_all(firm)
    gone = names(firm, "晓棠")
    with scope(firm.id):
        Customer.objects.update(binned_at=None)
    read_all(firm)

    assert (gone, names(firm, "晓棠")) == ([], ["林晓棠"])


def test_what_was_met_meanwhile_moves_up(firm):
    ids = [add(firm, f"张伟{n}", last_interaction_at=later(n)) for n in range(3)]
    read_all(firm)
    with scope(firm.id):
        actions.catch_up(NOON)
        Customer.objects.filter(pk=ids[0]).update(last_interaction_at=later(600))
        actions.note_met("customer", later(601))

    assert names(firm, "张伟") == ["张伟0", "张伟2", "张伟1"]


@pytest.mark.usefixtures("transactional_db")
def test_the_machine_reads_what_was_written(firm):
    add(firm, "林晓棠")

    cron.entries()["records.index"].run()
    work(["search"])

    assert names(firm, "晓棠") == ["林晓棠"]


def test_every_column_that_is_watched_is_there(firm):
    watched = {one.table for one in watches()}

    assert watched >= {"customers_customer", "customers_identity", "customers_follow", "customers_note"}
    assert {len(one.name) <= 63 for one in watches()} == {True}


def test_what_stands_is_what_is_declared():
    with connection.cursor() as cursor:
        cursor.execute(_STANDING)
        standing = {(table, name): told for table, name, told in cursor.fetchall()}

    assert standing == {(one.table, one.name): one.told for one in watches()}


def test_change_is_asked_for_once_where_one_kind_reads_the_table():
    updates = {one.table: one for one in watches() if one.deed == "update"}
    own, shared = updates["tasks_task"], updates["orders_order"]
    wider = dataclasses.replace(own, columns=(*own.columns, "due_at"))

    assert [one.body.count("is distinct from") for one in (own, shared)] == [0, 2]
    assert own.statements[3].count("is distinct from") == 1
    assert (wider.body == own.body, wider.told == own.told) == (True, False)  # or it would be taken for the same


@pytest.mark.django_db(transaction=True)
def test_who_reads_several_kinds_takes_their_turns_in_one_order(firm):
    """Else two who do would wait for each other."""
    first, *others = "case", "company", "customer", "mention", "order", "task"
    with scope(firm.id):
        for kind in (*others, first):
            db.rows("select records_mark(%s, %s, %b::bigint[])", (firm.id, kind_number(kind), [1]))

    with held("records.text", f"{firm.id} {first}"):
        reading = aside(lambda: read_all(firm))
        until_it_waits()
        taken = [kind for kind in others if turns.is_held("records.text", f"{firm.id} {kind}")]
    reading.join()

    assert taken == []


def test_while_very_many_are_written_followers_wait_for_the_end(firm, monkeypatch):
    add(firm, "林晓棠", phone="+8613800136120")
    with scope(firm.id):
        mark_unchecked((firm.id, one.pk) for one in Customer.objects.all())
        asked = [NewJob(firm.id, "records.index", {}, "index")]
        jobs.add("search", asked)

    with held("kernel.bulk", firm.id, shared=True):
        before = _left(firm)
        look_for_twins()
        work(("search",))
        during = _left(firm)
        monkeypatch.setattr(bulk, "PATIENCE", 0.0)
        is_impatient = not bulk.makes_wait("search", firm.id)
    cron.entries()["records.index"].run()
    work(("search",))
    look_for_twins()

    assert before == during == (True, 1)
    assert is_impatient
    assert _left(firm) == (False, 0)


def _left(firm):
    """Whether the index has something to read, and how many customers wait for a look."""
    with scope(firm.id):
        return db.value("select records_waits(%s)", (firm.id,)), db.value("select count(*) from customers_unchecked")
