"""The inbox for programs."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from changlai.accounts import actions as accounts
from changlai.accounts.models import Member
from changlai.channels.errors import RateLimited
from changlai.compliance.models import RefusedSend
from changlai.inbox import queries
from changlai.inbox.models import Message
from changlai.inbox.tests.desk import fresh, texts_in, write
from changlai.inbox.tests.test_files import picture
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm, hire, later


class Program:
    """A client of the API that acts for a member."""

    def __init__(self, member: Member) -> None:
        _token, value = accounts.create_api_token(member=member, name="robot", by=member)
        self.client = Client(headers={"authorization": f"Bearer {value}"})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        return self.client.generic(method, f"/api/v1{path}", _json(body), content_type="application/json")


def _json(body: Any) -> str:
    return json.dumps(body) if body is not None else ""


@pytest.fixture
def program(firm):
    return Program(firm.admin)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path


def test_conversations_come_page_by_page_the_most_urgent_first(program, firm, monkeypatch):
    made = [write(firm, f"C{n}", "hi", at=later(n)) for n in range(3)]
    monkeypatch.setattr(queries.page, "__kwdefaults__", {**(queries.page.__kwdefaults__ or {}), "limit": 2})

    first = program.get("/conversations").json()
    second = program.get("/conversations", cursor=first["next"]).json()

    assert [one["id"] for one in first["items"]] == [made[0].pk, made[1].pk]
    assert ([one["id"] for one in second["items"]], second["next"]) == ([made[2].pk], None)
    assert first["items"][0]["customer_name"] == "C0"


def test_tab_and_state_choose_and_an_unknown_word_is_a_problem(program, firm):
    closed = write(firm, "Lin", "hi")
    program.send("POST", f"/conversations/{closed.pk}/closure")

    assert [one["id"] for one in program.get("/conversations", state="closed").json()["items"]] == [closed.pk]
    assert program.get("/conversations", tab="mine").json()["items"] == []
    assert program.get("/conversations", tab="nonsense").status_code == 422
    assert program.get("/conversations", cursor="nonsense").status_code == 400


def test_messages_come_with_their_files_and_older_pages(program, firm):
    conversation = write(firm, "Lin", *[f"m{n}" for n in range(41)])

    page = program.get(f"/conversations/{conversation.pk}/messages").json()
    above = program.get(f"/conversations/{conversation.pk}/messages", cursor=page["next"]).json()

    assert [one["text"] for one in page["items"]] == [f"m{n}" for n in range(1, 41)]
    assert ([one["text"] for one in above["items"]], above["next"]) == (["m0"], None)


def test_an_answer_is_queued_once_for_one_idempotency_key(program, firm):
    conversation = write(firm, "Lin", "hi")
    path = f"/api/v1/conversations/{conversation.pk}/messages"

    answers = [
        program.client.post(path, {"text": "hello"}, "application/json", headers={"Idempotency-Key": "k1"})
        for _ in range(2)
    ]

    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert (answers[0].json()["state"], answers[0].json()["author"]) == ("queued", "member")
    assert texts_in(conversation) == ["hi", "hello"]


def test_what_the_gate_refuses_is_a_problem_and_is_recorded(program, firm):
    conversation = write(firm, "Lin", "hi")

    response = program.send("POST", f"/conversations/{conversation.pk}/messages", {"text": "字" * 7000})

    assert (response.status_code, response.json()["rule"]) == (422, "text_too_long")
    assert response["Content-Type"] == "application/problem+json"
    with scope(firm.id):
        assert [row.rule for row in RefusedSend.objects.all()] == ["text_too_long"]
    assert texts_in(conversation) == ["hi"]


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "so it goes on by itself a little later. The call: kf/send_msg"),
        ("zh-hans", "本分钟的调用次数已用完，稍后会自动继续。涉及的调用：kf/send_msg"),
    ],
)
def test_why_a_message_failed_is_told_in_the_language_asked_for(program, firm, language, reason):
    conversation = write(firm, "Lin", "hi")
    program.send("POST", f"/conversations/{conversation.pk}/messages", {"text": "hello"})
    with scope(firm.id):
        sent = Message.objects.get(author="member")
        Message.objects.update(state="failed", reason=RateLimited("kf/send_msg", 5).sentence)

    told = program.client.get(f"/api/v1/messages/{sent.pk}", headers={"accept-language": language}).json()

    assert told["reason"].endswith(reason)


def test_a_file_is_sent_and_fetched_again(program, firm):
    conversation = write(firm, "Lin", "hi")
    upload = SimpleUploadedFile("a.png", picture(), content_type="image/png")

    sent = program.client.post(f"/api/v1/conversations/{conversation.pk}/files", {"file": upload})
    fetched = program.client.get(sent.json()["attachments"][0]["url"])

    assert (sent.status_code, sent.json()["kind"]) == (201, "image")
    assert b"".join(fetched.streaming_content).startswith(b"\x89PNG")
    fetched.close()


def test_assignment_closure_and_reading(program, firm):
    conversation, colleague = write(firm, "Lin", "hi"), hire(firm, "Li", "agent")
    base = f"/conversations/{conversation.pk}"

    assigned = program.send("PUT", f"{base}/assignment", {"member_id": colleague.pk}).json()
    read = program.send("POST", f"{base}/reading")
    closed = program.send("POST", f"{base}/closure").json()
    opened = program.send("DELETE", f"{base}/closure").json()
    freed = program.send("PUT", f"{base}/assignment", {"member_id": None}).json()

    assert (assigned["assignee_id"], freed["assignee_id"]) == (colleague.pk, None)
    assert (read.status_code, fresh(conversation).unread_count) == (204, 0)
    assert (closed["state"], opened["state"]) == ("closed", "open")


def test_sending_again_what_is_on_its_way_is_a_conflict(program, firm):
    conversation = write(firm, "Lin", "hi")
    program.send("POST", f"/conversations/{conversation.pk}/messages", {"text": "hello"})
    with scope(firm.id):
        message = Message.objects.get(author="member")

    response = program.send("POST", f"/messages/{message.pk}/attempts")

    assert (response.status_code, response.json()["rule"]) == (409, "nothing_to_retry")


def test_nobody_reaches_what_is_not_his(firm):
    conversation = write(firm, "Lin", "hi")
    with scope(firm.id):
        message = Message.objects.get()
    other = found_firm("other", "别家")
    strangers = [Program(hire(firm, "Sun", "sales")), Program(other.admin)]

    for program in strangers:
        base = f"/conversations/{conversation.pk}"
        statuses = {
            program.get(base).status_code,
            program.get(f"{base}/messages").status_code,
            program.get(f"/messages/{message.pk}").status_code,
            program.get(f"/messages/{message.pk}/attachments/0").status_code,
            program.send("POST", f"{base}/messages", {"text": "x"}).status_code,
            program.send("POST", f"{base}/closure").status_code,
            program.send("POST", f"{base}/reading").status_code,
            program.send("PUT", f"{base}/assignment", {"member_id": None}).status_code,
        }
        assert statuses == {404}
    assert texts_in(conversation) == ["hi"]


def test_a_reader_may_not_answer(firm):
    conversation = write(firm, "Lin", "hi")
    program = Program(hire(firm, "Reader", "viewer"))

    response = program.send("POST", f"/conversations/{conversation.pk}/messages", {"text": "x"})

    assert (response.status_code, program.get(f"/conversations/{conversation.pk}").status_code) == (403, 200)
