"""Whom a row may mean: in the bin, or alike by name; and that an import looks for duplicates as everything does."""

import pytest

from changlai.customers import actions as customers
from changlai.customers.models import Customer, Identity, Unchecked
from changlai.customers.tests.factories import make_customer
from changlai.imports import actions
from changlai.imports.enums import RowState, TwinChoice
from changlai.imports.tests.factories import bring, csv_of, rows, settle, start
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm, hire

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = csv_of(("姓名", "手机", "城市"), ("林晓棠", "13800136120", "杭州"))


@pytest.fixture
def firm():
    return found_firm()


def binned(firm):
    lin = make_customer(firm, "Lin", phone="+8613800136120")
    with scope(firm.id):
        customers.bin_customers(ids=[lin.pk], by=firm.admin, now=NOON)
    return lin


@pytest.mark.parametrize(("choice", "is_back"), [(TwinChoice.FILL, True), (TwinChoice.SKIP, False)])
def test_who_waits_in_the_bin_is_told_and_restored_when_the_row_is_written(firm, choice, is_back):
    lin = binned(firm)
    run = settle(firm, bring(firm, TABLE), on_twin=choice)
    ((_slug, record_id, label, reason, may_change, _is_likely),) = rows(firm, run)[0].twins
    assert (record_id, label, may_change) == (lin.pk, "Lin", True)
    assert "回收站" in reason

    run = start(firm, run)

    assert (run.created_count, run.failed_count) == (0, 0)
    with scope(firm.id):
        lin.refresh_from_db()
    assert (lin.binned_at is None, lin.city) == (is_back, "杭州" if is_back else "")


def test_who_may_not_restore_leaves_the_bin_alone(firm):
    binned(firm)
    sales = hire(firm, "李牧", "sales")
    run = start(firm, settle(firm, bring(firm, TABLE, by=sales), on_twin=TwinChoice.OVERWRITE))

    assert (run.created_count, run.updated_count, run.skipped_count) == (0, 0, 1)


@pytest.mark.parametrize(("chosen", "counts"), [("", (1, 0)), ("fill", (0, 1))])
def test_same_name_and_company_is_new_unless_somebody_says_otherwise(firm, chosen, counts):
    wu = make_customer(firm, "吴 佩珊")
    with scope(firm.id):
        Customer.objects.filter(pk=wu.pk).update(company="禾木家居")
    run = settle(firm, bring(firm, csv_of(("姓名", "公司", "手机"), ("吴佩珊", "禾木家居", "13900139000"))))
    (row,) = rows(firm, run)
    assert (row.state, row.twins[0][1], row.twins[0][5]) == (RowState.TWIN, wu.pk, True)

    if chosen:
        with scope(firm.id):
            actions.choose(run=run, number=2, choice=TwinChoice(chosen))
    run = start(firm, run)

    assert (run.created_count, run.updated_count) == counts
    with scope(firm.id):
        holder = Identity.objects.get(value="+8613900139000").customer_id
        assert (holder == wu.pk) == bool(chosen)
        assert Unchecked.objects.filter(customer_id=holder).exists()
        assert Customer.objects.count() == 2 - bool(chosen)
