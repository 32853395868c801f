"""Who else is here, and that two do not answer one."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from changlai.inbox import actions, queries
from changlai.inbox.enums import Presence
from changlai.inbox.models import Message, Watcher
from changlai.inbox.tests.desk import sit_down, texts_in, write
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm, hire


def here(desk, conversation) -> list[tuple[str, bool]]:
    items = desk.get("presence", conversation_id=conversation.pk).json()["items"]
    return [(one["name"], one["typing"]) for one in items]


def test_who_has_it_open_is_seen_by_the_others_until_they_leave(desk, firm):
    li = sit_down(firm, hire(firm, "Li", "agent"))
    conversation = write(firm, "Lin", "hi")

    li.post("presence", {"state": "viewing"}, conversation_id=conversation.pk)
    viewing, own = here(desk, conversation), here(li, conversation)
    li.post("presence", {"state": "typing"}, conversation_id=conversation.pk)
    typing = here(desk, conversation)
    li.post("presence", {"state": "left"}, conversation_id=conversation.pk)

    assert (viewing, own, typing, here(desk, conversation)) == ([("Li", False)], [], [("Li", True)], [])


def test_a_screen_that_went_without_a_word_is_forgotten(firm):
    li, conversation = hire(firm, "Li", "agent"), write(firm, "Lin", "hi")
    with scope(firm.id):
        actions.be_present(conversation=conversation, member=li, presence=Presence.TYPING, now=NOON)

        def seen(seconds: int) -> list[bool]:
            now = NOON + timedelta(seconds=seconds)
            return [queries.is_typing(one, now) for one in queries.others_here(conversation, firm.admin, now)]

        assert [seen(0), seen(20), seen(61)] == [[True], [False], []]


def test_rows_of_lost_screens_go_when_their_member_leaves_something(firm):
    li, old, new = hire(firm, "Li", "agent"), write(firm, "Lin", "hi"), write(firm, "Wu", "hi")
    with scope(firm.id):
        actions.be_present(conversation=old, member=li, presence=Presence.VIEWING, now=NOON)
        actions.be_present(conversation=new, member=li, presence=Presence.LEFT, now=NOON + timedelta(hours=2))

        assert Watcher.objects.count() == 0


def test_saying_so_is_cheap_and_writes_no_log(firm, desk):
    conversation = write(firm, "Lin", "hi")
    with scope(firm.id), CaptureQueriesContext(connection):
        row = db.row("select relpersistence from pg_class where relname = 'inbox_watcher'")

    assert row == ("u",)
    assert desk.post("presence", {"state": "dancing"}, conversation_id=conversation.pk).status_code == 404


def test_strangers_neither_see_nor_say(firm):
    stranger = sit_down(found_firm("other", "别家"), found_firm("third", "外人").admin)
    conversation = write(firm, "Lin", "hi")

    assert stranger.get("presence", conversation_id=conversation.pk).status_code == 404


def last_id(conversation) -> int:
    with scope(conversation.organisation_id):
        return Message.objects.filter(conversation=conversation).latest("id").pk


def test_the_second_answer_is_told_of_the_first_and_goes_when_it_is_still_meant(desk, firm):
    li, conversation = sit_down(firm, hire(firm, "Li", "agent")), write(firm, "Lin", "hi")
    begun = last_id(conversation)
    li.post("replies", {"text": "first"}, conversation_id=conversation.pk)

    told = desk.post("replies", {"text": "second", "seen": begun}, htmx=True, conversation_id=conversation.pk)
    page = desk.post("replies", {"text": "second", "seen": begun}, conversation_id=conversation.pk)
    before = texts_in(conversation)
    sent = desk.post("replies", {"text": "second", "seen": last_id(conversation)}, conversation_id=conversation.pk)

    assert (told.status_code, page.status_code, sent.status_code) == (409, 409, 302)
    assert "Li has answered in the meantime" in told.content.decode()
    assert ">second</textarea>" in page.content.decode()
    assert f'name="seen" value="{last_id(conversation) - 1}"' in page.content.decode()
    assert (before, texts_in(conversation)) == (["hi", "first"], ["hi", "first", "second"])


def test_ones_own_answers_the_customers_words_and_notes_are_no_conflict(desk, firm):
    conversation = write(firm, "Lin", "hi")
    begun = last_id(conversation)
    desk.post("replies", {"text": "first"}, conversation_id=conversation.pk)
    sit_down(firm, hire(firm, "Li", "agent")).post("notes", {"text": "note"}, conversation_id=conversation.pk)
    write(firm, "Lin", "more", at=timezone.now())

    response = desk.post("replies", {"text": "second", "seen": begun}, conversation_id=conversation.pk)

    assert response.status_code == 302
