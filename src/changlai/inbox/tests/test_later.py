"""Answers that leave at an hour of their own."""

import re
import threading
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.utils import translation

from changlai.accounts import actions as accounts
from changlai.customers.actions import bin_customers
from changlai.inbox import actions
from changlai.inbox.errors import BadMoment, MayNotSend, TooLate
from changlai.inbox.models import LaterMessage
from changlai.inbox.tests.desk import sit_down, texts_in, told, write
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm, hire, later, settle, work

MINUTE = timedelta(minutes=1)


def plan(firm, conversation, text="see you", at=NOON + 30 * MINUTE, now=NOON, by=None) -> LaterMessage:
    by = by or firm.admin
    with scope(firm.id):
        return actions.plan(conversation=conversation, text=text, uploads=[], send_at=at, by=by, now=now)


def state_of(planned: LaterMessage) -> str:
    with scope(planned.organisation_id):
        return LaterMessage.objects.get(pk=planned.pk).state


def deliver(firm, planned, now) -> None:
    with scope(firm.id):
        actions.deliver(later_id=planned.pk, now=now)


def test_a_planned_message_leaves_at_its_hour_and_once(firm):
    conversation = write(firm, "Lin", "hi")
    planned = plan(firm, conversation)

    for now in (later(29), later(30), later(31)):
        deliver(firm, planned, now)

    assert state_of(planned) == "sent"
    assert texts_in(conversation) == ["hi", "see you"]


def test_the_customer_who_writes_first_calls_it_off(firm):
    conversation = write(firm, "Lin", "hi")
    planned = plan(firm, conversation)

    write(firm, "Lin", "never mind", at=later(10))
    deliver(firm, planned, later(30))

    assert state_of(planned) == "overtaken"
    assert texts_in(conversation) == ["hi", "never mind", "overtaken"]
    page = sit_down(firm, firm.admin).get("conversation", conversation_id=conversation.pk).content.decode()
    assert "planned message was called off" in page
    assert "“<bdi>see you</bdi>”" in page
    assert told(firm, "inbox.later_overtaken") == [firm.admin.pk]


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("is_binned", [False, True], ids=["closed", "binned"])
def test_plans_of_a_conversation_that_is_closed_are_called_off_and_nobody_is_left_to_wonder(firm, is_binned):
    li = hire(firm, "Li", "agent")
    conversation = write(firm, "Lin", "hi")
    own, theirs = plan(firm, conversation, "mine"), plan(firm, conversation, "see you <b>", by=li)

    with scope(firm.id):
        if is_binned:
            bin_customers(ids=[conversation.customer_id], by=firm.admin, now=later(10))
        else:
            actions.close(conversation=conversation, by=firm.admin, now=later(10))
    settle()
    for one in (own, theirs):
        deliver(firm, one, later(30))

    assert [state_of(one) for one in (own, theirs)] == ["cancelled", "cancelled"]
    said = texts_in(conversation)
    assert said == ["hi", "plan_ended", "plan_ended", "binned" if is_binned else "closed"]
    page = sit_down(firm, firm.admin).get("conversation", conversation_id=conversation.pk).content.decode()
    words = unescape(re.sub(r"<[^>]*>", "", page))
    assert "The conversation was closed: Li's planned message was called off “see you <b>”" in words
    assert told(firm, "inbox.later_closed") == ([firm.admin.pk, li.pk] if is_binned else [li.pk])


def test_a_plan_of_files_alone_is_called_off_without_words(firm):
    conversation = write(firm, "Lin", "hi")
    planned = plan(firm, conversation)
    with scope(firm.id):
        LaterMessage.objects.update(text="")
    write(firm, "Lin", "never mind", at=later(10))

    desk = sit_down(firm, firm.admin)
    noticed = desk.client.get("/o/hemu/notices/").content.decode()
    page = desk.get("conversation", conversation_id=conversation.pk).content.decode()

    assert state_of(planned) == "overtaken"
    assert ("your planned message was called off" in noticed, "notice-text" in noticed) == (True, False)
    assert ("planned message was called off" in page, "“" in page.split("was called off")[1][:40]) == (True, False)


def test_a_plan_can_be_changed_called_off_or_sent_at_once(firm):
    conversation = write(firm, "Lin", "hi")
    changed, cancelled, hurried = (plan(firm, conversation, text) for text in ("one", "two", "three"))
    with scope(firm.id):
        actions.change_plan(later=changed, text="uno", send_at=later(60), by=firm.admin, now=NOON)
        actions.call_off(later=cancelled)
        actions.send_now(later=hurried, by=firm.admin, now=later(1))
        for one in (cancelled, hurried):
            with pytest.raises(TooLate):
                actions.call_off(later=one)

    for one in (changed, cancelled, hurried):
        deliver(firm, one, later(30))
    deliver(firm, changed, later(60))

    assert [state_of(one) for one in (changed, cancelled, hurried)] == ["sent", "cancelled", "sent"]
    assert texts_in(conversation) == ["hi", "three", "uno"]


@pytest.mark.parametrize("at", [NOON, later(60 * 24 * 91)])
def test_an_hour_that_is_past_or_too_far_is_refused(firm, at):
    conversation = write(firm, "Lin", "hi")

    with pytest.raises(BadMoment):
        plan(firm, conversation, at=at)


def test_who_may_no_longer_send_is_told_why_and_nothing_is_lost(firm):
    conversation = write(firm, "Lin", "hi")
    planned = plan(firm, conversation)
    with scope(firm.id):
        accounts.freeze_sending(organisation=firm.organisation, reason="restore", by=firm.admin, now=NOON)

    deliver(firm, planned, later(30))

    with scope(firm.id):
        kept = LaterMessage.objects.get(pk=planned.pk)
    assert (kept.state, kept.text) == ("failed", "see you")
    assert "restore" in kept.reason
    assert told(firm, "inbox.later_failed") == [firm.admin.pk]
    assert texts_in(conversation) == ["hi"]


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "发送"), ("en", "ending")])
def test_a_plan_that_failed_is_told_in_the_words_of_its_author(firm, language, words):
    conversation = write(firm, "Lin", "hi")
    planned = plan(firm, conversation)
    with scope(firm.id):
        firm.admin.user.language = language
        firm.admin.user.save()
        accounts.freeze_sending(organisation=firm.organisation, reason="restore", by=firm.admin, now=NOON)

    with translation.override("zh-hans" if language == "en" else "en"):  # the worker's
        deliver(firm, planned, later(30))

    with scope(firm.id):
        assert words in LaterMessage.objects.get(pk=planned.pk).reason


def test_a_plan_the_gate_would_refuse_is_refused_at_once(firm):
    conversation = write(firm, "Lin", "hi")
    with scope(firm.id):
        accounts.freeze_sending(organisation=firm.organisation, reason="restore", by=firm.admin, now=NOON)

    with pytest.raises(MayNotSend):
        plan(firm, conversation)


@pytest.mark.usefixtures("transactional_db")
def test_two_workers_send_a_plan_once_and_the_timer_finds_it():
    firm = found_firm()
    conversation = write(firm, "Lin", "hi")
    planned = plan(firm, conversation)
    ready = threading.Barrier(2)

    def worker():
        ready.wait()
        try:
            deliver(firm, planned, later(30))
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert texts_in(conversation) == ["hi", "see you"]
    work(["jobs"])  # its own timer, due long ago by the database's clock, finds nothing left to do
    assert texts_in(conversation) == ["hi", "see you"]
