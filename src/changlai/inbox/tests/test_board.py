"""The board: figures that follow what happens and lead to their conversations, at the same cost for few and many."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from changlai.accounts import actions as accounts
from changlai.inbox import actions
from changlai.inbox.actions.board import rounded
from changlai.inbox.enums import Split
from changlai.inbox.models import Conversation, StaleDay
from changlai.inbox.queries.board import Period, rank, tallies
from changlai.inbox.tables.board import duration
from changlai.inbox.tests.desk import hire_with, sit_down, write
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm, hire, later

DAY = NOON.date()
DAYS = {"from": DAY.isoformat(), "to": DAY.isoformat()}


def served(firm, name, member, *, answered: float, solved: float, score=None, at=NOON) -> Conversation:  # noqa: PLR0913 - a whole conversation
    """A conversation answered and closed so many minutes after its beginning."""
    conversation = write(firm, name, "hi", at=at)
    with scope(firm.id):
        done = at + timedelta(minutes=answered)
        actions.send_reply(conversation=conversation, draft=actions.Draft(text="x"), by=member, now=done)
        actions.close(conversation=conversation, by=member, now=at + timedelta(minutes=solved))
        Conversation.objects.filter(pk=conversation.pk).update(score=score)
    return conversation


def count(firm) -> None:
    with scope(firm.id):
        actions.mark_stale([(firm.id, pk) for pk in Conversation.objects.values_list("id", flat=True)])
        actions.count_days(firm.id, now=later(60 * 24))


def test_figures_are_those_of_the_conversations(firm):
    li = hire(firm, "Li", "agent")
    for n, (answered, solved, score) in enumerate([(1, 10, 5), (2, 20, None), (30, 60, 2)]):
        served(firm, f"C{n}", li, answered=answered, solved=solved, score=score)
    write(firm, "Waiting", "hi", at=later(120))
    count(firm)

    with scope(firm.id):
        found = tallies(Period(DAY, DAY))

    whole, of_li = found[Split.ALL, 0], found[Split.MEMBER, li.pk]
    assert (whole.opened, whole.answered, whole.closed, whole.rated, whole.score) == (4, 3, 3, 2, 3.5)
    assert (of_li.first_median, of_li.first_ninetieth, of_li.solved_median) == (120, 1800, 1200)
    assert (found[Split.MEMBER, 0].opened, found[Split.HOUR, 12].opened, found[Split.HOUR, 14].opened) == (1, 3, 1)
    assert found[Split.ACCOUNT, firm.account.pk].opened == 4


def test_only_business_hours_count_and_what_changes_is_counted_again(firm):
    with scope(firm.id):
        accounts.keep_hours(
            organisation=firm.organisation, is_always=False, week=[((540, 725),)] * 7, by=firm.admin
        )  # until 12:05 in China; NOON is 12:00
    conversation = served(firm, "Lin", firm.admin, answered=60, solved=90)
    count(firm)
    with scope(firm.id):
        assert tallies(Period(DAY, DAY))[Split.ALL, 0].first_median == 300
        Conversation.objects.filter(pk=conversation.pk).update(score=4)
        actions.mark_stale([(firm.id, conversation.pk)])
        assert actions.count_days(firm.id, now=later(99)) == 1
        assert actions.count_days(firm.id, now=later(99)) == 0
        assert tallies(Period(DAY, DAY))[Split.ALL, 0].score == 4.0


def test_the_first_time_counts_what_was_there_before(firm):
    served(firm, "Lin", firm.admin, answered=1, solved=2)
    with scope(firm.id):
        StaleDay.objects.all().delete()
        assert actions.count_days(firm.id, now=later(60)) == 1


def test_the_page_shows_the_figures_and_each_leads_to_its_conversations(desk, firm):
    li = hire(firm, "Li", "agent")
    good = served(firm, "Good", li, answered=1, solved=10, score=5)
    served(firm, "Plain", firm.admin, answered=2, solved=20)
    served(firm, "Before", li, answered=3, solved=4, at=NOON - timedelta(days=1))
    write(firm, "Alone", "hi")
    count(firm)

    page = desk.get("board", DAYS).content.decode()
    nobodys = desk.get("behind", DAYS | {"member": 0}).content.decode()
    mine = desk.get("behind", DAYS | {"member": li.pk}).content.decode()
    rated = desk.get("behind", DAYS | {"what": "rated"}).content.decode()

    assert "before: 1" in page
    for what in ("opened", "answered", "closed", "rated"):
        assert f"what={what}&amp;member={li.pk}" in page
    assert f"what=rated&amp;member={firm.admin.pk}" not in page  # nothing to open
    assert ">5.0<" in page
    assert (f"/inbox/{good.pk}/" in mine, "Plain" in mine) == (True, False)
    assert ("Good" in rated, "Plain" in rated) == (True, False)
    assert ("Alone" in nobodys, "Good" in nobodys) == (True, False)
    assert "Good" not in desk.get("behind", DAYS | {"hour": 0}).content.decode()
    assert "Good" not in desk.get("behind", DAYS | {"hour": 3}).content.decode()
    assert "Nothing to count" in desk.get("board", {"from": "2020-01-01", "to": "2020-01-31"}).content.decode()
    assert desk.get("board", {"from": "nonsense", "to": "2020-01-31"}).status_code == 200
    assert desk.get("behind", DAYS | {"member": "x"}).status_code == 404


def test_the_tables_can_be_taken_out_as_a_file(desk, firm):
    evil = hire(firm, "=HYPERLINK(1)", "agent")
    served(firm, "Lin", evil, answered=1, solved=10, score=5)
    count(firm)

    response = desk.get("board", DAYS | {"csv": "1"})

    rows = list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert rows[1] == ["By colleague", "'=HYPERLINK(1)", "1", "1", "1", "60", "60", "600", "600", "1", "5.00"]


def test_a_page_costs_the_same_however_many_conversations_there_are(desk, firm):
    costs = []
    for batch in range(2):
        for n in range(3):
            served(firm, f"B{batch}C{n}", firm.admin, answered=n + 1, solved=n + 5)
        count(firm)
        for name in ("board", "behind"):
            desk.get(name, DAYS)
            with CaptureQueriesContext(
                connection,
            ) as found:
                desk.get(name, DAYS)
            costs.append(len(found))

    assert costs[:2] == costs[2:]


def test_the_board_is_for_who_may_see_it_and_shows_only_ones_own_house(firm):
    other = found_firm("other", "别家")
    served(other, "Foreign", other.admin, answered=1, solved=2)
    count(other)

    assert sit_down(firm, hire(firm, "Li", "agent")).get("board").status_code == 403
    reporter = sit_down(firm, hire_with(firm, inbox_report="all", inbox_view="own"))
    served(firm, "Lin", firm.admin, answered=1, solved=2)
    count(firm)
    assert "Lin" not in reporter.get("behind", DAYS).content.decode()
    assert ">1<" in reporter.get("board", DAYS).content.decode()


@pytest.mark.parametrize(
    ("seconds", "near", "words"),
    [(7, 7, "7 s"), (62, 60, "1 min"), (203, 205, "3 min 25 s"), (3700, 3600, "1 h"), (90_100, 90_000, "1 d 1 h")],
)
def test_durations_are_kept_as_they_are_read(seconds, near, words):
    with translation.override("en"):
        assert (rounded(seconds), duration(near)) == (near, words)


def test_ranks():
    assert [rank({1: 9, 100: 1}, share) for share in (0.5, 0.9, 0.95)] == [1, 1, 100]
    assert rank({}, 0.5) is None
