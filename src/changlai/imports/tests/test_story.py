"""A table comes in: read, guessed, checked, mended, written, taken back."""

import pytest
from django.utils import translation

from changlai.customers.actions import write_note
from changlai.customers.contracts import Traces
from changlai.customers.models import Customer, Identity, Interaction, Note
from changlai.customers.tests.factories import make_customer
from changlai.imports import actions, queries
from changlai.imports.enums import ImportState, RowState, RowView, TwinChoice
from changlai.imports.tests.factories import again, bring, csv_of, rows, settle, start, work
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm, hire

pytestmark = pytest.mark.django_db(transaction=True)

HEADERS = ("客户姓名", "手机号", "邮箱", "性别", "生日", "客户标签", "备注", "序号")
LIN = ("林晓棠", "13800136120", "lin@example.com", "女", "1990年5月20日", "沙发，新客", "周末来看样", "1")
WU = ("吴佩珊", "13900139000", "", "先生", "", "", "", "2")


@pytest.fixture
def firm():
    return found_firm()


def test_table_is_read_guessed_checked_and_written(firm):
    run = bring(firm, csv_of(HEADERS, LIN, WU))
    assert (run.state, run.trouble) == (ImportState.MAPPING, "")
    assert run.mapping == ["name", "phone", "email", "gender", "birthday", "tags", "note.text", ""]

    run = settle(firm, run)
    assert (run.state, run.good_count, run.bad_count) == (ImportState.PREVIEW, 2, 0)
    run = start(firm, run)

    assert (run.state, run.created_count) == (ImportState.FINISHED, 2)
    with scope(firm.id):
        lin = Customer.objects.get(name="林晓棠")
        assert (lin.gender, str(lin.birthday), lin.source) == ("female", "1990-05-20", "展会")
        assert set(Identity.objects.filter(customer=lin).values_list("kind", "value")) == {
            ("phone", "+8613800136120"),
            ("email", "lin@example.com"),
        }
        assert [note.text for note in Note.objects.filter(customer=lin)] == ["周末来看样"]
        kinds = Interaction.objects.filter(customer_id=lin.pk).values_list("kind", flat=True)
        assert sorted(kinds) == ["created", "note", "tagged"]


def test_bad_cell_is_told_mended_and_imported(firm):
    run = settle(firm, bring(firm, csv_of(("姓名", "手机"), ("林晓棠", "12"), ("吴佩珊", "13900139000"))))
    assert (run.good_count, run.bad_count) == (1, 1)
    bad = rows(firm, run)[0]
    assert (bad.number, list(bad.errors)) == (2, ["phone"])

    with scope(firm.id):
        (mended,) = actions.edit_cell(run=run, number=2, place=1, text="13800136120")
    assert mended.state == RowState.GOOD

    run = start(firm, again(firm, run))
    assert (run.created_count, run.bad_count, run.failed_count) == (2, 0, 0)


@pytest.mark.parametrize(
    ("choice", "counts", "city", "name"),
    [
        (TwinChoice.SKIP, (0, 0, 1), "", "Lin"),
        (TwinChoice.FILL, (0, 1, 0), "杭州", "Lin"),
        (TwinChoice.OVERWRITE, (0, 1, 0), "杭州", "林晓棠"),
        (TwinChoice.CREATE, (1, 0, 0), "", "Lin"),
    ],
)
def test_duplicate_in_the_base_is_told_and_dealt_with_as_chosen(firm, choice, counts, city, name):
    lin = make_customer(firm, "Lin", phone="+8613800136120")
    run = settle(firm, bring(firm, csv_of(("姓名", "手机", "城市"), ("林晓棠", "13800136120", "杭州"))), on_twin=choice)
    assert rows(firm, run)[0].twins[0][:3] == ["customer", lin.pk, "Lin"]

    run = start(firm, run)

    assert (run.created_count, run.updated_count, run.skipped_count) == counts
    with scope(firm.id):
        lin.refresh_from_db()
        assert (lin.city, lin.name) == (city, name)
        assert Identity.objects.filter(kind="phone").count() == 1


def test_same_person_twice_in_the_file_is_one_customer(firm):
    table = csv_of(("姓名", "手机", "备注"), ("林晓棠", "13800136120", "一"), ("林晓棠", "138 0013 6120", "二"))
    run = settle(firm, bring(firm, table))
    assert [(row.state, row.twin_row) for row in rows(firm, run)] == [(RowState.GOOD, None), (RowState.TWIN, 2)]

    run = start(firm, run)

    assert (run.created_count, run.updated_count) == (1, 1)
    with scope(firm.id):
        assert Customer.objects.count() == 1
        assert set(Note.objects.values_list("text", flat=True)) == {"一", "二"}


def test_colleagues_customer_is_told_without_a_name(firm):
    sales = hire(firm, "李牧", "sales")
    make_customer(firm, "Lin", phone="+8613800136120", owner=firm.admin)
    run = settle(
        firm, bring(firm, csv_of(("姓名", "手机"), ("林", "13800136120")), by=sales), on_twin=TwinChoice.OVERWRITE
    )

    ((_slug, record_id, label, reason, may_change, _is_likely),) = rows(firm, run)[0].twins
    assert (record_id, label, may_change) == (0, "", False)
    assert "Lin" not in reason

    run = start(firm, run)
    assert (run.created_count, run.updated_count, run.skipped_count) == (0, 0, 1)


def test_created_rows_are_taken_back_and_used_ones_stay(firm):
    run = start(firm, settle(firm, bring(firm, csv_of(HEADERS, LIN, WU))))
    with scope(firm.id):
        wu = Customer.objects.get(name="吴佩珊")
        write_note(customer=wu, text="called", by=firm.admin, now=NOON)
        actions.undo(run=run, by=firm.admin, now=NOON)
    work()

    run = again(firm, run)
    assert (run.state, run.undone_count, run.kept_count) == (ImportState.UNDONE, 1, 1)
    assert [row.said for row in rows(firm, run) if row.state == RowState.KEPT] != [""]
    with scope(firm.id):
        assert list(Customer.objects.values_list("name", flat=True)) == ["吴佩珊"]


def test_rows_of_somebody_forgotten_leave_tables_that_are_not_checked_yet(firm):
    run = bring(firm, csv_of(HEADERS, LIN, WU))
    with scope(firm.id):
        gone = actions.forget_person(Traces(firm.id, (1,), [("phone", "", "+8613800136120")]))
        first = queries.first_rows(run)
    run = settle(firm, run)

    assert gone == [("imports_importrow", 1)]
    assert [cells[0] for cells in first] == ["吴佩珊"]
    assert [row.cells[0] for row in rows(firm, run)] == ["吴佩珊"]


def test_table_whose_only_row_is_forgotten_is_checked_to_its_end(firm):
    run = bring(firm, csv_of(HEADERS, LIN))
    with scope(firm.id):
        actions.forget_person(Traces(firm.id, (1,), [("phone", "", "+8613800136120")]))

    run = settle(firm, run)

    assert (run.state, run.good_count, rows(firm, run)) == (ImportState.PREVIEW, 0, [])


def test_mended_cell_outlives_a_change_of_columns(firm):
    run = settle(firm, bring(firm, csv_of(HEADERS, LIN, WU)))
    with scope(firm.id):
        actions.edit_cell(run=run, number=2, place=0, text="林晓棠棠")

    run = settle(firm, again(firm, run), [*run.mapping[:6], "", ""])

    assert [row.cells[0] for row in rows(firm, run)] == ["林晓棠棠", "吴佩珊"]


def test_mistakes_and_duplicates_are_told_in_the_readers_language(firm):
    make_customer(firm, "Lin", phone="+8613800136120")
    run = settle(firm, bring(firm, csv_of(("姓名", "手机"), ("林晓棠", "13800136120"), ("吴佩珊", "12"))))

    told = {}
    for language in ("zh-hans", "en"):
        with scope(firm.id), translation.override(language):
            twin, bad = actions.reworded(run, queries.page(run, view=RowView.ALL))
            told[language] = (twin.twins[0][3], bad.errors["phone"])

    assert told["en"] == (
        "The same phone number.",
        "This is no phone number. Write it like 13800136120 or +86 138 0013 6120.",
    )
    assert not any(words.isascii() for words in told["zh-hans"])
