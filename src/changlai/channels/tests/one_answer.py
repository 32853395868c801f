"""A desk whose platform has one answer to everything."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from changlai.channels.contracts import Content, FileContent


@dataclasses.dataclass
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str]

    def json(self) -> Any:
        return json.loads(self.body)


@dataclasses.dataclass
class Desk:
    """A desk whose platform has one answer to everything."""

    settings: Mapping[str, Any]
    answer: tuple[int, bytes, Mapping[str, str]] | Exception
    base_url: str = "https://platform.example"
    blocked: list[float] = dataclasses.field(default_factory=list)

    @property
    def http(self) -> Any:
        return self

    def get(self, _url: str, **_rest: Any) -> Answer:
        if isinstance(self.answer, Exception):
            raise self.answer
        return Answer(*self.answer)

    post = get

    def within(self, _seconds: float) -> "Desk":
        return self

    def token(self, name: str, _fetch: Any) -> str:
        return f"token of {name}"

    def drop_token(self, name: str, value: str) -> None:
        """Nothing to forget."""

    def spend(self, api: str, *, per_minute: int) -> None:
        assert per_minute > 0, api

    def spend_hourly(self, api: str, *, per_hour: int) -> None:
        assert per_hour > 0, api

    def block(self, api: str, *, seconds: float) -> None:
        self.blocked.append(seconds)

    def read_original(self, handle: str) -> bytes:
        raise AssertionError(handle)

    def show(self, thread: str, key: str, content: Content, *, author: str) -> None:
        assert thread, key

    def read_file(self, file_id: int) -> FileContent:
        raise AssertionError(file_id)
