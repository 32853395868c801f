"""Turns of transactions, over a second connection."""

import pytest
from django.db import transaction

from changlai.kernel import turns
from tests.support.turns import held
from tests.support.waiting import aside, until_it_waits

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_takes_what_another_has_waits_until_that_transaction_ends():
    done: list[str] = []

    def take() -> None:
        with transaction.atomic():
            turns.take("test.turns", [3, 1, 2, 1])
            done.append("taken")

    with held("test.turns", 2, shared=True):
        taking = aside(take)
        until_it_waits()
        assert not done
    taking.join()

    assert done == ["taken"]


def test_what_is_shared_is_had_by_several_and_told_of_under_its_name_and_key():
    with held("test.turns", 7, shared=True), transaction.atomic():
        turns.share("test.turns", [7, 8])
        told = [turns.is_held(name, key) for name, key in (("test.turns", 7), ("test.turns", 8), ("test.turns", 9))]
        told.append(turns.is_held("test.other", 7))

    assert told == [True, True, False, False]
    assert not turns.is_held("test.turns", 7)
