"""Every operation of the API under hostile input: never a 5xx, always a problem, nothing the description denies."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from changlai.kernel.throttle import Throttle
from changlai.web.api import guard
from changlai.web.tests.description import SCHEMA
from changlai.web.tests.twins import House, make_twin

pytestmark = pytest.mark.django_db

TEXTS = ["", " ", "\u202e", "\U0001f600", "x" * 5000, "' or 1=1--", "٣", "-1", "1e9"]
NUMBERS = [0, -1, 2**31, 2**63 - 1, 2**70, 1.5, True, None]
HOSTILE = [*TEXTS, *NUMBERS, [], {}, [[]], {"a": {"b": []}}]
IDS = ["0", "1", "-1", "9223372036854775807", "99999999999999999999", "%00", "٣", "a", "1.0", "%2e%2e"]


@dataclass(frozen=True)
class Call:
    """One operation of the description."""

    method: str
    path: str
    about: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    def names(self, place: str) -> list[str]:
        return [one["name"] for one in self.about.get("parameters", ()) if one["in"] == place]

    @property
    def content(self) -> dict[str, Any]:
        found: dict[str, Any] = self.about.get("requestBody", {}).get("content", {})
        return found


CALLS = [Call(method, path, about) for path, methods in SCHEMA["paths"].items() for method, about in methods.items()]


@pytest.fixture
def house(monkeypatch) -> House:
    monkeypatch.setattr(guard, "_per_token", Throttle(per_minute=1e9, burst=10**9))
    return make_twin("hemu", "Kestrel")


@cache
def program(token: str) -> Client:
    client = Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})
    client.raise_request_exception = False
    return client


def ask(house: House, call: Call, *, path: str = "", **options: Any) -> Any:
    return getattr(program(house.token), call.method)(path or fill(call.path, house.ids), **options)


def fill(path: str, ids: dict[str, int], value: str = "987654321") -> str:
    for name in [part.split("}")[0] for part in path.split("{")[1:]]:
        path = path.replace("{" + name + "}", str(ids.get(name, value)))
    return path


def check(response: Any, call: Call, given: object) -> None:
    assert response.status_code < 500, (str(call), given, response.content[:300])
    if response.status_code >= 400:
        assert response["Content-Type"] == "application/problem+json", (str(call), given)
        assert {"type", "title", "status"} <= response.json().keys()
    else:
        assert str(response.status_code) in call.about["responses"], (str(call), response.status_code)


def bodies(call: Call) -> Iterator[object]:
    """For every field one body in which only that field is hostile; and whole bodies that are."""
    schema = call.content["application/json"]["schema"]
    if "$ref" in schema:
        schema = SCHEMA["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    fields = schema.get("properties", {})
    fair = {name: _fair(about) for name, about in fields.items()}
    for name in fields:
        yield from ({**fair, name: value} for value in HOSTILE)
        yield {other: value for other, value in fair.items() if other != name}
    yield from HOSTILE
    yield {**fair, "organisation_id": 2, "id": 1, "member": 1}


def _fair(about: dict[str, Any]) -> object:
    kinds = {one.get("type") for one in about.get("anyOf", [about])}
    return [1] if "array" in kinds else 1 if "integer" in kinds else "a fair value"


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_operation_bears_hostile_addresses(house, call):
    for value in IDS:
        response = ask(house, call, path=fill(call.path, {}, value))
        check(response, call, value)


@pytest.mark.parametrize("call", [call for call in CALLS if call.names("query")], ids=str)
def test_operation_bears_hostile_queries(house, call):
    for name in call.names("query"):
        for value in [*TEXTS, *map(str, NUMBERS), "\x00", "%ED%A0%80", "2026-13-40", "now", "[]", "{}"]:
            path = fill(call.path, house.ids)
            check(ask(house, call, path=path, query_params={name: value}), call, (name, value))


@pytest.mark.parametrize("call", [call for call in CALLS if "application/json" in call.content], ids=str)
def test_operation_bears_hostile_bodies(house, call):
    for body in bodies(call):
        check(ask(house, call, data=json.dumps(body), content_type="application/json"), call, body)
    for raw in (b"", b"{", b"\xff", b'{"a":"\\u0000"}', b"[" * 5000, b'"\\ud800"'):
        check(ask(house, call, data=raw, content_type="application/json"), call, raw)
    check(ask(house, call, data={"a": "b"}), call, "a form")


@pytest.mark.parametrize("call", [call for call in CALLS if "multipart/form-data" in call.content], ids=str)
@pytest.mark.parametrize("key", [None, "key-1"])
def test_upload_bears_hostile_files(house, call, key):
    names = ["a.txt", "../../etc/passwd", "\u202egpj.exe", "x" * 300, "a\nb.txt", "a.svg"]
    for number, name in enumerate(names):
        for content in (b"", b"plain", b"\x89PNG\r\n\x1a\nbroken", b"<svg onload=alert(1)>", b"PK\x03\x04junk"):
            headers = {"idempotency-key": f"{key}-{number}-{len(content)}"} if key else {}
            upload = SimpleUploadedFile("x", content)
            upload.name = name
            check(ask(house, call, data={"file": upload}, headers=headers), call, (name, content))


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_operation_is_described(call):
    assert call.about["summary"]
    assert call.about["responses"]["default"]["content"]["application/problem+json"]
    hands_out = "content" not in call.about["responses"].get("200", {"content": ...})
    assert ("Idempotency-Key" in call.names("header")) == (call.method != "get" and not hands_out)
    assert call.about["security"] == [{"Token": []}]
