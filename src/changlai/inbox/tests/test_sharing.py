"""Conversations find somebody by rules: whose turn it is, who is free, who knows the customer, who has gone."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from changlai.accounts import actions as accounts
from changlai.accounts.enums import Attendance
from changlai.accounts.models import Department, Member
from changlai.inbox import actions
from changlai.inbox.actions import RuleDraft
from changlai.inbox.contracts import Conditions
from changlai.inbox.enums import OpenHours, Script, Target, Whom
from changlai.inbox.models import Assignment, Conversation
from changlai.inbox.rules import script_of
from changlai.inbox.tests.desk import fresh, write
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm, hire, later


def come(firm, *members: Member, at=NOON) -> None:
    with scope(firm.id):
        for member in members:
            accounts.note_present(member=member, now=at)


def rule(firm, name="Everybody", target=Target.EVERYBODY, **facts):
    conditions = {name: facts.pop(name) for name in list(facts) if name in Conditions.__struct_fields__}
    draft = RuleDraft(name=name, conditions=Conditions(**conditions), target=target, **facts)
    with scope(firm.id):
        return actions.add_rule(draft=draft, by=firm.admin)


def capacity(firm, count: int) -> None:
    with scope(firm.id):
        actions.change_desk(capacity=count, by=firm.admin)


def share(firm, *conversations: Conversation, now=NOON) -> list[int | None]:
    with scope(firm.id):
        actions.share_out([(firm.id, one.pk) for one in conversations], now=now)
    return [fresh(one).assignee_id for one in conversations]


def test_without_rules_everything_stays_with_nobody(firm):
    come(firm, firm.admin)

    assert share(firm, write(firm, "Lin", "hi")) == [None]


def test_conversations_go_round_among_those_who_are_there(firm):
    li, tang, gone = (hire(firm, name, "agent") for name in ("Li", "Tang", "Gone"))
    reader = hire(firm, "Reader", "viewer")
    come(firm, li, tang, reader)
    with scope(firm.id):
        accounts.note_present(member=gone, now=NOON, chosen=Attendance.AWAY)
    rule(firm)

    given = share(firm, *[write(firm, f"C{n}", "hi", at=later(n)) for n in range(4)])

    assert given == [li.pk, tang.pk, li.pk, tang.pk]


def test_the_turn_goes_on_where_it_ended(firm):
    li, tang = hire(firm, "Li", "agent"), hire(firm, "Tang", "agent")
    come(firm, li, tang)
    rule(firm)

    first = share(firm, write(firm, "A", "hi"))
    second = share(firm, write(firm, "B", "hi"), now=later(1))

    assert (first, second) == ([li.pk], [tang.pk])


def test_nobody_gets_more_than_they_can_take_and_the_longest_waiting_is_next(firm):
    li = hire(firm, "Li", "agent")
    come(firm, li)
    rule(firm)
    capacity(firm, 2)
    made = [write(firm, f"C{n}", "hi", at=later(n)) for n in range(4)]

    assert share(firm, *made) == [li.pk, li.pk, None, None]

    with scope(firm.id):
        actions.close(conversation=made[0], by=li, now=later(9))
        actions.go_on([firm.id], now=later(9))
    assert [fresh(one).assignee_id for one in made[1:]] == [li.pk, li.pk, None]


def test_a_colleague_may_take_more_or_fewer_than_the_others(firm):
    li, tang = hire(firm, "Li", "agent"), hire(firm, "Tang", "agent")
    come(firm, li, tang)
    rule(firm)
    with scope(firm.id):
        actions.set_capacity(member=li, capacity=1, by=firm.admin)

    assert share(firm, *[write(firm, f"C{n}", "hi", at=later(n)) for n in range(3)]) == [li.pk, tang.pk, tang.pk]


def test_who_comes_online_is_given_those_who_wait(firm):
    conversation, li = write(firm, "Lin", "hi"), hire(firm, "Li", "agent")
    rule(firm)
    assert share(firm, conversation) == [None]

    come(firm, li)
    with scope(firm.id):
        actions.go_on([firm.id], now=later(1))

    assert fresh(conversation).assignee_id == li.pk


def test_the_colleague_who_knows_the_customer_comes_first_while_they_are_free(firm):
    li, tang = hire(firm, "Li", "agent"), hire(firm, "Tang", "agent")
    come(firm, li, tang)
    rule(firm)
    before = write(firm, "Lin", "hi")
    with scope(firm.id):
        actions.assign(conversation=before, to=tang, by=firm.admin, now=NOON)
        actions.close(conversation=before, by=tang, now=NOON)

    assert share(firm, write(firm, "Lin", "again", at=later(60))) == [tang.pk]
    with scope(firm.id):
        assert Assignment.objects.order_by("-id").values_list("cause", "rule_name").first() == ("known", "Everybody")


def test_the_first_rule_that_holds_decides(firm):
    li, tang, wu = (hire(firm, name, "agent") for name in ("Li", "Tang", "Wu"))
    come(firm, li, tang, wu)
    rule(firm, "Price", Target.MEMBER, member=tang, words=("price", "报价"))
    rule(firm, "Left alone", Target.NOBODY, words=("spam",))
    rule(firm, "Rest", Target.MEMBER, member=li)

    made = [
        write(firm, f"C{n}", text, at=later(n)) for n, text in enumerate(["What PRICE?", "spam", "hello", "请报价"])
    ]

    assert share(firm, *made) == [tang.pk, None, li.pk, tang.pk]


def test_a_department_takes_turns_with_those_below_it(firm):
    with scope(firm.id):
        sales = Department.objects.create(name="Sales")
        below = Department.objects.create(name="Hangzhou", parent=sales)
    li, tang, outside = (hire(firm, name, "agent") for name in ("Li", "Tang", "Outside"))
    with scope(firm.id):
        Member.objects.filter(pk=li.pk).update(department=sales)
        Member.objects.filter(pk=tang.pk).update(department=below)
    come(firm, li, tang, outside)
    rule(firm, target=Target.DEPARTMENT, department=sales)

    assert share(firm, *[write(firm, f"C{n}", "hi", at=later(n)) for n in range(3)]) == [li.pk, tang.pk, li.pk]


@pytest.mark.parametrize(("goes_on", "given"), [(True, True), (False, False)])
def test_when_nobody_is_free_a_rule_waits_or_lets_the_next_one_try(firm, goes_on, given):
    li, away = hire(firm, "Li", "agent"), hire(firm, "Away", "agent")
    come(firm, li)
    rule(firm, "First", Target.MEMBER, member=away, goes_on=goes_on)
    rule(firm, "Second", Target.MEMBER, member=li)

    assert share(firm, write(firm, "Lin", "hi")) == [li.pk if given else None]


def test_conditions_on_account_hours_customer_and_script(firm):
    li = hire(firm, "Li", "agent")
    come(firm, li)
    with scope(firm.id):
        accounts.keep_hours(
            organisation=firm.organisation, is_always=False, week=[((540, 720),)] * 7, by=firm.admin
        )  # NOON is 12:00 in China: just closed
    wanted: dict[str, Any] = {
        "elsewhere": {"accounts": (firm.account.pk + 999,)},
        "open": {"hours": OpenHours.INSIDE},
        "known": {"whom": Whom.KNOWN},
        "latin": {"scripts": (Script.LATIN,)},
        "right": {
            "accounts": (firm.account.pk,),
            "channels": (firm.account.channel,),
            "hours": OpenHours.OUTSIDE,
            "whom": Whom.NEW,
            "scripts": (Script.CHINESE,),
        },
    }
    for name, conditions in wanted.items():
        rule(firm, name, Target.MEMBER, member=li, **conditions)

    assert share(firm, write(firm, "Lin", "在吗")) == [li.pk]
    with scope(firm.id):
        assert Assignment.objects.get().rule_name == "right"


def test_what_people_decided_is_not_decided_again(firm):
    li = hire(firm, "Li", "agent")
    conversation = write(firm, "Lin", "hi")
    come(firm, li)
    rule(firm)
    share(firm, conversation)
    with scope(firm.id):
        actions.assign(conversation=fresh(conversation), to=None, by=firm.admin, now=later(1))

    assert share(firm, conversation, now=later(2)) == [None]


def test_who_waits_for_somebody_who_went_away_is_given_to_another(firm):
    li, tang = hire(firm, "Li", "agent"), hire(firm, "Tang", "agent")
    come(firm, li)
    rule(firm)
    waiting, answered = write(firm, "Lin", "hi"), write(firm, "Wang", "hi")
    share(firm, waiting, answered)
    with scope(firm.id):
        actions.send_reply(conversation=answered, draft=actions.Draft(text="hello"), by=li, now=later(1))
        accounts.note_present(member=li, now=later(2), chosen=Attendance.AWAY)
        actions.change_desk(away_minutes=10, by=firm.admin)
    come(firm, tang, at=later(3))

    with scope(firm.id):
        assert actions.take_back(firm.id, now=later(11)) == 0
        assert actions.take_back(firm.id, now=later(12)) == 1

    assert (fresh(waiting).assignee_id, fresh(answered).assignee_id) == (tang.pk, li.pk)


@pytest.mark.usefixtures("transactional_db")
def test_two_workers_never_fill_one_place_twice():
    firm = found_firm()
    li = hire(firm, "Li", "agent")
    come(firm, li)
    rule(firm)
    capacity(firm, 3)
    made = [write(firm, f"C{n}", "hi", at=later(n)) for n in range(8)]
    ready = threading.Barrier(2)

    def worker(mine):
        ready.wait()
        try:
            with scope(firm.id):
                actions.share_out([(firm.id, one.pk) for one in mine], now=NOON + timedelta(hours=1))
        finally:
            connection.close()

    threads = [threading.Thread(target=worker, args=(made[start::2],)) for start in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with scope(firm.id):
        assert Conversation.objects.filter(assignee=li).count() == 3
        assert Conversation.objects.filter(assignee=None, queued_at__isnull=False).count() == 5


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("你好，价格?", Script.CHINESE),
        ("価格はいくらですか", Script.JAPANESE),
        ("안녕하세요", Script.KOREAN),
        ("Hello 你", Script.LATIN),
        ("Привет", Script.CYRILLIC),
        ("👍 123", Script.OTHER),
    ],
)
def test_scripts_are_told_by_their_letters(text, script):
    assert script_of(text) == script
