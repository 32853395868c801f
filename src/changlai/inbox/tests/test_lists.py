"""Narrowing the list, folders, and one thing done to many conversations."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from changlai.accounts import actions as accounts
from changlai.inbox import actions, queries
from changlai.inbox.drawn import draw
from changlai.inbox.enums import BulkAction, BulkState
from changlai.inbox.filters import Filters, Rated
from changlai.inbox.live import in_list
from changlai.inbox.models import BulkRun, Conversation, Folder
from changlai.inbox.tests.desk import fresh, hire_with, rows_of, sit_down, write
from changlai.kernel.sse import Watcher
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, another_account, found_firm, hire, later, work

QUERIES = (
    {},
    {"unread": "1"},
    {"waiting": "1"},
    {"failed": "1"},
    {"assignee": "0"},
    {"rated": "low"},
    {"rated": "high"},
    {"rated": "none"},
    {"days": "1"},
    {"since": "2026-11-19", "until": "2026-11-20"},
    {"channel": "webhook"},
    {"channel": "wecom"},
    {"unread": "1", "rated": "none", "assignee": "0"},
)


@pytest.fixture
def shelf(firm) -> list[Conversation]:
    """Conversations that differ in everything a filter asks."""
    made = [write(firm, f"C{n}", "hi", at=later(-n * 60 * 24)) for n in range(4)]
    made.append(write(another_account(firm), "Elsewhere", "hi"))
    with scope(firm.id):
        Conversation.objects.filter(pk=made[0].pk).update(unread_count=0, score=1, assignee=firm.admin)
        Conversation.objects.filter(pk=made[1].pk).update(has_failed=True, score=5, waiting_since=None)
        Conversation.objects.filter(pk=made[2].pk).update(last_message_at=timezone.now())
    return [fresh(one) for one in made]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_a_filter_says_the_same_of_rows_in_the_database_and_at_hand(firm, shelf, query):
    filters = Filters.read(query)
    with scope(firm.id):
        asked = filters.apply(Conversation.objects.all())
        at_hand = [one.id for one in queries.by_id(held.pk for held in shelf).values() if filters.matches(one)]

        assert sorted(asked.values_list("id", flat=True)) == sorted(at_hand)
    assert filters.query == query
    assert Filters.of_word(filters.word) == filters if query else filters.word == ""


def test_the_list_shows_what_fits_and_each_address_keeps_the_conditions(desk, firm, shelf):
    page = desk.get("inbox", {"tab": "all", "rated": "low", "assignee": str(firm.admin.pk)}, htmx=True)

    body = page.content.decode()
    assert rows_of(page) == [shelf[0].pk]
    assert f"tab=all&amp;state=open&amp;assignee={firm.admin.pk}&amp;rated=low" in body
    assert ("孟佳" in body, "1 or 2" in body) == (True, True)


def test_by_account(desk, firm, shelf):
    page = desk.get("inbox", {"tab": "all", "account": str(shelf[4].account_id)}, htmx=True)

    assert rows_of(page) == [shelf[4].pk]


@pytest.mark.parametrize("query", [{"days": "x"}, {"account": "9" * 30}, {"since": "2026-13-01"}, {"rated": "odd"}])
def test_what_cannot_be_meant_narrows_nothing(desk, firm, shelf, query):
    assert len(rows_of(desk.get("inbox", {"tab": "all", **query}, htmx=True))) == len(shelf)


def test_an_open_screen_gets_only_rows_that_fit_its_filters(firm, shelf):
    word = Filters(rated=Rated.LOW).word
    watcher = Watcher(firm.admin.pk, firm.admin.user.session_generation, ("all", "open", "en", word))

    found = draw(firm.id, {watcher: {one.pk for one in shelf}})[watcher]

    assert re.findall(r'data-row="([0-9]+)"', found["html"]) == [str(shelf[0].pk)]
    assert (found["filter"], "rated=low" in found["html"]) == (word, True)
    assert in_list(firm.admin, watcher.parts)
    assert not in_list(firm.admin, ("all", "open", "en", "bm9uc2Vuc2U"))


def test_a_folder_is_kept_for_oneself_or_by_managers_for_all(desk, firm, shelf):
    li = sit_down(firm, hire(firm, "Li", "agent"))

    desk.post("filters", {"name": "Unhappy", "rated": "low", "tab": "all", "state": "open", "is_team": "on"})
    refused = li.post("filters", {"name": "Team's", "waiting": "1", "tab": "all", "is_team": "on"}, htmx=True)
    own = li.post("filters", {"name": "Mine", "waiting": "1", "tab": "mine"}, htmx=True)
    nameless = li.post("filters", {"name": "", "waiting": "1"}, htmx=True)

    assert (refused.status_code, own.status_code, nameless.status_code) == (422, 204, 422)
    assert "state=open&waiting=1" in own.headers["HX-Redirect"]
    with scope(firm.id):
        kept = [(one.name, one.is_team, one.query) for one in Folder.objects.order_by("id")]
    assert kept == [("Unhappy", True, {"rated": "low"}), ("Mine", False, {"waiting": "1"})]
    page = li.get("inbox", {"tab": "all"}, htmx=True).content.decode()
    assert ("Unhappy" in page, "Mine</bdi>" in page) == (True, True)
    assert "Mine</bdi>" not in desk.get("inbox", {"tab": "all"}, htmx=True).content.decode()


def test_a_folder_is_dropped_by_whose_it_is(desk, firm):
    li = sit_down(firm, hire(firm, "Li", "agent"))
    desk.post("filters", {"name": "All's", "tab": "all", "is_team": "on"})
    li.post("filters", {"name": "Li's", "tab": "all"})
    with scope(firm.id):
        alls, lis = Folder.objects.order_by("id")

    codes = [
        desk.post("folder_removal", folder_id=lis.pk).status_code,
        li.post("folder_removal", folder_id=alls.pk).status_code,
        li.post("folder_removal", folder_id=lis.pk).status_code,
        desk.post("folder_removal", folder_id=alls.pk).status_code,
    ]

    assert codes == [404, 403, 302, 302]


def chosen(*conversations: Conversation) -> str:
    return ",".join(str(one.pk) for one in conversations)


def test_selected_conversations_are_handed_over_together(desk, firm, shelf):
    li = hire(firm, "Li", "agent")

    asked = desk.get("bulk_choice", {"action": "assign", "ids": chosen(*shelf[:2])}, htmx=True).content.decode()
    report = desk.post("bulk", {"action": "assign", "ids": chosen(*shelf[:2]), "member": li.pk}, htmx=True)

    assert f'value="{chosen(*shelf[:2])}"' in asked
    assert "2 conversations done" in report.content.decode()
    assert report.headers["HX-Trigger"] == "bulkDone"
    assert [fresh(one).assignee_id for one in shelf[:3]] == [li.pk, li.pk, None]


def test_what_fails_is_told_with_its_reason_and_tried_again(desk, firm, shelf):
    reader = hire(firm, "Reader", "viewer")
    desk.post("bulk", {"action": "assign", "ids": f"{chosen(shelf[0])},999999999", "member": reader.pk}, htmx=True)
    with scope(firm.id):
        run = BulkRun.objects.get()
        why = [one[1] for one in run.failed]

    assert (run.state, run.done_count, len(run.failed)) == (BulkState.FINISHED, 0, 2)
    assert "Reader may not answer customers" in why[0]
    assert why[1] == "It is gone, or you may not see it any more."
    again = desk.post("bulk_attempts", htmx=True, run_id=run.pk)
    assert "0 done, 2 failed" in again.content.decode()
    with scope(firm.id):
        assert BulkRun.objects.count() == 2


def test_who_reaches_only_some_changes_only_those(firm, shelf):
    member = hire_with(firm, inbox_view="all", inbox_assign="own")
    desk = sit_down(firm, member)
    with scope(firm.id):
        actions.assign(conversation=shelf[0], to=None, by=firm.admin, now=NOON)
        Conversation.objects.filter(pk=shelf[1].pk).update(assignee=member)

    report = desk.post("bulk", {"action": "close", "ids": chosen(shelf[0], shelf[1])}, htmx=True).content.decode()

    assert "1 done, 1 failed" in report
    assert [fresh(one).state for one in shelf[:2]] == ["open", "closed"]


def test_closing_snoozing_reopening_and_reading_many(desk, firm, shelf):
    desk.post("bulk", {"action": "read", "ids": chosen(shelf[1])})
    desk.post("bulk", {"action": "snooze", "ids": chosen(shelf[1]), "hours": "4"})
    desk.post("bulk", {"action": "close", "ids": chosen(shelf[2])})
    closed = fresh(shelf[2]).state
    desk.post("bulk", {"action": "reopen", "ids": chosen(shelf[2])})

    one = fresh(shelf[1])
    assert (one.unread_count, (one.snoozed_until or NOON) > timezone.now() + timedelta(hours=3)) == (0, True)
    assert (closed, fresh(shelf[2]).state) == ("closed", "open")


@pytest.mark.usefixtures("transactional_db")
def test_many_go_on_in_the_background_and_can_be_stopped(monkeypatch):
    firm = found_firm()
    desk, made = sit_down(firm, firm.admin), [write(firm, f"C{n}", "hi") for n in range(5)]
    monkeypatch.setattr("changlai.inbox.actions.lists.AT_ONCE", 2)

    running = desk.post("bulk", {"action": "close", "all": "1", "tab": "all"}, htmx=True).content.decode()
    with scope(firm.id):
        first = BulkRun.objects.get()
    work(["jobs"])
    done = desk.get("bulk_run", htmx=True, run_id=first.pk).content.decode()

    assert ("0 of 5" in running, "every 1s" in running, "5 conversations done" in done) == (True, True, True)
    assert {fresh(one).state for one in made} == {"closed"}

    desk.post("bulk", {"action": "reopen", "all": "1", "tab": "all", "state": "closed"}, htmx=True)
    with scope(firm.id):
        second = BulkRun.objects.latest("id")
    stopped = desk.post("bulk_cancellation", htmx=True, run_id=second.pk).content.decode()
    work(["jobs"])

    assert "5 were left" in stopped
    assert {fresh(one).state for one in made} == {"closed"}


def test_all_that_fit_are_only_those_that_fit(desk, firm, shelf):
    desk.post("bulk", {"action": "close", "all": "1", "tab": "all", "rated": "low"})

    assert [fresh(one).state for one in shelf] == ["closed", "open", "open", "open", "open"]


def test_nothing_chosen_says_so_and_runs_are_ones_own(desk, firm, shelf):
    nothing = desk.post("bulk", {"action": "close"}, htmx=True)
    desk.post("bulk", {"action": "read", "ids": chosen(shelf[0])})
    with scope(firm.id):
        run = BulkRun.objects.get()
        assert run.action == BulkAction.READ
    li = sit_down(firm, hire(firm, "Li", "agent"))

    assert nothing.status_code == 422
    assert desk.post("bulk", {"action": "explode", "ids": "1"}).status_code == 404
    assert li.get("bulk_run", run_id=run.pk).status_code == 404
    assert desk.post("bulk_attempts", run_id=run.pk).status_code == 409


def test_the_dialogs_open(desk, firm, shelf):
    pages = [desk.get("filters", {"tab": "all", "rated": "low"}), desk.get("folders")]
    pages += [desk.get("bulk_choice", {"action": one, "all": "1"}) for one in ("close", "snooze", "reopen", "read")]

    assert [page.status_code for page in pages] == [200] * 6
    with scope(firm.id):
        assert [one.pk for one in queries.accounts_talking()] == [shelf[4].account_id, shelf[0].account_id]


def test_who_has_left_is_refused_and_nothing_is_put_back_to_the_shelf(desk, firm, shelf):
    li = hire(firm, "Li", "agent")
    with scope(firm.id):
        actions.assign(conversation=shelf[0], to=firm.admin, by=firm.admin, now=NOON)
        accounts.switch_off(member=li, by=firm.admin)

    report = desk.post("bulk", {"action": "assign", "ids": chosen(shelf[0]), "member": li.pk}, htmx=True)

    assert "Li may not answer customers" in report.content.decode()
    assert fresh(shelf[0]).assignee_id == firm.admin.pk


def test_a_reason_that_is_needed_cannot_be_left_out_in_the_dialog(desk, firm, shelf):
    with scope(firm.id):
        actions.add_reason(name="Solved", is_rated=True, by=firm.admin)
    free = desk.get("bulk_choice", {"action": "close", "ids": chosen(shelf[0])}, htmx=True).content.decode()
    with scope(firm.id):
        actions.change_desk(by=firm.admin, is_reason_required=True)
    strict = desk.get("bulk_choice", {"action": "close", "ids": chosen(shelf[0])}, htmx=True).content.decode()

    assert ("without a reason" in free, "Solved" in free) == (True, True)
    assert ("without a reason" in strict, "Solved" in strict) == (False, True)
