"""Setting the inbox up, and a conversation's time, as a browser meets them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from changlai.inbox import actions
from changlai.inbox.models import AssignmentRule, CloseReason, Conversation, DeskSettings, LaterMessage, Workplace
from changlai.inbox.tests.desk import fresh, hire_with, rows_of, sit_down, texts_in, write
from changlai.inbox.tests.test_sharing import come, rule
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm, hire

RULE = {
    "name": "Price",
    "words": "price，报价, price",
    "hours": "inside",
    "whom": "",
    "target": "everybody",
    "prefers_known": "on",
    "is_active": "on",
}


def rules_of(firm):
    with scope(firm.id):
        return list(AssignmentRule.objects.order_by("position"))


def test_a_rule_is_added_changed_moved_switched_and_removed(desk, firm):
    desk.post("new_rule", RULE | {"accounts": [str(firm.account.pk)], "scripts": ["latin"]})
    desk.post("new_rule", {"name": "Rest", "hours": "", "whom": "", "target": "nobody"})
    price, rest = rules_of(firm)
    assert price.conditions == {
        "accounts": [firm.account.pk],
        "scripts": ["latin"],
        "words": ["price", "报价"],
        "hours": "inside",
    }
    page = desk.get("sharing").content.decode()
    assert "the first message contains “price”, “报价”; it is written in Latin letters" in page

    desk.post("rule_place", {"position": "1"}, rule_id=rest.pk)
    desk.post("rule_switch", {"on": "0"}, rule_id=price.pk)
    desk.post("rule", RULE | {"name": "Prices"}, rule_id=price.pk)
    desk.post("rule_removal", rule_id=rest.pk)

    assert [(one.name, one.position, one.is_active) for one in rules_of(firm)] == [("Prices", 2, True)]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"target": "member"}, "does not say who gets"),
        ({"words": "x" * 41}, "at most 40 characters"),
        ({"name": ""}, "is required"),
    ],
)
def test_a_rule_that_cannot_work_is_explained_and_not_kept(desk, firm, changed, sentence):
    response = desk.post("new_rule", RULE | changed)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert rules_of(firm) == []


def test_a_trial_says_which_rule_applies_and_why_others_do_not(desk, firm):
    li = hire(firm, "Li", "agent")
    rule(firm, "Price", "member", member=li, words=("price",))
    rule(firm, "Rest")

    found = desk.get("rule_trial", {"account": firm.account.pk, "text": "hello"}).content.decode()
    none = desk.get("rule_trial", {"account": firm.account.pk, "text": "the price"}).content.decode()

    assert "Price</bdi>: contains none of the words" in found.replace("\n", "")
    assert "<b><bdi>Rest</bdi></b> applies" in found
    assert "<b><bdi>Price</bdi></b> applies" in none


def test_what_a_colleague_takes_and_what_holds_for_all_is_kept(desk, firm):
    li = hire(firm, "Li", "agent")
    desk.post("capacity", {"capacity": "3"}, member_id=li.pk)
    desk.post("sharing", {"capacity": "9", "away_minutes": "15"})

    with scope(firm.id):
        assert Workplace.objects.get().capacity == 3
        assert DeskSettings.objects.values_list("capacity", "away_minutes").get() == (9, 15)
    assert 'placeholder="9"' in desk.get("sharing").content.decode()


def test_targets_closing_and_reasons_are_set_on_their_page(desk, firm):
    desk.post("service", {"part": "targets", "first_answer_minutes": 5, "next_answer_minutes": 30, "warn_percent": 70})
    desk.post("service", {"part": "closing", "reopen_days": 2, "is_reason_required": "on"})
    desk.post("reasons", {"name": "Solved", "is_rated": "on"})
    twice = desk.post("reasons", {"name": "Solved"})
    with scope(firm.id):
        reason = CloseReason.objects.get()
    desk.post("reason", {"name": "Answered", "is_active": "on"}, reason_id=reason.pk)

    assert twice.status_code == 422
    assert "already" in twice.content.decode()
    with scope(firm.id):
        kept = DeskSettings.objects.get()
        assert (kept.first_answer_minutes, kept.warn_percent, kept.reopen_days, kept.is_reason_required) == (
            5,
            70,
            2,
            True,
        )
        assert CloseReason.objects.values_list("name", "is_rated").get() == ("Answered", False)


def test_only_who_may_set_the_inbox_up_comes_here(firm):
    desk = sit_down(firm, hire(firm, "Li", "agent"))
    other = found_firm("other", "别家")
    with scope(other.id):
        foreign = actions.add_reason(name="Foreign", is_rated=True, by=other.admin)

    assert [desk.get(name).status_code for name in ("sharing", "new_rule", "service")] == [403] * 3
    response = sit_down(firm, firm.admin).post("reason", {"name": "Mine"}, reason_id=foreign.pk)
    assert response.status_code == 404
    with scope(other.id):
        assert CloseReason.objects.get().name == "Foreign"


def test_snoozing_takes_a_conversation_off_the_list_and_back(desk, firm):
    conversation = write(firm, "Lin", "hi")
    until = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")

    desk.post("snooze", {"until": until}, conversation_id=conversation.pk)

    assert rows_of(desk.get("inbox", {"tab": "all"}, htmx=True)) == []
    assert rows_of(desk.get("inbox", {"tab": "all", "state": "snoozed"}, htmx=True)) == [conversation.pk]
    body = desk.get("conversation", conversation_id=conversation.pk).content.decode()
    assert "Bring back" in body
    assert "snoozed the conversation until" in body
    desk.post("waking", conversation_id=conversation.pk)
    assert rows_of(desk.get("inbox", {"tab": "all"}, htmx=True)) == [conversation.pk]
    assert desk.post("snooze", {"until": "yesterday"}, conversation_id=conversation.pk).status_code == 422


def test_an_answer_is_planned_shown_changed_and_sent_at_once(desk, firm):
    conversation = write(firm, "Lin", "hi")
    moment = timezone.localtime() + timedelta(days=1)
    at, other = (one.strftime("%Y-%m-%dT%H:%M") for one in (moment, moment + timedelta(days=1)))

    shown = desk.post("replies", {"text": "see you", "send_at": at}, htmx=True, conversation_id=conversation.pk)
    with scope(firm.id):
        planned = LaterMessage.objects.get()
    dialog = desk.get("plan", htmx=True, plan_id=planned.pk).content.decode()
    desk.post("plan", {"text": "see you soon", "send_at": other}, plan_id=planned.pk)
    wrong = desk.post("plan", {"text": "x", "send_at": "never"}, htmx=True, plan_id=planned.pk)

    assert "see you" in shown.content.decode()
    assert f'value="{at}"' in dialog
    assert (wrong.status_code, texts_in(conversation)) == (422, ["hi"])
    desk.post("plan_sending", plan_id=planned.pk)
    assert texts_in(conversation) == ["hi", "see you soon"]
    assert desk.post("plan_cancellation", plan_id=planned.pk).status_code == 409


def test_closing_offers_the_reasons_and_keeps_the_one_chosen(desk, firm):
    conversation = write(firm, "Lin", "hi")
    with scope(firm.id):
        reason = actions.add_reason(name="Solved", is_rated=True, by=firm.admin)
        actions.change_desk(by=firm.admin, is_reason_required=True)

    body = desk.get("conversation", conversation_id=conversation.pk).content.decode()
    refused = desk.post("closure", conversation_id=conversation.pk)
    desk.post("closure", {"reason": reason.pk}, conversation_id=conversation.pk)

    assert "Why is it closed?" in body
    assert "Without a reason" not in body
    assert refused.status_code == 422
    assert fresh(conversation).close_reason_id == reason.pk
    assert (
        "closed the conversation: <bdi>Solved"
        in desk.get("conversation", conversation_id=conversation.pk).content.decode()
    )


def test_why_somebody_has_a_conversation_stands_in_the_menu(desk, firm):
    li = hire(firm, "Li", "agent")
    come(firm, li)
    rule(firm, "Rest")
    conversation = write(firm, "Lin", "hi")
    with scope(firm.id):
        actions.share_out([(firm.id, conversation.pk)], now=timezone.now())

    menu = desk.get("assignment", htmx=True, conversation_id=conversation.pk).content.decode()
    body = desk.get("conversation", conversation_id=conversation.pk).content.decode()

    assert "Rule “Rest”: it was the turn of Li, who had 0 of 20 conversations" in menu
    assert "The rule “<bdi>Rest</bdi>” gave the conversation to <b><bdi>Li</bdi></b>" in body


def test_nobody_is_offered_or_accepted_whom_the_member_does_not_see(firm):
    colleague = hire(firm, "Li", "agent")
    member = hire_with(firm, inbox_view="all", inbox_assign="all")
    desk, conversation = sit_down(firm, member), write(firm, "Lin", "hi")

    menu = desk.get("assignment", htmx=True, conversation_id=conversation.pk).content.decode()
    response = desk.post("assignment", {"member": colleague.pk}, conversation_id=conversation.pk)

    assert (f'value="{colleague.pk}"' in menu, response.status_code) == (False, 404)
    with scope(firm.id):
        assert Conversation.objects.get().assignee_id is None
