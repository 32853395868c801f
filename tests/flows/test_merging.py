"""Several customers become one: what each had is kept, and nobody else's is touched."""

import pytest

from changlai.accounts.models import Member
from changlai.channels.contracts import Follow as FollowNews
from changlai.customers.actions import Merge, keep_follows, merge_many, undo_merge
from changlai.customers.models import Alias, Customer, Follow, MergeImage, Merging
from changlai.inbox import actions as inbox
from changlai.inbox.models import Conversation, Message
from changlai.kernel.tenancy import scope
from tests.support.house import Firm, deliver, found_firm, hire, later, message, settle

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm():
    return found_firm()


def strangers(firm: Firm, *names: str) -> list[Customer]:
    """One customer and one open conversation for each name, in this order."""
    for minute, name in enumerate(names):
        deliver(firm, message(name, f"{name} writes", at=later(minute)))
        settle()
    with scope(firm.id):
        return list(Customer.objects.order_by("id"))


def merge(firm: Firm, into: Customer, *others: Customer) -> None:
    with scope(firm.id):
        merge_many([Merge(firm.id, into.pk, tuple(other.pk for other in others), reason="test")])


def test_open_conversations_on_one_account_become_one(firm):
    lin, wu, zhou = strangers(firm, "lin", "wu", "zhou")
    with scope(firm.id):
        own = Conversation.objects.get(customer=lin)

    merge(firm, lin, wu, zhou)

    with scope(firm.id):
        kept = Conversation.objects.get(state="open")
        assert (kept.id, kept.customer_id, kept.unread_count) == (own.id, lin.id, 3)
        assert (kept.waiting_since, kept.last_message_at) == (later(0), later(2))
        assert (kept.preview, kept.address) == ("zhou writes", {"to": "zhou"})
        assert set(Message.objects.values_list("conversation_id", flat=True)) == {own.id}
        closed = Conversation.objects.filter(state="closed").order_by("id")
        assert [(c.customer_id, c.unread_count, c.waiting_since) for c in closed] == [(lin.id, 0, None)] * 2


def test_conversations_of_those_who_go_become_one_when_the_other_has_none(firm):
    lin, wu, zhou = strangers(firm, "lin", "wu", "zhou")
    with scope(firm.id):
        inbox.close(conversation=Conversation.objects.get(customer=lin), by=firm.admin, now=later(5))
        oldest = Conversation.objects.get(customer=wu)

    merge(firm, lin, wu, zhou)

    with scope(firm.id):
        kept = Conversation.objects.get(state="open")
        assert (kept.id, kept.customer_id, kept.unread_count) == (oldest.id, lin.id, 2)
        assert Message.objects.filter(conversation=kept, author="customer").count() == 2


def test_merged_conversation_keeps_an_assignee_and_the_widest_window(firm):
    lin, wu = strangers(firm, "lin", "wu")
    agent = hire(firm, "唐悦", "agent")
    with scope(firm.id):
        theirs = Conversation.objects.get(customer=wu)
        inbox.assign(conversation=theirs, to=agent, by=firm.admin, now=later(3))
        Conversation.objects.filter(customer=lin).update(window_sent=4)
        Conversation.objects.filter(customer=wu).update(window_sent=1)

    merge(firm, lin, wu)

    with scope(firm.id):
        kept = Conversation.objects.get(state="open")
        assert (kept.assignee_id, kept.window_opened_at, kept.window_sent) == (agent.id, later(1), 1)


def test_who_stays_keeps_facts_and_takes_what_is_lacking_from_the_oldest(firm):
    lin, wu, zhou = strangers(firm, "lin", "wu", "zhou")
    with scope(firm.id):
        Customer.objects.filter(id=lin.id).update(name="", company="禾木")
        Customer.objects.filter(id=wu.id).update(name="", company="别家", city="杭州")
        Customer.objects.filter(id=zhou.id).update(city="上海", is_named_by_hand=True)
        one = Customer.objects.get(id=zhou.id)
        one.phone, one.owner = "+8613800138000", Member.objects.get(id=firm.admin.pk)
        one.save(update_fields=["phone", "owner"])

    merge(firm, lin, wu, zhou)

    with scope(firm.id):
        kept = Customer.objects.get()
        assert (kept.id, kept.name, kept.is_named_by_hand) == (lin.id, "zhou", True)
        assert (kept.company, kept.city, kept.phone) == ("禾木", "杭州", "+8613800138000")
        assert (kept.owner_id, kept.last_interaction_at) == (firm.admin.pk, later(2))


def test_phone_of_who_goes_is_kept_sealed_and_comes_back(firm):
    lin, wu = strangers(firm, "lin", "wu")
    with scope(firm.id):
        one = Customer.objects.get(id=wu.id)
        one.phone = "+8613800138000"
        one.save(update_fields=["phone"])

    merge(firm, lin, wu)

    with scope(firm.id):
        alias = Alias.objects.get()
        assert (alias.old_id, alias.customer_id) == (wu.id, lin.id)
        lying = [str(row) for row in MergeImage.objects.values_list("rows", flat=True)]
        assert "13800138000" not in "".join(lying)

        undo_merge(merging=Merging.objects.get(), by=firm.admin, now=later(9))

        assert {one.id: one.phone for one in Customer.objects.all()} == {lin.id: "", wu.id: "+8613800138000"}


def test_colleague_who_followed_two_of_them_follows_the_one_with_the_latest_news(firm):
    lin, wu, zhou = strangers(firm, "lin", "wu", "zhou")
    news = [(wu, "old news", later(1)), (zhou, "new news", later(2))]
    with scope(firm.id):
        keep_follows(
            [(firm.id, who.pk, firm.account.id, FollowNews("limu", remark=text), at) for who, text, at in news],
            whole=False,
        )

    merge(firm, lin, wu, zhou)

    with scope(firm.id):
        assert list(Follow.objects.values_list("customer_id", "remark")) == [(lin.id, "new news")]


def test_merge_touches_no_look_alike_of_another_organisation(firm):
    lin, wu = strangers(firm, "lin", "wu")
    other = found_firm("other", "别家")
    strangers(other, "lin", "wu")
    with scope(other.id):
        before = list(Conversation.objects.order_by("id").values())

    merge(firm, lin, wu)

    with scope(other.id):
        assert list(Conversation.objects.order_by("id").values()) == before
        assert Customer.objects.count() == 2
