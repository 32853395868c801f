"""The list of conversations as a member sees it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from changlai.accounts import actions as accounts
from changlai.accounts.tests.factories import make_member, make_organisation
from changlai.inbox import actions, queries
from changlai.inbox.tables import waiting
from changlai.inbox.tests.desk import fresh, hire_with, rows_of, sit_down, write
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm, hire, later

HOSTILE = "<script>alert(1)</script>\u202etxt.exe"


def assign(conversation, member):
    with scope(conversation.organisation_id):
        actions.assign(conversation=conversation, to=member, by=member, now=NOON)


def test_those_who_wait_longest_come_first_then_the_latest_answered(desk, firm):
    late, early = write(firm, "Late", "hi", at=later(9)), write(firm, "Early", "hi", at=later(1))
    first, second = write(firm, "First", "hi"), write(firm, "Second", "hi")
    for answered in (first, second):
        desk.post("replies", {"text": "hello"}, conversation_id=answered.pk)

    assert rows_of(desk.get("inbox", {"tab": "all"})) == [early.pk, late.pk, second.pk, first.pk]


def test_tabs_hold_mine_unassigned_and_all_with_their_counts(desk, firm):
    mine, nobodys, anothers = (write(firm, name, "hi") for name in ("Mine", "Nobody", "Other"))
    assign(mine, firm.admin)
    assign(anothers, hire(firm, "Li", "agent"))

    shown = {tab: rows_of(desk.get("inbox", {"tab": tab})) for tab in ("mine", "unassigned", "all")}
    counts = desk.get("inbox", {"tab": "mine"}, htmx=True).content.decode()

    assert shown == {"mine": [mine.pk], "unassigned": [nobodys.pk], "all": [mine.pk, nobodys.pk, anothers.pk]}
    assert re.findall(r'data-count="(\w+)">([^<]*)<', counts) == [
        ("mine", "1"),
        ("unassigned", "1"),
        ("all", "3"),
        ("mentions", "0"),
    ]


def test_sales_see_their_own_and_agents_their_team_and_what_nobody_has(firm):
    sales, agent, colleague = hire(firm, "Sun", "sales"), hire(firm, "An", "agent"), hire(firm, "Bo", "agent")
    with scope(firm.id):
        department = accounts.create_department(organisation=firm.organisation, name="Service")
        for member in (agent, colleague):
            member.department = department
            member.save(update_fields=["department"])
    own, nobodys, teams, others = (write(firm, name, "hi") for name in ("Own", "None", "Team", "Other"))
    for conversation, member in ((own, sales), (teams, colleague), (others, firm.admin)):
        assign(conversation, member)

    assert rows_of(sit_down(firm, sales).get("inbox", {"tab": "all"})) == [own.pk]
    assert rows_of(sit_down(firm, agent).get("inbox", {"tab": "all"})) == [nobodys.pk, teams.pk]
    assert sit_down(firm, sales).get("conversation", conversation_id=others.pk).status_code == 404
    assert sit_down(firm, agent).get("conversation", conversation_id=others.pk).status_code == 404


def test_without_the_permission_the_inbox_stays_shut(firm):
    desk = sit_down(firm, hire_with(firm, customers_view="all"))

    assert desk.get("inbox").status_code == 403


def test_next_page_goes_on_where_the_first_ended_across_both_kinds_of_rows(desk, firm, monkeypatch):
    waits = [write(firm, f"W{n}", "hi", at=later(n)) for n in range(3)]
    answered = [write(firm, f"A{n}", "hi", at=later(n)) for n in range(3)]
    for one in answered:
        desk.post("replies", {"text": "hello"}, conversation_id=one.pk)
    monkeypatch.setattr(queries.page, "__kwdefaults__", {**(queries.page.__kwdefaults__ or {}), "limit": 2})

    seen, url = [], desk.url("inbox") + "?tab=all"
    while url:
        response = desk.client.get(url, headers={"HX-Request": "true"})
        seen.append(rows_of(response))
        body = response.content.decode()
        url = body.split('id="rows-more" href="')[1].split('"')[0].replace("&amp;", "&") if "rows-more" in body else ""

    assert seen == [
        [waits[0].pk, waits[1].pk],
        [waits[2].pk, answered[2].pk],
        [answered[1].pk, answered[0].pk],
    ]


@pytest.mark.parametrize("cursor", ["x", "WzFd", "WzEsIng iLDFd", "W251bGwsbnVsbCxudWxsXQ"])
def test_a_made_up_cursor_is_refused_in_words(desk, cursor):
    assert desk.get("inbox", {"after": cursor}, htmx=True).status_code == 400


def test_closed_conversations_have_a_shelf_of_their_own(desk, firm):
    closed, still_open = write(firm, "Done", "hi"), write(firm, "Open", "hi")
    desk.post("closure", conversation_id=closed.pk)

    assert rows_of(desk.get("inbox", {"tab": "all", "state": "closed"})) == [closed.pk]
    assert rows_of(desk.get("inbox", {"tab": "all"})) == [still_open.pk]


def test_statements_do_not_grow_with_the_rows(desk, firm):
    counts, made = [], 0
    for upto in (1, 3, 40):
        for number in range(made, upto):
            assign(write(firm, f"C{number}", "hi", at=later(number)), firm.admin)
        made = upto
        desk.get("inbox", {"tab": "all"})
        with CaptureQueriesContext(connection) as statements:
            assert desk.get("inbox", {"tab": "all"}).status_code == 200
        counts.append(len(statements))

    assert len(set(counts)) == 1, counts


def test_hostile_names_and_texts_are_words_and_nothing_else(desk, firm):
    conversation = write(firm, HOSTILE, HOSTILE)

    for name, arguments in (("inbox", {}), ("conversation", {"conversation_id": conversation.pk})):
        body = desk.get(name, {"tab": "all"}, **arguments).content.decode()
        assert "&lt;script&gt;alert(1)" in body
        assert "<script>alert(1)" not in body
        assert "\u202e" not in body


def test_first_look_says_what_comes_here_and_offers_the_phone(desk, settings):
    settings.SANDBOX_URL = "http://127.0.0.1:9790"

    body = desk.get("inbox").content.decode()

    assert "What customers write appears here" in body
    assert 'href="http://127.0.0.1:9790/phone?lang=en"' in body


@pytest.mark.django_db
def test_first_look_without_a_channel_leads_to_connecting_one(settings):
    settings.SANDBOX_URL = "http://127.0.0.1:9790"
    nobody = make_member(make_organisation("yunqi"))
    client = Client()
    client.force_login(nobody.user)

    body = client.get("/o/yunqi/inbox/").content.decode()
    steps = client.get("/o/yunqi/start/").content.decode()

    assert 'href="/o/yunqi/settings/channels/new/"' in body
    assert "/phone?" not in body
    current = steps[steps.index('aria-current="step"') :]
    assert current.index("/o/yunqi/settings/channels/new/") < current.index("</li>")


def test_an_empty_tab_says_so_in_a_sentence(desk, firm):
    write(firm, "Lin", "hi")

    assert "Nobody is waiting for you" in desk.get("inbox", {"tab": "mine"}).content.decode()


def test_who_has_nobody_waiting_begins_with_those_whom_nobody_has_taken(desk, firm):
    waiting_for_anyone = write(firm, "Lin", "hi")

    led = desk.get("inbox")
    assign(waiting_for_anyone, firm.admin)
    at_home = desk.get("inbox")

    assert (led.status_code, led["Location"]) == (302, desk.url("inbox") + "?tab=unassigned")
    assert rows_of(at_home) == [waiting_for_anyone.pk]


def test_side_bar_counts_my_waiting_customers_and_nothing_for_none(desk, firm):
    assert desk.get("waiting").content == b""

    assign(write(firm, "Lin", "hi"), firm.admin)

    assert desk.get("waiting").content == b"1"


def test_another_organisation_has_no_way_in(desk, firm):
    other = found_firm("other", "别家")
    theirs = write(other, "Lin", "secret")

    assert desk.get("conversation", conversation_id=theirs.pk).status_code == 404
    assert b"secret" not in desk.get("inbox", {"tab": "all"}).content
    assert sit_down(other, firm.admin).get("inbox").status_code == 404


@pytest.mark.parametrize(
    ("minutes", "tone", "words"),
    [
        (0, "", "now"),
        (4.9, "", "4 min"),
        (5, "warn", "5 min"),
        (14, "warn", "14 min"),
        (15, "bad", "15 min"),
        (90, "bad", "1 h"),
        (3000, "bad", "2 d"),
    ],
)
def test_waiting_turns_amber_then_red(firm, minutes, tone, words):
    held = write(firm, "Lin", "hi")
    now = (held.waiting_since or NOON) + timedelta(minutes=minutes)

    with scope(firm.id), translation.override("en"):
        found = waiting(queries.by_id([held.pk])[held.pk], now)

    assert found is not None
    assert (found.tone, found.words) == (tone, words)


def test_a_closed_conversation_makes_nobody_wait(desk, firm):
    conversation = write(firm, "Lin", "hi")
    desk.post("closure", conversation_id=conversation.pk)

    assert fresh(conversation).waiting_since is None
    with scope(firm.id):
        assert waiting(queries.by_id([conversation.pk])[conversation.pk], timezone.now()) is None
