"""Time in the inbox: snoozing, answers in time, closing with a reason and coming back."""

from datetime import timedelta

import pytest

from changlai.accounts import actions as accounts
from changlai.channels.contracts import Content
from changlai.customers.enums import InteractionKind
from changlai.inbox import actions
from changlai.inbox.errors import BadSnooze, KnownReason, NotOpen, ReasonNeeded
from changlai.inbox.models import Conversation
from changlai.inbox.tests.desk import fresh, say, texts_in, told, write
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm, hire, later, settle

MINUTE = timedelta(minutes=1)


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
