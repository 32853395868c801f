import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from changlai.channels.adapters.webhook import sender as sentences
from changlai.channels.adapters.webhook.forms import CustomForm
from changlai.channels.adapters.webhook.manifest import CHANNEL
from changlai.channels.adapters.webhook.media import LATER, NOT_FETCHED
from changlai.channels.adapters.webhook.tests.support import SECRET, SETTINGS, sign
from changlai.channels.contracts import Attachment, Content, FileContent, Outgoing, Sent
from changlai.channels.errors import CallFailed
from changlai.kernel.http import Blocked, TooLarge, Unreachable

LOST = Unreachable("https://erp.example.com", "timeout", uncertain=True)
BLOCKED = Blocked("http://10.0.0.1", "not_public")


@dataclass
class FakeAnswer:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        return json.loads(self.body)


class FakeHttp:
    def __init__(self, answer: FakeAnswer | Exception) -> None:
        self.answer = answer
        self.requests: list[tuple[str, bytes, Mapping[str, str]]] = []

    def get(self, url: str, **_rest: Any) -> FakeAnswer:
        return self._given(url, b"", {})

    def post(self, url: str, *, data: bytes | None = None, headers: Any = None, **_rest: Any) -> FakeAnswer:
        return self._given(url, data or b"", headers)

    def _given(self, url: str, data: bytes, headers: Mapping[str, str]) -> FakeAnswer:
        self.requests.append((url, data, headers))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class FakeDesk:
    base_url = ""

    def __init__(self, answer: FakeAnswer | Exception, **settings: object) -> None:
        self.settings: Mapping[str, Any] = SETTINGS | settings
        self.http = FakeHttp(answer)

    def within(self, seconds: float) -> "FakeDesk":
        raise NotImplementedError

    def token(self, name: str, fetch: Any) -> str:
        raise NotImplementedError

    def drop_token(self, name: str, value: str) -> None:
        raise NotImplementedError

    def spend_hourly(self, api: str, *, per_hour: int) -> None:
        assert per_hour > 0, api

    def spend(self, api: str, *, per_minute: int) -> None:
        assert (api, per_minute) == ("send", 600)

    def block(self, api: str, *, seconds: float) -> None:
        raise NotImplementedError

    def read_original(self, handle: str) -> bytes:
        raise AssertionError(handle)

    def show(self, thread: str, key: str, content: Content, *, author: str) -> None:
        raise AssertionError(key)

    def read_file(self, file_id: int) -> FileContent:
        return FileContent("报价.pdf", "application/pdf", b"pdf!")


def send(desk: FakeDesk, content: Content | None = None) -> Sent:
    assert CHANNEL.sender is not None
    return CHANNEL.sender.send(desk, Outgoing("key-1", {"to": "user-42"}, content or Content(text="您好")))


def test_a_message_is_posted_signed():
    desk = FakeDesk(FakeAnswer(body=b'{"id": "their-7"}'))

    sent = send(desk, Content(text="您好", attachments=(Attachment("file", file_id=3),)))

    assert sent == Sent(platform_id="their-7", final=True)
    ((url, body, headers),) = desk.http.requests
    assert url == "https://erp.example.com/hooks"
    assert json.loads(body) == {
        "type": "message.send",
        "id": "key-1",
        "to": "user-42",
        "text": "您好",
        "attachments": [
            {"kind": "file", "name": "报价.pdf", "media_type": "application/pdf", "size": 4, "data": "cGRmIQ=="}
        ],
    }
    mine = sign(body, "key-1", secret=SECRET)
    assert headers["webhook-id"] == "key-1"
    if headers["webhook-timestamp"] == mine["webhook-timestamp"]:
        assert headers["webhook-signature"] == mine["webhook-signature"]


@pytest.mark.parametrize("body", [b"", b"ok", b"[]", b'{"id": 7}', b"\xff"])
def test_the_receivers_id_is_welcome_but_not_needed(body):
    assert send(FakeDesk(FakeAnswer(202, body))) == Sent(platform_id="", final=True)


@pytest.mark.parametrize(
    ("answer", "sentence", "permanent", "wait"),
    [
        (FakeAnswer(400), sentences.REFUSED, True, 0.0),
        (FakeAnswer(404), sentences.REFUSED, True, 0.0),
        (FakeAnswer(302), sentences.FAILED, False, 0.0),
        (FakeAnswer(500), sentences.FAILED, False, 0.0),
        (FakeAnswer(503, headers={"retry-after": "30"}), sentences.FAILED, False, 30.0),
        (FakeAnswer(429, headers={"retry-after": "99999"}), sentences.BUSY, False, 3600.0),
        (FakeAnswer(408, headers={"retry-after": "Wed, 01 Jan"}), sentences.BUSY, False, 0.0),
        (LOST, sentences.UNREACHABLE, False, 0.0),
        (BLOCKED, sentences.BLOCKED, True, 0.0),
    ],
)
def test_what_was_not_taken_says_why_and_whether_again(answer, sentence, permanent, wait):
    with pytest.raises(CallFailed) as caught:
        send(FakeDesk(answer))

    error = caught.value
    assert (error.sentence, error.permanent, error.wait, error.uncertain) == (sentence, permanent, wait, False)


def test_without_an_address_nothing_is_sent():
    desk = FakeDesk(FakeAnswer(), send_url="")

    with pytest.raises(CallFailed) as caught:
        send(desk)

    assert (caught.value.sentence, caught.value.permanent) == (sentences.NO_ADDRESS, True)
    assert desk.http.requests == []


def test_the_address_is_tested_with_a_signed_ping():
    (permission,) = CHANNEL.permissions
    desk = FakeDesk(FakeAnswer(204))

    permission.test(desk)

    assert json.loads(desk.http.requests[0][1])["type"] == "ping"
    with pytest.raises(CallFailed):
        permission.test(FakeDesk(FakeAnswer(401)))


REMOTE = "https://x.example/a/room%20plan.png?x=1"


def fetch(desk: FakeDesk, name: str = "", media_type: str = "") -> FileContent:
    assert CHANNEL.fetch_media is not None
    return CHANNEL.fetch_media(desk, Attachment("file", name=name, media_type=media_type, remote=REMOTE))


def test_a_file_is_fetched_with_its_name_and_type():
    answer = FakeAnswer(body=b"bytes", headers={"content-type": "Image/PNG; q=1"})

    assert fetch(FakeDesk(answer)) == FileContent("room plan.png", "image/png", b"bytes")
    assert fetch(FakeDesk(answer), name="a.gif", media_type="image/gif") == FileContent("a.gif", "image/gif", b"bytes")
    assert fetch(FakeDesk(FakeAnswer())).media_type == "application/octet-stream"


@pytest.mark.parametrize(
    ("answer", "sentence", "permanent"),
    [
        (FakeAnswer(404), NOT_FETCHED, True),
        (FakeAnswer(302), LATER, False),
        (FakeAnswer(500), LATER, False),
        (LOST, LATER, False),
        (BLOCKED, NOT_FETCHED, True),
        (TooLarge("https://x.example", limit=1), NOT_FETCHED, True),
    ],
)
def test_a_file_that_does_not_come_says_why_and_whether_again(answer, sentence, permanent):
    with pytest.raises(CallFailed) as caught:
        fetch(FakeDesk(answer))

    assert (caught.value.sentence, caught.value.permanent) == (sentence, permanent)


def test_the_channel_names_its_form():
    assert CHANNEL.form() is CustomForm


def test_good_settings_are_taken():
    form = CustomForm({"secret": f" {SECRET} ", "send_url": " https://erp.example.com/hooks "})

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "secret": SECRET,
        "send_url": "https://erp.example.com/hooks",
        "id_space": "",
        "unionid_scope": "",
    }
    assert CustomForm({"secret": SECRET, "send_url": "http://127.0.0.1:9000/x"}).is_valid()
    assert CustomForm(
        {"secret": CustomForm().get_initial_for_field(CustomForm().fields["secret"], "secret")}
    ).is_valid()


@pytest.mark.parametrize(
    ("field_name", "value", "code"),
    [
        ("secret", "", "required"),
        ("secret", "abc", "prefix"),
        ("secret", "whsec_???", "base64"),
        ("secret", "whsec_AAAA", "length"),
        ("send_url", "erp.example.com", "invalid"),
        ("send_url", "ftp://erp.example.com", "invalid"),
        ("send_url", "https://[", "invalid"),
        ("send_url", "http://erp.example.com", "insecure"),
        ("id_space", "Shop One", "invalid"),
    ],
)
def test_wrong_settings_say_what_why_and_what_to_do(field_name, value, code):
    form = CustomForm({"secret": SECRET} | {field_name: value})

    assert {name: [error["code"] for error in errors] for name, errors in form.errors.get_json_data().items()} == {
        field_name: [code]
    }
