"""A team's day: a rule finds a colleague, who answers and closes; the customer is asked, taps nothing, comes back."""

import pytest

from changlai.accounts import actions as accounts
from changlai.accounts.enums import Attendance
from changlai.channels.models import Outbox
from changlai.inbox import actions as inbox
from changlai.inbox.actions import RuleDraft
from changlai.inbox.contracts import Conditions
from changlai.inbox.enums import Target
from changlai.inbox.models import Conversation, DaySheet, Rating
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, deliver, found_firm, hire, later, message, settle, work

pytestmark = pytest.mark.usefixtures("transactional_db")


def assignees(firm) -> dict[str, str]:
    with scope(firm.id):
        rows = Conversation.objects.select_related("customer", "assignee").order_by("id")
        return {one.customer.name: one.assignee.name if one.assignee else "" for one in rows}


def test_conversations_find_colleagues_and_move_on_when_these_come_and_go():  # noqa: PLR0915 - one whole story
    firm = found_firm()
    li, tang = hire(firm, "Li", "agent"), hire(firm, "Tang", "agent")
    with scope(firm.id):
        inbox.add_rule(draft=RuleDraft("All", Conditions(), Target.EVERYBODY), by=firm.admin)
        inbox.change_desk(by=firm.admin, capacity=1, is_rated=True, reopen_days=3)
        accounts.note_present(member=li, now=NOON)

    deliver(firm, message("A", "hi"), message("B", "hi"))
    settle()
    assert assignees(firm) == {"A": "Li", "B": ""}

    with scope(firm.id):
        accounts.note_present(member=tang, now=NOON)
    settle()
    assert assignees(firm) == {"A": "Li", "B": "Tang"}

    with scope(firm.id):
        accounts.note_present(member=tang, now=NOON, chosen=Attendance.AWAY)
        first = Conversation.objects.get(assignee=li)
        inbox.send_reply(conversation=first, draft=inbox.Draft(text="hello"), by=li, now=later(1))
    deliver(firm, message("C", "hi", at=later(2)))
    settle()
    assert assignees(firm)["C"] == ""

    with scope(firm.id):
        inbox.close(conversation=first, by=li, now=later(3))
    settle()
    work(["jobs"])
    settle()

    assert assignees(firm) == {"A": "Li", "B": "Tang", "C": "Li"}
    with scope(firm.id):
        assert Rating.objects.values_list("conversation_id", "state").get() == (first.pk, "asked")
        assert "/r/" in Outbox.objects.order_by("-id").values_list("content", flat=True)[0]["text"]

    deliver(firm, message("A", "one more thing", at=later(60)))
    settle()
    with scope(firm.id):
        again = Conversation.objects.get(customer_id=first.customer_id)
        assert (again.state, again.assignee_id) == ("open", li.pk)
        inbox.count_days(firm.id, now=later(61))
        assert DaySheet.objects.get(split="all").opened == 3
