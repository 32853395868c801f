"""What an adapter is lent while it calls its platform."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec

from changlai.channels.contracts.meanings import Content


class Token(msgspec.Struct, frozen=True):
    """An access token and for how many seconds the platform said it lives."""

    value: str
    seconds: int


class FileContent(msgspec.Struct, frozen=True):
    """A file to be sent or kept."""

    name: str
    media_type: str
    data: bytes


class Answer(Protocol):
    """An answer of the platform: see changlai.kernel.http.Answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any: ...  # noqa: ANN401 - the JSON border


class Http(Protocol):
    """The house's only way out: checks addresses, time and size; never follows redirects."""

    def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer: ...

    def post(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        json: object = None,
        data: bytes | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer: ...


class Desk(Protocol):
    """What an adapter is lent for one call on behalf of one account."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """The account's settings, secrets decrypted."""

    @property
    def base_url(self) -> str:
        """The platform's address; a deployment setting, so that a sandbox can stand in."""

    @property
    def http(self) -> Http:
        """The way out."""

    def within(self, seconds: float) -> "Desk":
        """The same desk with little time: its calls are over after so many seconds, failed when not answered."""

    def token(self, name: str, fetch: Callable[[], Token]) -> str:
        """The cached token ``name`` of this account; fetched by one caller only, however many ask."""

    def drop_token(self, name: str, value: str) -> None:
        """The platform refused ``value``: forget it, unless somebody has already fetched a newer one."""

    def spend(self, api: str, *, per_minute: int) -> None:
        """Take one call from the bucket of this API; raises contracts' RateLimited with the seconds to wait."""

    def spend_hourly(self, api: str, *, per_hour: int) -> None:
        """The same from a bucket that is filled by the hour, where a platform is sparing."""

    def block(self, api: str, *, seconds: float) -> None:
        """The platform said "too often": nobody of this account calls this API for so long."""

    def read_original(self, handle: str) -> bytes:
        """The Original of this handle that came with a delivery of this account. Raises CallFailed, for good."""

    def show(self, thread: str, key: str, content: Content, *, author: str) -> None:
        """Put a line of ours into a visitor's talk; the same ``key`` again changes nothing."""

    def read_file(self, file_id: int) -> FileContent:
        """A file of this organisation. Raises CallFailed, for good, when there is none or its bytes cannot be read."""
