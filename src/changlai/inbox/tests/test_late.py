"""Whom a late answer is told to: the assignee, and who leads the department."""

from changlai.accounts import actions as accounts
from changlai.accounts.models import DepartmentLead
from changlai.inbox import actions
from changlai.inbox.tests.desk import told, write
from changlai.inbox.tests.test_time import desk
from changlai.kernel.tenancy import scope
from changlai.notifications.models import Notification
from tests.support.house import NOON, hire, later


def test_late_answers_are_told_to_the_leader_of_the_department(firm):
    li, above, gone = hire(firm, "Li", "agent"), hire(firm, "Above", "agent"), hire(firm, "Gone", "agent")
    with scope(firm.id):
        west = accounts.make_department(name="West", parent=None, by=firm.admin)
        shop = accounts.make_department(name="Shop", parent=west, by=firm.admin)
        for member, department in ((li, shop), (gone, shop), (above, west)):
            accounts.change_place(member=member, department=department, title="", by=firm.admin)
            DepartmentLead.objects.create(department=department, member=member)
        accounts.switch_off(member=gone, by=firm.admin)
    desk(firm, first_answer_minutes=30)
    first, second = write(firm, "Lin", "hi"), write(firm, "Wu", "hi")

    with scope(firm.id):
        actions.assign(conversation=first, to=li, by=firm.admin, now=NOON)
        actions.escalate(firm.id, now=later(31))

        heard = Notification.objects.filter(kind="inbox.overdue")
        found = {(one.member_id, int(one.url.split("/")[-2]), one.values["due"]) for one in heard}
    assert found == {
        (li.pk, first.pk, "12:30"),
        (above.pk, first.pk, "12:30"),
        (firm.admin.pk, second.pk, "12:30"),
    }


def test_a_leader_who_cannot_see_the_conversation_is_not_told(firm):
    li, boss = hire(firm, "Li", "agent"), hire(firm, "Boss", "sales")
    with scope(firm.id):
        shop = accounts.make_department(name="Shop", parent=None, by=firm.admin)
        accounts.change_place(member=li, department=shop, title="", by=firm.admin)
        DepartmentLead.objects.create(department=shop, member=boss)
    desk(firm, first_answer_minutes=30)
    conversation = write(firm, "Lin", "hi")

    with scope(firm.id):
        actions.assign(conversation=conversation, to=li, by=firm.admin, now=NOON)
        actions.escalate(firm.id, now=later(31))

    assert told(firm, "inbox.overdue") == sorted([li.pk, firm.admin.pk])
