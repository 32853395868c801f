"""Scripts in the composer: found, filled in with this conversation's values, counted."""

from changlai.content import actions as content
from changlai.content.actions import Wording
from changlai.content.models import Script
from changlai.inbox.tests.desk import hire_with, sit_down, write
from changlai.kernel.tenancy import scope
from tests.support.house import NOON


def test_a_script_comes_filled_in_and_its_use_is_counted(desk, firm):
    conversation = write(firm, "Lin", "hi")
    with scope(firm.id):
        wording = Wording(
            "Hello", "Hello {customer.name} from {customer.city}, {member.name} of {organisation.name}", "hi"
        )
        script = content.create(wording=wording, by=firm.admin, now=NOON)

    (found,) = desk.get("scripts", {"q": "hi"}, conversation_id=conversation.pk).json()["items"]
    nothing = desk.get("scripts", {"q": "zzz"}, conversation_id=conversation.pk).json()["items"]
    desk.post("script_uses", script_id=script.pk)

    assert found["text"] == "Hello Lin from {customer.city}, 孟佳 of 禾木家居"
    assert (found["missing"], found["shortcut"], nothing) == (["customer.city"], "hi", [])
    with scope(firm.id):
        assert Script.objects.get().used_count == 1


def test_who_may_not_use_scripts_is_offered_none(firm):
    conversation = write(firm, "Lin", "hi")
    member = sit_down(firm, hire_with(firm, inbox_view="all", inbox_reply="all"))

    page = member.get("conversation", conversation_id=conversation.pk).content.decode()

    assert ("data-scripts" in page, member.get("scripts", conversation_id=conversation.pk).status_code) == (False, 403)
