"""A message that did not arrive is sent again on a person's word, and through the gate again."""

import pytest

from changlai.channels import actions as channels
from changlai.channels.tests.platform import FINAL, LOST, PASSING, Platform, deliver_all, let_time_pass
from changlai.inbox import actions
from changlai.inbox.actions import Draft
from changlai.inbox.errors import MayNotSend, NothingToRetry
from changlai.inbox.models import Conversation, Message
from changlai.kernel.events import rewind
from changlai.kernel.tenancy import scope
from tests.support.house import Firm, deliver, found_firm, later, message, settle

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def platform(monkeypatch):
    found = Platform()
    found.stand_in(monkeypatch)
    return found


def answered(firm: Firm, platform: Platform, *outcomes: Exception) -> Message:
    """A customer wrote, a colleague answered, and this is what became of the answer."""
    deliver(firm, message("u1", "在吗", at=later(0)))
    settle()
    platform.answers = list(outcomes)
    with scope(firm.id):
        draft = Draft(text="在的")
        sent = actions.send_reply(conversation=Conversation.objects.get(), draft=draft, by=firm.admin, now=later(1))
    for _ in range(len(outcomes)):
        deliver_all()
        let_time_pass(firm)
    settle()
    return refreshed(firm, sent)


def refreshed(firm: Firm, one: Message) -> Message:
    with scope(firm.id):
        return Message.objects.get(id=one.pk)


def retry(firm: Firm, one: Message) -> None:
    with scope(firm.id):
        actions.retry(message=refreshed(firm, one), by=firm.admin, now=later(2))


def used_of_the_window(firm: Firm) -> int:
    with scope(firm.id):
        return Conversation.objects.get().window_sent


# What the platform refused did not use up the window; what may have arrived did, and its repetition does once more.
@pytest.mark.parametrize(("outcomes", "state", "used"), [([LOST], "unknown", 2), ([PASSING] * 6, "failed", 1)])
def test_message_is_sent_again(firm, platform, outcomes, state, used):
    answer = answered(firm, platform, *outcomes)
    assert (answer.state, answer.can_retry) == (state, True)

    retry(firm, answer)
    queued = refreshed(firm, answer).state
    deliver_all()
    settle()

    again = refreshed(firm, answer)
    assert (queued, again.state, again.reason) == ("queued", "sent", "")
    assert used_of_the_window(firm) == used
    assert len(platform.got) == len(outcomes) + 1


def test_reading_the_ends_of_messages_again_changes_none(firm, platform):
    answer = answered(firm, platform, *[PASSING] * 6)
    retry(firm, answer)
    deliver_all()
    settle()

    rewind.rewind("inbox.deliveries", position=0)
    settle()

    after = refreshed(firm, answer)
    assert (after.state, after.reason, after.can_retry, used_of_the_window(firm)) == ("sent", "", False, 1)


def test_retry_passes_the_gate_again_and_changes_nothing_when_refused(firm, platform):
    answer = answered(firm, platform, LOST)
    with scope(firm.id):
        channels.switch(account=firm.account, on=False, by=firm.admin)

    with pytest.raises(MayNotSend) as refusal:
        retry(firm, answer)
    deliver_all()

    assert refusal.value.rule == "account_off"
    assert refreshed(firm, answer).state == "unknown"
    assert platform.got == ["在的"]


def test_message_refused_for_good_is_not_sent_again(firm, platform):
    answer = answered(firm, platform, FINAL)

    with pytest.raises(NothingToRetry):
        retry(firm, answer)
    deliver_all()

    assert refreshed(firm, answer).state == "failed"
    assert platform.got == ["在的"]


def test_second_retry_of_the_same_message_finds_nothing_to_do(firm, platform):
    answer = answered(firm, platform, LOST)
    retry(firm, answer)

    with pytest.raises(NothingToRetry):
        retry(firm, answer)
    deliver_all()

    assert platform.got == ["在的", "在的"]
