"""What is said of a message that a platform took."""

import pytest

from changlai.inbox.enums import MessageState
from changlai.inbox.models import Message
from changlai.inbox.tests.desk import sit_down, write
from changlai.kernel.tenancy import scope


@pytest.mark.parametrize(("language", "words"), [("en", "Sent"), ("zh-hans", "已发送")])
def test_it_is_called_sent_for_nobody_knows_whether_it_arrived(firm, language, words):
    conversation, desk = write(firm, "Lin", "hi"), sit_down(firm, firm.admin, language)
    desk.post("replies", {"text": "hello"}, conversation_id=conversation.pk)
    with scope(firm.id):
        message = Message.objects.get(conversation=conversation, author="member")
        Message.objects.filter(pk=message.pk).update(state=MessageState.SENT)

    body = desk.get("conversation", conversation_id=conversation.pk).content.decode()

    entry = body.partition(f'data-entry="{message.pk}"')[2].partition("data-entry=")[0]
    assert f"</svg>{words}<" in entry
    assert [claim for claim in ("Delivered", "送达") if claim in body] == []
