"""A custom channel without an address of the other system only listens: that is said before anybody writes in vain."""

import pytest

from changlai.accounts.tests.factories import signed_in
from changlai.channels import actions as channels
from changlai.channels.models import Outbox
from changlai.inbox import actions
from changlai.inbox.actions import Given
from changlai.inbox.errors import MayNotSend
from changlai.inbox.models import Conversation, Message
from changlai.kernel.tenancy import scope
from tests.support.house import Firm, deliver, found_firm, later, message, settle

pytestmark = pytest.mark.django_db(transaction=True)


def send_to(firm: Firm, url: str) -> None:
    with scope(firm.id):
        settings = {**firm.account.settings, "send_url": url}
        channels.change_settings(account=firm.account, name=firm.account.name, settings=settings, by=firm.admin)


def test_composer_is_shut_until_there_is_an_address_to_send_to():
    firm = found_firm()
    send_to(firm, "")
    deliver(firm, message("lin", "在吗"))
    settle()
    with scope(firm.id):
        talk = Conversation.objects.select_related("account").get()
    page = f"/o/hemu/inbox/{talk.pk}/"

    shown = signed_in(firm.admin).get(page).text
    with scope(firm.id), pytest.raises(MayNotSend) as refused:
        actions.give(conversation=talk, given=Given("在"), by=firm.admin, now=later(1))

    assert ("此渠道未填写消息推送地址" in shown, "data-shut" in shown) == (True, True)
    assert refused.value.rule == "channel_cannot_send"
    assert "管理员可在" in str(refused.value.sentence)
    with scope(firm.id):
        assert (Message.objects.filter(author="member").count(), Outbox.objects.count()) == (0, 0)

    send_to(firm, "https://shop.example/hooks")

    assert "data-shut" not in signed_in(firm.admin).get(page).text
    with scope(firm.id):
        talk = Conversation.objects.select_related("account").get()
        [answer] = actions.give(conversation=talk, given=Given("在"), by=firm.admin, now=later(2))
    assert answer.state == "queued"
