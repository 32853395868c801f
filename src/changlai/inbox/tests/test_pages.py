from changlai.inbox.models import Conversation
from changlai.kernel.tenancy import scope
from tests.support.house import deliver, later, message, settle


def test_a_conversation_opens_as_a_page_with_list_thread_and_customer(desk, firm):
    deliver(firm, message("林晓棠", "你好", at=later(0)), message("林晓棠", "在吗", at=later(1)))
    settle()
    with scope(firm.id):
        conversation = Conversation.objects.get()

    page = desk.get("conversation", {"tab": "all"}, conversation_id=conversation.id)

    body = page.content.decode()
    assert page.status_code == 200
    assert f'id="row-{conversation.id}"' in body
