"""A desk and a platform in memory: answers are laid ready, calls are written down."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import msgspec

from changlai.channels.adapters.wecom.tests.support import SETTINGS
from changlai.channels.contracts import Content, FileContent, Token


@dataclass
class FakeAnswer:
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json; charset=UTF-8"})

    def json(self) -> Any:
        return msgspec.json.decode(self.body)


def answer(**fields: object) -> FakeAnswer:
    return FakeAnswer(msgspec.json.encode({"errcode": 0, "errmsg": "ok"} | fields))


def refusal(code: int) -> FakeAnswer:
    return answer(errcode=code, errmsg="words that nobody decides by")


@dataclass
class Call:
    """One request: the API's name, the query without its token, and the JSON or the file."""

    api: str
    query: dict[str, str]
    body: Any = None
    token: str = ""


class FakeHttp:
    """Answers in the order they were laid ready; a token is given unless ``token_answers`` say otherwise."""

    def __init__(self) -> None:
        self.ready: deque[FakeAnswer | Exception] = deque()
        self.token_answers: deque[FakeAnswer | Exception] = deque()
        self.calls: list[Call] = []
        self.tokens = 0

    def lay(self, *answers: FakeAnswer | Exception) -> None:
        self.ready.extend(answers)

    def get(self, url: str, *, params: Any = None, headers: Any = None) -> FakeAnswer:
        return self._answer(url, params, None)

    def post(self, url: str, *, params: Any = None, json: Any = None, files: Any = None, **_rest: Any) -> FakeAnswer:
        return self._answer(url, params, json if files is None else files)

    def _answer(self, url: str, params: Any, body: Any) -> FakeAnswer:
        api = urlsplit(url).path.removeprefix("/cgi-bin/")
        query = dict(params or {})
        if api == "gettoken":
            self.tokens += 1
            if self.token_answers:
                return self._given(self.token_answers.popleft())
            return answer(access_token=f"token-{self.tokens}", expires_in=7200)
        self.calls.append(Call(api, query, body, query.pop("access_token", "")))
        return self._given(self.ready.popleft())

    @staticmethod
    def _given(found: FakeAnswer | Exception) -> FakeAnswer:
        if isinstance(found, Exception):
            raise found
        return found


class FakeDesk:
    """Keeps tokens, and writes down what was spent and blocked."""

    base_url = "https://wecom.example"

    def __init__(self, **settings: object) -> None:
        self.settings: Mapping[str, Any] = SETTINGS | settings
        self.http: Any = FakeHttp()
        self.tokens: dict[str, str] = {}
        self.spent: list[tuple[str, int]] = []
        self.blocked: list[tuple[str, float]] = []
        self.hurries: list[float] = []
        self.files: dict[int, FileContent] = {}

    def within(self, seconds: float) -> "FakeDesk":
        self.hurries.append(seconds)
        return self

    def token(self, name: str, fetch: Callable[[], Token]) -> str:
        if name not in self.tokens:
            self.tokens[name] = fetch().value
        return self.tokens[name]

    def drop_token(self, name: str, value: str) -> None:
        if self.tokens.get(name) == value:
            del self.tokens[name]

    def spend_hourly(self, api: str, *, per_hour: int) -> None:
        assert per_hour > 0, api

    def spend(self, api: str, *, per_minute: int) -> None:
        self.spent.append((api, per_minute))

    def block(self, api: str, *, seconds: float) -> None:
        self.blocked.append((api, seconds))

    def read_original(self, handle: str) -> bytes:
        raise AssertionError(handle)

    def show(self, thread: str, key: str, content: Content, *, author: str) -> None:
        raise AssertionError(key)

    def read_file(self, file_id: int) -> FileContent:
        return self.files[file_id]
