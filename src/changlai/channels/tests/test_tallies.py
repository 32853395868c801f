"""Health counters: rows are only added, and folded into one a day without losing a count."""

from datetime import date

import pytest

from changlai.channels import actions, queries
from changlai.channels.enums import Outcome
from changlai.channels.jobs import fold
from changlai.channels.models import Tally
from changlai.kernel.tenancy import scope
from tests.support.house import another_account, found_firm

pytestmark = pytest.mark.django_db


def test_folding_leaves_one_row_of_a_kind_and_the_same_figures():
    firm, other = found_firm(), found_firm("other", "别家")
    shop = another_account(firm)
    for one in (firm, shop, other):
        with scope(one.id):
            for reason in ("bad_signature", "bad_signature", "old_timestamp"):
                actions.note(one.account, Outcome.REFUSED, reason, 2)
            Tally.objects.create(account_id=one.account.id, day=date(2025, 1, 1), outcome=Outcome.FAILED, count=1)
    before = figures(firm), figures(shop), figures(other)

    fold()
    fold()

    assert (figures(firm), figures(shop), figures(other)) == before
    with scope(firm.id):
        rows = Tally.objects.filter(account_id=firm.account.id).order_by("day", "reason")
        assert list(rows.values_list("outcome", "reason", "count")) == [
            ("failed", "", 1),
            ("refused", "bad_signature", 4),
            ("refused", "old_timestamp", 2),
        ]


def figures(firm) -> object:
    with scope(firm.id):
        return queries.health([firm.account.id])
