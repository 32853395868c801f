"""Time in the inbox: snoozing, sending later, answers in time, closing with a reason and coming back."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import translation

from changlai.accounts import actions as accounts
from changlai.channels.contracts import Content
from changlai.customers.enums import InteractionKind
from changlai.inbox import actions
from changlai.inbox.errors import BadMoment, BadSnooze, KnownReason, MayNotSend, NotOpen, ReasonNeeded, TooLate
from changlai.inbox.models import Conversation, LaterMessage
from changlai.inbox.tests.desk import fresh, say, texts_in, write
from changlai.kernel.tenancy import scope
from changlai.notifications.models import Notification
from tests.support.house import NOON, found_firm, hire, later, settle, work

MINUTE = timedelta(minutes=1)


def told(firm, kind: str) -> list[int]:
    with scope(firm.id):
        return list(Notification.objects.filter(kind=kind).order_by("member_id").values_list("member_id", flat=True))


def desk(firm, **values) -> None:
    with scope(firm.id):
        actions.change_desk(by=firm.admin, **values)


def test_a_snoozed_conversation_comes_back_on_top_and_its_colleague_is_told(firm):
    conversation = write(firm, "Lin", "hi")
    with scope(firm.id):
        actions.assign(conversation=conversation, to=firm.admin, by=firm.admin, now=NOON)
        actions.send_reply(conversation=conversation, draft=actions.Draft(text="tomorrow"), by=firm.admin, now=NOON)
        actions.snooze(conversation=conversation, until=later(60), by=firm.admin, now=NOON)
        assert actions.wake_due(firm.id, now=later(59)) == 0
        assert actions.wake_due(firm.id, now=later(60)) == 1
        assert actions.wake_due(firm.id, now=later(61)) == 0

    now = fresh(conversation)
    assert (now.snoozed_until, now.woken_at, now.urgent_at) == (None, later(60), later(60))
    assert texts_in(conversation)[-2:] == ["snoozed", "woken"]
    assert told(firm, "inbox.woken") == [firm.admin.pk]


def test_the_customer_wakes_a_snoozed_conversation(firm):
    conversation = write(firm, "Lin", "hi")
    with scope(firm.id):
        actions.snooze(conversation=conversation, until=later(600), by=firm.admin, now=NOON)

    write(firm, "Lin", "hello?", at=later(5))

    assert fresh(conversation).snoozed_until is None


def test_a_snooze_needs_a_moment_to_come_and_an_open_conversation(firm):
    conversation = write(firm, "Lin", "hi")
    with scope(firm.id):
        for until in (NOON, later(60 * 24 * 400)):
            with pytest.raises(BadSnooze):
                actions.snooze(conversation=conversation, until=until, by=firm.admin, now=NOON)
        actions.close(conversation=conversation, by=firm.admin, now=NOON)
        with pytest.raises(NotOpen):
            actions.snooze(conversation=conversation, until=later(5), by=firm.admin, now=NOON)
    assert fresh(conversation).snoozed_until is None


def plan(firm, conversation, text="see you", at=NOON + 30 * MINUTE, now=NOON) -> LaterMessage:
    with scope(firm.id):
        return actions.plan(conversation=conversation, text=text, uploads=[], send_at=at, by=firm.admin, now=now)


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
    assert texts_in(conversation) == ["hi", "never mind"]


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


def test_answers_are_due_in_business_time_and_the_list_is_ordered_by_it(firm):
    desk(firm, first_answer_minutes=30, next_answer_minutes=10, warn_percent=50)
    with scope(firm.id):
        accounts.keep_hours(
            organisation=firm.organisation, is_always=False, week=[((540, 740),)] * 7, by=firm.admin
        )  # until 12:20 in China; NOON is 12:00
    first = write(firm, "Lin", "hi")  # 20 minutes today, 10 tomorrow from 9:00 on
    with scope(firm.id):
        actions.send_reply(conversation=first, draft=actions.Draft(text="yes"), by=firm.admin, now=later(1))
    answered = fresh(first)
    write(firm, "Lin", "and?", at=later(2))
    other = write(firm, "Wang", "hi", at=later(1))

    assert (answered.answer_due_at, answered.escalate_at, answered.urgent_at) == (None, None, None)
    assert (fresh(first).answer_due_at, fresh(first).escalate_at) == (later(12), later(7))
    assert fresh(other).answer_due_at == later(21 * 60 + 11)
    from changlai.inbox import queries  # noqa: PLC0415 (app ready)
    from changlai.inbox.enums import Tab  # noqa: PLC0415 (app ready)

    with scope(firm.id):
        assert queries.page(firm.admin, Tab.ALL) == ([first.pk, other.pk], None)


def test_more_messages_do_not_put_the_deadline_off(firm):
    desk(firm, first_answer_minutes=30)
    conversation = write(firm, "Lin", "hi")
    write(firm, "Lin", "hello?", at=later(10))

    assert fresh(conversation).answer_due_at == later(30)


def test_the_assignee_is_warned_and_then_those_who_lead_are_told(firm):
    li = hire(firm, "Li", "agent")
    desk(firm, first_answer_minutes=30, warn_percent=50)
    conversation = write(firm, "Lin", "hi")
    with scope(firm.id):
        actions.assign(conversation=conversation, to=li, by=firm.admin, now=NOON)
        assert actions.escalate(firm.id, now=later(14)) == 0
        assert actions.escalate(firm.id, now=later(15)) == 1
        assert actions.escalate(firm.id, now=later(16)) == 0
    assert (fresh(conversation).escalation, told(firm, "inbox.warned"), told(firm, "inbox.overdue")) == (1, [li.pk], [])

    with scope(firm.id):
        assert actions.escalate(firm.id, now=later(30)) == 1
        assert actions.escalate(firm.id, now=later(40)) == 0

    assert fresh(conversation).escalation == 2
    assert told(firm, "inbox.overdue") == sorted([li.pk, firm.admin.pk])


@pytest.mark.usefixtures("transactional_db")
def test_other_targets_hold_for_those_who_wait_already():
    firm = found_firm()
    conversation = write(firm, "Lin", "hi")
    desk(firm, first_answer_minutes=20)
    settle(["inbox.targets"])
    assert fresh(conversation).answer_due_at == later(20)

    desk(firm, first_answer_minutes=0)
    settle(["inbox.targets"])

    assert (fresh(conversation).answer_due_at, fresh(conversation).urgent_at) == (None, NOON)


def test_a_reason_is_kept_counted_and_asked_for(firm):
    with scope(firm.id):
        reason = actions.add_reason(name="Solved", is_rated=True, by=firm.admin)
        with pytest.raises(KnownReason):
            actions.add_reason(name="Solved", is_rated=True, by=firm.admin)
    desk(firm, is_reason_required=True)
    conversation = write(firm, "Lin", "hi")

    with scope(firm.id):
        with pytest.raises(ReasonNeeded):
            actions.close(conversation=conversation, by=firm.admin, now=NOON)
        actions.close(conversation=conversation, by=firm.admin, now=NOON, reason=reason)

    assert (fresh(conversation).state, fresh(conversation).close_reason_id) == ("closed", reason.pk)


def test_who_writes_soon_goes_on_and_who_comes_late_begins_anew(firm):
    desk(firm, reopen_days=2)
    conversation = write(firm, "Lin", "hi")
    with scope(firm.id):
        actions.assign(conversation=conversation, to=firm.admin, by=firm.admin, now=NOON)
        actions.close(conversation=conversation, by=firm.admin, now=NOON)

    again = write(firm, "Lin", "one more thing", at=later(60 * 24))

    assert again.pk == conversation.pk
    assert fresh(conversation).assignee_id == firm.admin.pk
    assert texts_in(conversation)[-2:] == ["reopened", "one more thing"]
    with scope(firm.id):
        actions.close(conversation=conversation, by=firm.admin, now=later(60 * 24))
    assert write(firm, "Lin", "hello", at=later(60 * 24 * 4)).pk != conversation.pk
    with scope(firm.id):
        assert Conversation.objects.count() == 2


def test_who_only_opens_the_chat_again_begins_nothing_until_they_write(firm):
    desk(firm, reopen_days=2)
    conversation = write(firm, "Lin", "hi")
    with scope(firm.id):
        actions.close(conversation=conversation, by=firm.admin, now=later(5))

    say(firm, "Lin", at=later(10), contents=(Content(),), kind=InteractionKind.ENTERED)
    after_visit = fresh(conversation)
    say(firm, "Lin", "more", at=later(20))
    say(firm, "Wang", at=later(10), contents=(Content(),), kind=InteractionKind.ENTERED)

    assert (after_visit.state, after_visit.waiting_since) == ("closed", None)
    assert texts_in(conversation) == ["hi", "closed", "entered", "reopened", "more"]
    with scope(firm.id):
        assert Conversation.objects.filter(customer=conversation.customer).count() == 1
        assert texts_in(Conversation.objects.exclude(pk=conversation.pk).get()) == ["entered"]
