"""Work in a process of its own: its answer, what it failed with, its end."""

import os

import pytest
from django.utils import translation

from changlai.kernel import apart, db
from changlai.kernel.jobs import ENDING, LostLease, RetryIn
from changlai.kernel.sentences import Told, error_in_words, text_of

pytestmark = pytest.mark.django_db(transaction=True)
TASKS = "changlai.kernel.tests.tasks_apart"


def test_it_answers_from_another_process_and_the_same_database():
    pid, database, number = apart.run(f"{TASKS}:where", {"number": 1})

    assert (pid != os.getpid(), database, number) == (True, db.value("select current_database()"), 2)


def test_what_it_failed_with_is_told_as_if_it_had_been_here():
    with pytest.raises(Told) as refused:
        apart.run(f"{TASKS}:refuse", {})
    with pytest.raises(Told) as killed:
        apart.run(f"{TASKS}:die", {})
    with pytest.raises(LostLease):
        apart.run(f"{TASKS}:lose", {})

    assert text_of(refused.value) == "test.full: It is full. Make room."
    with translation.override("en"):
        assert "vanished" in error_in_words(text_of(killed.value))


def test_where_a_mistake_was_made_stands_in_the_log(capfd):
    with pytest.raises(Told, match="LookupError: over its own feet"):
        apart.run(f"{TASKS}:stumble", {})

    assert "in stumble" in capfd.readouterr().err


def test_it_ends_with_a_worker_that_is_told_to_stop():
    ENDING.set()
    try:
        with pytest.raises(RetryIn):
            apart.run(f"{TASKS}:where", {"number": 1})
    finally:
        ENDING.clear()
