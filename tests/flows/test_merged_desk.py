"""What hangs on a conversation goes along when its customer is merged, and comes back when that is undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from changlai.customers.actions import Merge, merge_many, undo_merge
from changlai.customers.models import Customer, Merging
from changlai.inbox import actions as inbox
from changlai.inbox.enums import DraftKind, Tab
from changlai.inbox.models import Assignment, Conversation, Draft, LaterMessage, Mention, Rating
from changlai.inbox.queries import on_tab
from changlai.kernel.tenancy import scope
from tests.support.house import deliver, found_firm, hire, later, message, settle

pytestmark = pytest.mark.django_db(transaction=True)


class Two:
    """Lin and Wu, each with an open conversation on one account; Wu's is looked after."""

    def __init__(self):
        self.firm = found_firm()
        self.agent = hire(self.firm, "唐悦", "agent")
        for minute, name in enumerate(("lin", "wu")):
            deliver(self.firm, message(name, f"{name} writes", at=later(minute)))
            settle()
        with scope(self.firm.id):
            self.lin, self.wu = Customer.objects.order_by("id")
            inbox.assign(conversation=self.theirs, to=self.agent, by=self.firm.admin, now=later(3))

    @property
    def own(self):
        return Conversation.objects.select_related("account", "customer").get(customer=self.lin)

    @property
    def theirs(self):
        return Conversation.objects.select_related("account", "customer").order_by("id").last()

    def merge(self):
        merge_many([Merge(self.firm.id, self.lin.pk, (self.wu.pk,), reason="test")])

    def undo(self):
        undo_merge(merging=Merging.objects.get(), by=self.firm.admin, now=later(99))

    def kept(self):
        return Conversation.objects.get(state="open")


@pytest.fixture
def two():
    return Two()


def where(model, **which):
    return model.objects.values_list("conversation_id", flat=True).get(**which)


def test_a_planned_answer_goes_along_and_is_called_off_when_the_customer_writes_there(two):
    with scope(two.firm.id):
        gone, moment = two.theirs.pk, timezone.now() + timedelta(hours=1)
        now = timezone.now()
        inbox.plan(conversation=two.theirs, text="soon", uploads=(), send_at=moment, by=two.agent, now=now)

        two.merge()

        assert where(LaterMessage) == two.kept().pk != gone
    deliver(two.firm, message("lin", "never mind", at=later(50)))
    settle()

    with scope(two.firm.id):
        assert LaterMessage.objects.get().state == "overtaken"
        two.undo()
        assert LaterMessage.objects.values_list("conversation_id", "state").get() == (gone, "overtaken")


def test_notes_drafts_and_history_go_along_and_come_back(two):
    with scope(two.firm.id):
        keep, gone = two.own.pk, two.theirs.pk
        inbox.write_note(conversation=two.theirs, text=f"@{two.firm.admin.name} look", by=two.agent, now=later(4))
        for talk, member in ((two.theirs, two.agent), (two.theirs, two.firm.admin), (two.own, two.firm.admin)):
            inbox.keep_draft(conversation=talk, member=member, kind=DraftKind.REPLY, text=str(talk.pk), now=later(5))
        before = [sorted(m.objects.values_list("id", "conversation_id")) for m in (Mention, Draft, Assignment)]

        two.merge()

        assert list(on_tab(two.firm.admin, Tab.MENTIONS).values_list("id", flat=True)) == [keep]
        assert where(Draft, member=two.agent) == keep
        assert sorted(Draft.objects.filter(member=two.firm.admin).values_list("conversation_id", "text")) == [
            (keep, str(keep)),
            (gone, str(gone)),
        ]
        assert (two.kept().assignee_id, where(Assignment)) == (two.agent.pk, keep)
        two.undo()
        assert [sorted(m.objects.values_list("id", "conversation_id")) for m in (Mention, Draft, Assignment)] == before


def test_a_rating_goes_along_and_what_was_said_since_goes_back_with_it(two):
    with scope(two.firm.id):
        inbox.change_desk(by=two.firm.admin, is_rated=True)
        gone = two.theirs
        inbox.send_reply(conversation=gone, draft=inbox.Draft(text="hello"), by=two.agent, now=later(4))
        inbox.close(conversation=gone, by=two.agent, now=later(5))
    settle(["inbox.ratings"])
    with scope(two.firm.id):
        rating = Rating.objects.get()
        inbox.ask(rating_id=rating.pk, now=later(6))
        inbox.reopen(conversation=gone, by=two.agent, now=later(7))
        two.merge()
        assert where(Rating) == two.kept().pk

        inbox.rate(rating=rating, score=5, comment="", now=later(8))
        assert two.kept().score == 5
        two.undo()

        assert where(Rating) == gone.pk
        assert dict(Conversation.objects.values_list("id", "score")) == {two.own.pk: None, gone.pk: 5}


def test_the_earliest_deadline_holds_and_what_was_out_of_sight_is_seen_again(two):
    with scope(two.firm.id):
        Conversation.objects.filter(pk=two.own.pk).update(snoozed_until=later(900), answer_due_at=later(80))
        Conversation.objects.filter(pk=two.theirs.pk).update(
            answer_due_at=later(40), escalate_at=later(30), escalation=1, queued_at=later(1)
        )
        before = list(Conversation.objects.order_by("id").values())

        two.merge()

        kept, closed = two.kept(), Conversation.objects.get(state="closed")
        assert (kept.snoozed_until, kept.answer_due_at) == (None, later(40))
        assert (kept.escalate_at, kept.escalation, kept.queued_at) == (later(30), 1, None)
        assert (closed.snoozed_until, closed.answer_due_at, closed.escalate_at, closed.queued_at) == (None,) * 4
        two.undo()
        assert list(Conversation.objects.order_by("id").values()) == before
