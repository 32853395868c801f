"""Sending is stopped: nothing leaves, what is queued waits, and a person decides what becomes of it."""

from dataclasses import replace

import pytest

from changlai.channels import registry
from changlai.channels.contracts import UrgentTask
from changlai.channels.models import Account, Outbox
from changlai.channels.tests.platform import PASSING, Platform, deliver_all, let_time_pass
from changlai.compliance import actions as compliance
from changlai.compliance.enums import Fate
from changlai.compliance.models import RefusedSend
from changlai.inbox import actions
from changlai.inbox.actions import Draft
from changlai.inbox.errors import MayNotSend
from changlai.inbox.models import Conversation, Message
from changlai.kernel import db, jobs
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from tests.support.house import Firm, deliver, found_firm, later, message, settle, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def platform(monkeypatch):
    found = Platform()
    found.stand_in(monkeypatch)
    return found


def greeted(firm: Firm, *customers: str) -> None:
    """Each of these customers has written once."""
    deliver(firm, *(message(customer, "在吗", at=later(0)) for customer in customers))
    settle()


def reply(firm: Firm, customer: str, text: str) -> Message:
    with scope(firm.id):
        conversation = Conversation.objects.get(customer__name=customer)
        return actions.send_reply(conversation=conversation, draft=Draft(text=text), by=firm.admin, now=later(1))


def freeze(firm: Firm, reason: str = "从备份恢复") -> None:
    with scope(firm.id):
        compliance.freeze(organisation=firm.organisation, reason=reason, by=firm.admin, now=later(2))


def thaw(firm: Firm, waiting: Fate) -> int:
    with scope(firm.id):
        return compliance.thaw(organisation=firm.organisation, waiting=waiting, by=firm.admin, now=later(3))


def fates(firm: Firm) -> dict[str, tuple[str, str]]:
    """Our answers as the outbox and the thread show them."""
    with scope(firm.id):
        outgoing = dict(Outbox.objects.values_list("reference", "state"))
        rows = Message.objects.filter(author="member").order_by("id")
        return {row.text: (outgoing[f"inbox.message:{row.pk}"], row.state) for row in rows}


def deeds(firm: Firm) -> list[tuple[str, dict[str, object]]]:
    with scope(firm.id):
        rows = AuditEntry.objects.filter(action__startswith="accounts.sending").order_by("id")
        return [(row.action.rpartition(".")[2], row.changes) for row in rows]


def test_what_is_queued_waits_and_leaves_in_its_order_once_sending_is_resumed(firm, platform):
    greeted(firm, "a", "b")
    reply(firm, "a", "一")
    reply(firm, "a", "二")
    reply(firm, "b", "三")
    freeze(firm)

    deliver_all()
    settle()
    held = fates(firm)
    let_go = thaw(firm, Fate.SEND)
    deliver_all()
    settle()

    assert held == dict.fromkeys(("一", "二", "三"), ("queued", "queued"))
    assert let_go == 3
    assert [text for text in platform.got if text != "三"] == ["一", "二"]
    assert fates(firm) == dict.fromkeys(("一", "二", "三"), ("sent", "sent"))
    assert deeds(firm) == [("frozen", {"reason": "从备份恢复"}), ("thawed", {"reason": "从备份恢复", "released": 3})]


def test_cancelled_messages_fail_with_the_reason_and_leave_only_by_hand(firm, platform):
    greeted(firm, "a")
    answer = reply(firm, "a", "一")
    freeze(firm)
    deliver_all()

    thaw(firm, Fate.CANCEL)
    deliver_all()
    settle()
    with scope(firm.id):
        cancelled = Message.objects.get(id=answer.pk)
    assert platform.got == []
    assert fates(firm) == {"一": ("failed", "failed")}
    assert (cancelled.reason, cancelled.can_retry) == ("A colleague cancelled it when sending was resumed.", True)

    with scope(firm.id):
        actions.retry(message=cancelled, by=firm.admin, now=later(4))
    deliver_all()
    settle()

    assert (platform.got, fates(firm)) == (["一"], {"一": ("sent", "sent")})
    assert deeds(firm)[-1] == ("thawed", {"reason": "从备份恢复", "cancelled": 1})


def test_message_that_a_platform_put_off_is_held_too(firm, platform):
    greeted(firm, "a")
    platform.answers = [PASSING]
    reply(firm, "a", "一")
    deliver_all()
    freeze(firm)

    let_time_pass(firm)
    deliver_all()
    held = platform.got[:]
    thaw(firm, Fate.SEND)
    deliver_all()

    assert (held, platform.got) == (["一"], ["一", "一"])


def test_message_whose_worker_vanished_becomes_unknown_while_sending_is_stopped(firm, platform):
    """As a backup taken at that moment has it: it was on the line, and may have arrived."""
    greeted(firm, "a")
    reply(firm, "a", "一")
    with scope(firm.id):
        Outbox.objects.update(state="sending")
    freeze(firm)

    deliver_all()
    settle()

    assert (platform.got, fates(firm)) == ([], {"一": ("unknown", "unknown")})


def test_new_answers_are_refused_with_the_reason_and_recorded(firm, platform):
    greeted(firm, "a")
    freeze(firm, "误发")

    with pytest.raises(MayNotSend) as refusal:
        reply(firm, "a", "一")
    with scope(firm.id):
        refusal.value.afterwards()
        recorded = RefusedSend.objects.values_list("rule", flat=True)

        assert list(recorded) == ["sending_frozen"]
    assert "误发" in str(refusal.value.sentence)
    assert fates(firm) == {}


def test_welcome_is_refused_while_sending_is_stopped_and_never_sent_late(firm, platform, monkeypatch):
    ran: list[UrgentTask] = []
    _welcomes(monkeypatch, ran)
    freeze(firm)

    _order_welcome(firm, age=2)
    work(["urgent"])
    thaw(firm, Fate.SEND)
    work(["urgent"])
    _order_welcome(firm, age=25)
    work(["urgent"])
    late = ran[:]
    _order_welcome(firm, age=2)
    work(["urgent"])

    assert (late, len(ran)) == ([], 1)
    assert _settled(firm) == ["stopped", "too_late", "sent"]


def test_another_firm_goes_on_sending(firm, platform):
    other = found_firm("bieke", "别家")
    for one in (firm, other):
        greeted(one, "a")
        reply(one, "a", "一")
    freeze(firm)

    deliver_all()
    settle()

    assert (fates(firm), fates(other)) == ({"一": ("queued", "queued")}, {"一": ("sent", "sent")})


def _welcomes(monkeypatch: pytest.MonkeyPatch, ran: list[UrgentTask]) -> None:
    """The custom channel knows welcomes, and sends each at once."""

    def send(_desk: object, task: UrgentTask) -> str:
        ran.append(task)
        return "sent"

    changed = {slug: replace(channel, urgent=send) for slug, channel in registry.channels().items()}
    monkeypatch.setattr(registry, "channels", lambda: changed)


def _order_welcome(firm: Firm, *, age: float) -> None:
    """A welcome whose code is ``age`` seconds old."""
    with scope(firm.id):
        account = Account.objects.get(id=firm.account.pk)
        now = float(db.value("select extract(epoch from clock_timestamp())"))
        body = {"account_id": account.pk, "kind": "welcome", "task": {}, "seconds": 20.0, "made_at": now - age}
        jobs.add("urgent", [jobs.NewJob(firm.id, "channels.urgent", body | {"thread": "a"})])


def _settled(firm: Firm) -> list[str]:
    with scope(firm.id):
        rows = db.rows("select body->>'outcome' from event_log where kind = 'channels.WelcomeSettled' order by id")
    return [row[0] for row in rows]
