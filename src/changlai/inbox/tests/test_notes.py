"""Private notes, whom they mention, and drafts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from changlai.channels.models import Outbox
from changlai.customers.models import Interaction
from changlai.inbox import actions, queries
from changlai.inbox.enums import DraftKind, Tab
from changlai.inbox.models import Draft, Mention, Message
from changlai.inbox.tests.desk import fresh, hire_with, rows_of, sit_down, texts_in, write
from changlai.kernel.tenancy import scope
from changlai.notifications.models import Notification
from tests.support.house import NOON, found_firm, hire, later, settle


def notes_of(conversation) -> list[Message]:
    with scope(conversation.organisation_id):
        return list(Message.objects.filter(conversation=conversation, author="note").order_by("id"))


def mentions_of(firm) -> list[tuple[str, bool]]:
    with scope(firm.id):
        rows = Mention.objects.select_related("member").order_by("member__name")
        return [(row.member.name, row.read_at is not None) for row in rows]


def test_a_note_stands_in_the_thread_and_never_leaves_the_house(desk, firm):
    conversation = write(firm, "Lin", "hi")
    before = fresh(conversation)

    response = desk.post("notes", {"text": "she asked twice"}, htmx=True, conversation_id=conversation.pk)

    now = fresh(conversation)
    assert response.status_code == 200
    assert "cl-note" in response.content.decode()
    assert texts_in(conversation) == ["hi", "she asked twice"]
    assert (now.preview, now.waiting_since, now.window_sent) == (before.preview, before.waiting_since, 0)
    with scope(firm.id):
        assert Outbox.objects.count() == 0


def test_an_empty_note_says_so_and_a_closed_window_keeps_nobody_from_noting(desk, firm):
    conversation = write(firm, "Lin", "hi")

    refused = desk.post("notes", {"text": "  "}, htmx=True, conversation_id=conversation.pk)
    page = desk.post("notes", {"text": ""}, conversation_id=conversation.pk)

    assert (refused.status_code, page.status_code) == (422, 422)
    assert "The note is empty" in refused.content.decode()
    assert notes_of(conversation) == []


def test_a_mention_waits_on_the_tab_of_who_is_meant_until_they_look(desk, firm):
    li, _other = hire(firm, "Li", "agent"), hire(firm, "Li Na", "agent")
    conversation, reader = write(firm, "Lin", "hi"), sit_down(firm, li)

    desk.post("notes", {"text": "@Li, please look"}, conversation_id=conversation.pk)
    tab = reader.get("inbox", {"tab": "mentions"})
    told = mentions_of(firm)
    with scope(firm.id):
        notices = list(Notification.objects.values_list("member_id", "kind", "subject", "url"))
    reader.post("reading", conversation_id=conversation.pk)

    assert told == [("Li", False)]
    assert notices == [(li.pk, "inbox.mentioned", "Lin", desk.url("conversation", conversation_id=conversation.pk))]
    assert rows_of(tab) == [conversation.pk]
    assert 'data-count="mentions">1<' in tab.content.decode()
    assert mentions_of(firm) == [("Li", True)]
    with scope(firm.id):
        assert queries.unread_mentions([li.pk]) == {li.pk: 0}
        assert [one.pk for one in queries.on_tab(li, Tab.MENTIONS)] == [conversation.pk]


def test_the_longest_name_behind_the_sign_is_meant_and_ids_decide_between_namesakes(desk, firm):
    hire(firm, "Li", "agent")
    hire(firm, "Li Na", "agent")
    first, _second = hire(firm, "Wang", "agent"), hire(firm, "Wang", "agent")
    conversation = write(firm, "Lin", "hi")

    desk.post("notes", {"text": "@Li Na and @Wang", "mention": [first.pk]}, conversation_id=conversation.pk)

    assert mentions_of(firm) == [("Li Na", False), ("Wang", False)]


def test_who_may_not_see_the_conversation_cannot_be_mentioned(desk, firm):
    sales, foreign = hire(firm, "Sun", "sales"), found_firm("other", "别家").admin
    conversation = write(firm, "Lin", "hi")

    told = desk.post("notes", {"text": "x", "mention": [sales.pk]}, htmx=True, conversation_id=conversation.pk)
    strange = desk.post("notes", {"text": "x", "mention": [foreign.pk]}, htmx=True, conversation_id=conversation.pk)
    offered = desk.get("colleagues", conversation_id=conversation.pk).json()

    assert (told.status_code, strange.status_code) == (422, 422)
    assert "Sun may not see this conversation" in told.content.decode()
    assert notes_of(conversation) == []
    assert [(one["name"], one["sees"]) for one in offered["items"]] == [("Sun", False)]


def test_a_note_is_changed_and_deleted_by_who_wrote_it_only(desk, firm):
    li = hire(firm, "Li", "agent")
    conversation, other = write(firm, "Lin", "hi"), sit_down(firm, li)
    desk.post("notes", {"text": "first"}, conversation_id=conversation.pk)
    note = notes_of(conversation)[0]

    foreign = [other.post(name, {"text": "mine"}, message_id=note.pk).status_code for name in ("note", "note_removal")]
    form = desk.get("note", htmx=True, message_id=note.pk).content.decode()
    empty = desk.post("note", {"text": ""}, htmx=True, message_id=note.pk)
    changed = desk.post("note", {"text": "second @Li"}, htmx=True, message_id=note.pk)
    after = notes_of(conversation)[0]

    assert foreign == [404, 404]
    assert ("first" in form, empty.status_code, changed.headers["HX-Trigger"]) == (True, 422, "closeDialog")
    assert (after.text, after.edited_at is not None, mentions_of(firm)) == ("second @Li", True, [("Li", False)])

    desk.post("note_removal", htmx=True, message_id=note.pk)

    gone = notes_of(conversation)[0]
    assert (gone.text, gone.content, gone.is_recalled, mentions_of(firm)) == ("", {}, True, [])
    assert "deleted a private note" in desk.get("conversation", conversation_id=conversation.pk).content.decode()
    assert desk.get("note", message_id=note.pk).status_code == 404


@pytest.mark.usefixtures("transactional_db")
def test_a_note_stands_on_the_timeline_changes_and_goes_with_it():
    firm = found_firm()
    desk, conversation = sit_down(firm, firm.admin), write(firm, "Lin", "hi")

    def on_timeline() -> list[str]:
        settle()
        with scope(firm.id):
            return [row.facts["text"] for row in Interaction.objects.filter(kind="note")]

    desk.post("notes", {"text": "first"}, conversation_id=conversation.pk)
    written = on_timeline()
    note = notes_of(conversation)[0]
    desk.post("note", {"text": "second"}, message_id=note.pk)
    changed = on_timeline()
    desk.post("note_removal", message_id=note.pk)

    assert (written, changed, on_timeline()) == (["first"], ["second"], [])


def test_a_note_takes_files(desk, firm, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    conversation = write(firm, "Lin", "hi")
    file = SimpleUploadedFile("plan.txt", b"the plan", "text/plain")

    response = desk.post("notes", {"text": "", "file": file}, htmx=True, conversation_id=conversation.pk)

    assert "plan.txt" in response.content.decode()
    note = notes_of(conversation)[0]
    assert b"".join(desk.get("file", message_id=note.pk, number=0).streaming_content) == b"the plan"


def test_who_may_not_note_sees_the_notes_without_a_way_to_write_one(desk, firm):
    conversation = write(firm, "Lin", "hi")
    desk.post("notes", {"text": "for us"}, conversation_id=conversation.pk)
    reader = sit_down(firm, hire_with(firm, inbox_view="all"))

    page = reader.get("conversation", conversation_id=conversation.pk).content.decode()
    refused = reader.post("notes", {"text": "mine"}, conversation_id=conversation.pk)

    assert ("for us" in page, 'id="composer"' in page, refused.status_code) == (True, False, 403)


def test_who_may_only_note_gets_a_composer_for_notes(firm):
    conversation = write(firm, "Lin", "hi")
    writer = sit_down(firm, hire_with(firm, inbox_view="all", inbox_note="all"))

    page = writer.get("conversation", conversation_id=conversation.pk).content.decode()

    assert f'action="{writer.url("notes", conversation_id=conversation.pk)}"' in page


def test_drafts_are_kept_for_each_member_and_each_kind_and_go_with_the_answer(desk, firm):
    conversation, li = write(firm, "Lin", "hi"), sit_down(firm, hire(firm, "Li", "agent"))
    for kind, text in (("reply", "half an ans"), ("note", "half a note"), ("reply", "half an answer")):
        desk.post("drafts", {"kind": kind, "text": text}, conversation_id=conversation.pk)

    mine = desk.get("conversation", conversation_id=conversation.pk).content.decode()
    theirs = li.get("conversation", conversation_id=conversation.pk).content.decode()
    desk.post("replies", {"text": "whole answer"}, conversation_id=conversation.pk)

    assert ('data-reply="half an answer"' in mine, 'data-note="half a note"' in mine) == (True, True)
    assert "half a" not in theirs
    with scope(firm.id):
        assert list(Draft.objects.values_list("kind", "text")) == [("note", "half a note")]


def test_an_emptied_draft_is_dropped_and_a_wrong_one_is_no_draft(desk, firm):
    conversation = write(firm, "Lin", "hi")
    desk.post("drafts", {"kind": "reply", "text": "x"}, conversation_id=conversation.pk)

    wrong = desk.post("drafts", {"kind": "poem", "text": "x"}, conversation_id=conversation.pk)
    desk.post("drafts", {"kind": "reply", "text": " "}, conversation_id=conversation.pk)

    assert wrong.status_code == 404
    with scope(firm.id):
        assert Draft.objects.count() == 0


def test_what_is_planned_is_no_draft_any_more(firm):
    conversation = write(firm, "Lin", "hi")
    with scope(firm.id):
        for kind in DraftKind:
            actions.keep_draft(conversation=conversation, member=firm.admin, kind=kind, text="see you", now=NOON)

        actions.plan(conversation=conversation, text="see you", uploads=[], send_at=later(30), by=firm.admin, now=NOON)

        assert queries.drafts(firm.admin, conversation) == {DraftKind.NOTE: "see you"}
