"""Log lines: JSON, one a line, without personal data."""

import json
import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changlai.kernel import logs

ROW_ERROR = "duplicate key\nDETAIL:  Failing row contains (7, 林晓棠, 你好\n再见)."


def line(message, *args, error=None, **extra):
    record = logging.LogRecord("changlai.test", logging.INFO, __file__, 1, message, args, error)
    vars(record).update(extra)
    return logs.JsonLines().format(record)


def test_line_holds_event_and_ids():
    told = json.loads(line("channels.delivery.failed", account=7, code="45009", wait=1.5, final=False, none=None))

    assert told.pop("at").endswith("+00:00")
    assert told == {
        "level": "info",
        "event": "channels.delivery.failed",
        "logger": "changlai.test",
        "account": 7,
        "code": "45009",
        "wait": 1.5,
        "final": False,
        "none": None,
    }


@pytest.mark.parametrize(
    "secret",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+8613800138000",
        "+86 138 0013 8000",
        "+44 20 7946 0958",
        "11010519491231002X",
        "110105194912310021",
        "li.mu@example.com",
        "?access_token=abc123DEF",
        "corpsecret=abcdef",
        '"secret": "abcdef"',
        "token: abcdef",
        "code=abcdef12",
        "Authorization: Bearer abc.def.ghi",
        "Basic dXNlcjpwYXNz",
        "cl_ab12_Zm9vYmFyYmF6",
        "whsec_Zm9vYmFyYmF6",
        "postgresql://owner:hunter2@db/changlai",
        "hAckJ2v1Wm3kQ8yZ0pL5sX7bN4cR6tU9eG1dF2aBc",
    ],
)
def test_personal_data_and_secrets_are_masked(secret):
    written = [line(f"went {secret} wrong"), line("went %s wrong", secret), line("x", where=f"({secret})")]
    written.append(line("x", nested={"list": [secret]}))

    bare = secret.split("=")[-1].split(": ")[-1].removeprefix("Bearer ").removeprefix("Basic ").strip('"')
    bare = bare.removeprefix("postgresql://").removesuffix("@db/changlai")
    for text in written:
        assert bare not in text
        assert logs.MASK in text


@pytest.mark.parametrize("name", ["secret", "access_token", "password", "EncodingAESKey", "cookie", "signature"])
def test_value_under_a_secret_name_is_masked(name):
    assert json.loads(line("x", **{name: "short"}))[name] == logs.MASK
    assert json.loads(line("x", settings={name: "short"}))["settings"][name] == logs.MASK


@pytest.mark.parametrize(
    "harmless",
    [
        "channels.delivery.failed",
        "o/<slug:organisation>/inbox/<int:id>/",
        "2026-11-22T01:52:08.994+00:00",
        "123456789012345",
        "/srv/changlai/src/changlai/kernel/http/client.py",
        "test_assign_refuses_member_without_reply_permission_at_all",
        "qyapi.weixin.qq.com",
        "f3a9c2d1e4b5a697",
        "errcode 60020",
    ],
)
def test_what_helps_to_find_a_fault_stays(harmless):
    assert harmless in line(harmless)


def fail(message):
    raise ValueError(message)


def test_database_error_does_not_quote_the_row():
    try:
        fail(ROW_ERROR)
    except ValueError:
        told = json.loads(line("worker.failed", error=sys.exc_info()))

    assert told["error"] == "ValueError"
    assert "ValueError: duplicate key" in told["trace"]
    assert "林晓棠" not in told["trace"]
    assert "再见" not in told["trace"]


@given(st.text() | st.binary().map(lambda b: b.decode("utf-8", "surrogateescape")))
def test_any_text_is_one_printable_line_of_json(text):
    written = line("x", text=text)

    assert "\n" not in written
    assert "\r" not in written
    assert not set(written) & {chr(n) for n in (*range(32), *range(0x7F, 0xA0), 0x2028, 0x202E)}
    written.encode()
    json.loads(written)


@pytest.mark.parametrize("word", ["a", "A1", "a-", "secret", "7", "token_"])
def test_time_grows_with_the_text_not_with_its_square(word):
    text = word * 100_000

    assert logs.masked(f"{text} corpsecret=abcdef").endswith(f"corpsecret={logs.MASK}")


def test_lone_percent_sign_does_not_hide_the_line():
    assert json.loads(line("100 %", 1))["event"] == "100 %"


def test_request_id_is_on_every_line_of_its_request():
    token = logs.request_id.set("req-12345678")
    try:
        assert json.loads(line("x"))["request_id"] == "req-12345678"
    finally:
        logs.request_id.reset(token)
    assert "request_id" not in json.loads(line("x"))


def test_configure_writes_to_stderr(capfd):
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        logs.configure({"level": "INFO"})
        logging.getLogger("changlai.test").info("hello", extra={"account": 1})
        logging.getLogger("changlai.test").debug("quiet")
    finally:
        for handler in root.handlers[:]:
            if handler not in before:
                root.removeHandler(handler)
        for handler in before:
            if handler not in root.handlers:
                root.addHandler(handler)
        root.setLevel(level)

    (written,) = capfd.readouterr().err.splitlines()
    assert json.loads(written)["event"] == "hello"
