"""Handing over, closing, reopening."""

import threading

import pytest
from django.db import connection

from changlai.inbox import actions
from changlai.inbox.errors import AlreadyOpen
from changlai.inbox.tests.desk import fresh, hire_with, sit_down, texts_in, write
from changlai.kernel import db
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm, hire, later


def test_a_conversation_is_handed_to_a_colleague_and_back_to_the_shelf(desk, firm):
    conversation, colleague = write(firm, "Lin", "hi"), hire(firm, "Li", "agent")

    desk.post("assignment", {"member": colleague.pk}, conversation_id=conversation.pk)
    handed = fresh(conversation).assignee_id
    desk.post("assignment", {"member": ""}, conversation_id=conversation.pk)

    assert (handed, fresh(conversation).assignee_id) == (colleague.pk, None)
    body = desk.get("conversation", conversation_id=conversation.pk).content.decode()
    assert "<b><bdi>孟佳</bdi></b> handed the conversation to <b><bdi>Li</bdi></b>" in body
    assert "<b><bdi>孟佳</bdi></b> put the conversation back to Unassigned" in body
    with scope(firm.id):
        assert AuditEntry.objects.filter(action="inbox.assigned").count() == 2


def test_only_those_who_may_answer_are_offered_and_accepted(desk, firm):
    conversation, reader = write(firm, "Lin", "hi"), hire(firm, "Reader", "viewer")
    other = found_firm("other", "别家")

    menu = desk.get("assignment", htmx=True, conversation_id=conversation.pk).content.decode()
    assert desk.post("assignment", {}, conversation_id=conversation.pk).status_code == 404
    refused = desk.post("assignment", {"member": reader.pk}, conversation_id=conversation.pk)
    foreign = desk.post("assignment", {"member": other.admin.pk}, conversation_id=conversation.pk)

    assert "Reader" not in menu
    assert (refused.status_code, foreign.status_code) == (422, 404)
    assert "Reader may not answer customers" in refused.content.decode()
    assert fresh(conversation).assignee_id is None


def test_the_menu_gets_a_search_field_for_many_colleagues(desk, firm):
    conversation = write(firm, "Lin", "hi")
    for n in range(9):
        hire(firm, f"Agent {n}", "agent")

    assert "Find a colleague" in desk.get("assignment", htmx=True, conversation_id=conversation.pk).content.decode()


def test_the_menu_is_a_page_of_its_own_without_a_script(desk, firm):
    hire(firm, "Li", "agent")
    conversation = write(firm, "Lin", "hi")

    body = desk.get("assignment", conversation_id=conversation.pk).content.decode()

    assert "<html" in body
    assert 'data-name="li"' in body


def test_who_hands_a_conversation_out_of_sight_is_led_back_to_the_list(firm):
    member, colleague = hire(firm, "Sun", "sales"), hire(firm, "Li", "agent")
    conversation, desk = write(firm, "Lin", "hi"), sit_down(firm, member)
    sit_down(firm, firm.admin).post("assignment", {"member": member.pk}, conversation_id=conversation.pk)

    response = desk.post("assignment", {"member": colleague.pk}, htmx=True, conversation_id=conversation.pk)

    assert (response.status_code, response.headers["HX-Redirect"]) == (204, desk.url("inbox"))


def test_closing_and_reopening_leave_lines_in_the_thread(desk, firm):
    conversation = write(firm, "Lin", "hi")

    desk.post("closure", conversation_id=conversation.pk)
    closed = fresh(conversation).state
    desk.post("closure", conversation_id=conversation.pk)
    desk.post("reopening", conversation_id=conversation.pk)

    assert (closed, fresh(conversation).state) == ("closed", "open")
    assert texts_in(conversation) == ["hi", "closed", "reopened"]


def test_reopening_beside_a_newer_conversation_is_a_conflict(desk, firm):
    closed = write(firm, "Lin", "hi")
    desk.post("closure", conversation_id=closed.pk)
    write(firm, "Lin", "again", at=later(60))

    response = desk.post("reopening", htmx=True, conversation_id=closed.pk)

    assert response.status_code == 409
    assert "newer open conversation" in response.content.decode()
    assert fresh(closed).state == "closed"


def reopen(closed, member):
    actions.reopen(conversation=closed, by=member, now=NOON)


def reply(closed, member):
    actions.send_reply(conversation=closed, draft=actions.Draft(text="hello"), by=member, now=later(60))


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("take_up", [reopen, reply])
def test_taking_up_a_conversation_while_the_customer_writes_again_is_a_conflict(take_up):
    firm = found_firm()
    closed = write(firm, "Lin", "hi")
    with scope(firm.id):
        actions.close(conversation=closed, by=firm.admin, now=NOON)
    refused: list[AlreadyOpen] = []

    def click():
        try:
            with scope(firm.id):
                take_up(closed, firm.admin)
        except AlreadyOpen as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    colleague = threading.Thread(target=click)
    with scope(firm.id):
        newer = write(firm, "Lin", "again", at=later(60))
        colleague.start()
        while colleague.is_alive() and not db.value("select count(*) from pg_locks where not granted"):
            colleague.join(0.02)
    colleague.join()

    assert [one.rule for one in refused] == ["already_open"]
    assert (fresh(closed).state, fresh(newer).state) == ("closed", "open")
    assert texts_in(closed) == ["hi", "closed"]


def test_work_outside_ones_reach_is_refused_in_words(firm):
    desk = sit_down(firm, hire_with(firm, inbox_view="all", inbox_assign="own"))
    conversation = write(firm, "Lin", "hi")

    for name in ("assignment", "closure", "reopening"):
        response = desk.post(name, conversation_id=conversation.pk)
        assert response.status_code == 403
        assert "your permission covers other conversations only" in response.content.decode()
    assert (fresh(conversation).state, fresh(conversation).assignee_id) == ("open", None)
    assert "cl-assign" not in desk.get("conversation", conversation_id=conversation.pk).content.decode()
