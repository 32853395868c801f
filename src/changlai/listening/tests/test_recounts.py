"""Counting the board again: begun on its page or by a program, worked through by a job, said what was wrong."""

from datetime import timedelta

import pytest
from django.utils import timezone

from changlai.customers.tests.factories import browser
from changlai.kernel import db
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from changlai.listening.actions import recounts, tallies
from changlai.listening.errors import RecountGoesOn
from changlai.listening.models import MentionTally, Recount, WordTally
from changlai.listening.tests.boards import keep_mention, sums_of
from tests.support.house import NOON, Firm, found_firm, hire, work
from tests.support.programs import program, send
from tests.support.waiting import aside, until_it_waits

pytestmark = pytest.mark.django_db(transaction=True)
PLACE = "/o/hemu/listening/recounts/"


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def heard(firm: Firm) -> None:
    """Something on days of three weeks, counted."""
    with scope(firm.id):
        kept = [keep_mention(firm, said_at=NOON - timedelta(days=day), words=["客服"]).pk for day in (0, 9, 20)]
        tallies.count(tallies.lines_of(kept))


def latest(firm: Firm) -> Recount:
    with scope(firm.id):
        return Recount.objects.latest("id")


def test_sums_that_drifted_are_put_right_and_said(firm):
    heard(firm)
    with scope(firm.id):
        right = sums_of()
        MentionTally.objects.filter(hour__lt=NOON - timedelta(days=5)).update(count=7)
        WordTally.objects.all().delete()
    client = browser(firm.admin)

    begun = client.post(PLACE)
    under_way, refused = client.get(PLACE).content.decode(), client.post(PLACE)
    work(["jobs"])
    shown = client.get(PLACE, headers={"HX-Request": "true"}).content.decode()

    assert (begun.status_code, refused.status_code) == (302, 422)
    assert ("Counting again" in under_way, 'hx-trigger="every 1s"' in under_way) == (True, True)
    assert "counted already" in refused.content.decode()
    assert ("5 sums were wrong" in shown, "hx-trigger" in shown, "<html" in shown) == (True, False, False)
    with scope(firm.id):
        assert sums_of() == right
        assert AuditEntry.objects.filter(action="listening.recounted").count() == 1
    run = latest(firm)
    assert (run.mentions, run.aspects, run.words, run.days, run.days_done) == (2, 0, 3, 21, 21)


def test_two_who_order_it_at_once_are_told_that_it_goes_on(firm):
    heard(firm)
    refused: list[RecountGoesOn] = []

    def second() -> None:
        with scope(firm.id):
            try:
                recounts.order_recount(by=firm.admin, now=NOON)
            except RecountGoesOn as refusal:
                refused.append(refusal)

    with scope(firm.id):
        recounts.order_recount(by=firm.admin, now=NOON)
        other = aside(second)
        until_it_waits()
    other.join()

    assert len(refused) == 1
    with scope(firm.id):
        assert Recount.objects.count() == 1


def test_program_counts_again_and_is_told_that_nothing_was_wrong(firm):
    heard(firm)
    with scope(firm.id):
        token = program(firm.admin)

    begun = send(token, "POST", "/listening/recounts")
    again = send(token, "POST", "/listening/recounts")
    work(["jobs"])
    [told] = send(token, "GET", "/listening/recounts").json()

    assert (begun.status_code, again.status_code) == (201, 409)
    assert (told["mentions"], told["aspects"], told["words"], told["done_on"]) == (0, 0, 0, told["last_on"])
    assert told["ended_at"] is not None
    assert "Every sum was right" in browser(firm.admin).get(PLACE).content.decode()


def test_count_that_is_given_up_says_so_and_another_may_begin(firm):
    heard(firm)
    client = browser(firm.admin)
    client.post(PLACE)
    with scope(firm.id):
        recounts.give_up(latest(firm).pk, error="boom", now=timezone.now())
        db.run("delete from lease where kind = %b", (recounts.RECOUNT,))

    shown = client.get(PLACE).content.decode()

    assert "The count was given up" in shown
    assert client.post(PLACE).status_code == 302
    work(["jobs"])
    assert latest(firm).ended_at is not None


def test_where_nothing_was_heard_nothing_is_counted_and_only_who_may_sees_it(firm):
    client = browser(firm.admin)

    assert client.post(PLACE).status_code == 302
    assert "Nothing was ever heard" in client.get(PLACE).content.decode()
    manager = browser(hire(firm, "Ming", "manager"))
    assert (manager.get(PLACE).status_code, manager.post(PLACE).status_code) == (403, 403)
    with scope(firm.id):
        assert Recount.objects.count() == 1
