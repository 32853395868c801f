"""Notes, drafts, presence, search, folders and runs for programs."""

import pytest

from changlai.inbox import actions
from changlai.inbox.models import Message
from changlai.inbox.tests.desk import fresh, write
from changlai.inbox.tests.test_api import Program
from changlai.kernel.tenancy import scope
from tests.support.house import hire


@pytest.fixture
def program(firm):
    return Program(firm.admin)


def test_notes_are_written_changed_and_deleted(program, firm):
    conversation, li = write(firm, "Lin", "hi"), hire(firm, "Li", "agent")
    base = f"/conversations/{conversation.pk}"

    made = program.send("POST", f"{base}/notes", {"text": "look @Li"})
    note = made.json()
    changed = program.send("PUT", f"/notes/{note['id']}", {"text": "look", "mention_ids": [li.pk]})
    foreign = Program(li).send("DELETE", f"/notes/{note['id']}")
    gone = program.send("DELETE", f"/notes/{note['id']}")

    assert (made.status_code, note["author"], changed.json()["text"]) == (201, "note", "look")
    assert (foreign.status_code, gone.status_code) == (404, 204)
    assert (
        program.send("POST", f"{base}/notes", {"text": "x", "mention_ids": [10**9]}).json()["rule"] == "cannot_mention"
    )


def test_drafts_and_presence(program, firm):
    conversation, li = write(firm, "Lin", "hi"), Program(hire(firm, "Li", "agent"))
    base = f"/conversations/{conversation.pk}"

    program.send("PUT", f"{base}/drafts", {"kind": "reply", "text": "half"})
    li.send("PUT", f"{base}/presence", {"state": "typing"})

    assert program.get(f"{base}/drafts").json() == {"reply": "half", "note": ""}
    assert li.get(f"{base}/drafts").json() == {"reply": "", "note": ""}
    assert [(one["name"], one["typing"]) for one in program.get(f"{base}/presence").json()["items"]] == [("Li", True)]
    assert program.send("PUT", f"{base}/drafts", {"kind": "poem", "text": "x"}).status_code == 422


def test_an_answer_after_another_s_is_asked_about(program, firm):
    conversation, li = write(firm, "Lin", "hi"), hire(firm, "Li", "agent")
    with scope(firm.id):
        begun = Message.objects.get(conversation=conversation).pk
    path = f"/conversations/{conversation.pk}/messages"
    Program(li).send("POST", path, {"text": "first"})

    refused = program.send("POST", path, {"text": "second", "after_message_id": begun})

    assert (refused.status_code, refused.json()["rule"]) == (409, "answered_meanwhile")
    assert program.send("POST", path, {"text": "second"}).status_code == 201


def test_words_are_found(program, firm):
    conversation = write(firm, "Lin", "床垫多少钱")
    with scope(firm.id):
        actions.index(Message.objects.values_list("id", flat=True))

    found = program.get("/messages", text="床垫").json()

    assert [one["conversation_id"] for one in found["items"]] == [conversation.pk]
    assert (found["next"], program.get("/messages", text="床").json()["items"]) == (None, [])


def test_folders_and_runs(program, firm):
    made = [write(firm, f"C{n}", "hi") for n in range(2)]

    folder = program.send("POST", "/conversation-folders", {"name": "Low", "filters": {"rated": "low", "odd": "x"}})
    listed = program.get("/conversation-folders").json()["items"]
    run = program.send(
        "POST", "/conversation-runs", {"action": "close", "conversation_ids": [*(one.pk for one in made), 10**9]}
    )

    assert (folder.status_code, folder.json()["filters"], len(listed)) == (201, {"rated": "low"}, 1)
    assert (run.status_code, run.json()["state"], run.json()["done_count"]) == (201, "finished", 2)
    assert [one["conversation_id"] for one in run.json()["failed"]] == [10**9]
    assert {fresh(one).state for one in made} == {"closed"}
    one = f"/conversation-runs/{run.json()['id']}"
    assert program.get(one).json()["total_count"] == 3
    assert program.send("POST", f"{one}/attempts").json()["total_count"] == 1
    assert program.send("DELETE", one).status_code == 204
    assert program.send("DELETE", f"/conversation-folders/{folder.json()['id']}").status_code == 204
