"""Calls to WeCom: token, limits, error codes (document paths 90664, 90313, 90454)."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from changlai.channels.adapters.wecom import failures
from changlai.channels.adapters.wecom.limits import CALLS_PER_MINUTE
from changlai.channels.adapters.wecom.values import load_object, text
from changlai.channels.contracts import Answer, Desk, Token
from changlai.kernel.http import OutboundFailed

_OK = 200
_TOKEN_SECONDS = 7_200
_TOKEN_LENGTH = 512

_APP, _DESKS = "app", "kf"  # the two tokens of an account
_SECRETS = {_APP: "secret", _DESKS: "kf_secret"}  # the setting each is asked for with

Params = Mapping[str, str]
Files = Mapping[str, tuple[str, bytes, str]]


class Client:
    """The API with one of an account's tokens: the app's, or that of 微信客服 where it has a secret of its own."""

    def __init__(self, desk: Desk, access: str = _APP) -> None:
        self._desk = desk
        self._access = access

    @classmethod
    def of_desks(cls, desk: Desk) -> "Client":
        """For kf/* calls."""
        return cls(desk, _DESKS if desk.settings.get("kf_secret") else _APP)

    def get(self, api: str, params: Params | None = None) -> bytes:
        """The JSON answer of a GET. Raises CallFailed."""
        return self._call(api, lambda url, query: self._desk.http.get(url, params=query), params or {})

    def post(self, api: str, body: object, *, effect: bool = False) -> bytes:
        """The JSON answer of a POST; ``effect``: something happens out there, so no answer means uncertain."""
        return self._call(api, lambda url, query: self._desk.http.post(url, params=query, json=body), {}, effect=effect)

    def upload(self, kind: str, name: str, data: bytes, media_type: str) -> str:
        """The media id of a file, valid for three days. Raises CallFailed."""
        files: Files = {"media": (name, data, media_type)}
        body = self._call(
            "media/upload",
            lambda url, query: self._desk.http.post(url, params=query, files=files),
            {"type": kind},
        )
        return str(load_object(body).get("media_id", ""))

    def download(self, media_id: str) -> Answer:
        """The bytes and headers of a customer's file. Raises CallFailed."""
        api, query = "media/get", {"media_id": media_id}
        return self._attempt(api, lambda url, params: self._desk.http.get(url, params=params), query)

    def fetch_token(self) -> Token:
        """Asks WeCom for the token, past the cache. Raises CallFailed."""
        query = {
            "corpid": self._desk.settings["corpid"],
            "corpsecret": self._desk.settings[_SECRETS[self._access]],
        }
        answer = self._answered(
            lambda: self._desk.http.get(self._url("gettoken"), params=query), "gettoken", effect=False
        )
        fields = load_object(answer.body)
        value, seconds = fields.get("access_token"), fields.get("expires_in")
        if not isinstance(value, str) or not 0 < len(value) <= _TOKEN_LENGTH:
            raise failures.SILENCE.bad_answer(answer.status, effect=False)
        return Token(value, seconds if isinstance(seconds, int) and seconds > 0 else _TOKEN_SECONDS)

    def _call(self, api: str, ask: Callable[[str, Params], Answer], params: Params, *, effect: bool = False) -> bytes:
        return self._attempt(api, ask, params, effect=effect).body

    def _attempt(
        self, api: str, ask: Callable[[str, Params], Answer], params: Params, *, effect: bool = False
    ) -> Answer:
        """One call; with a new token once more when the old one was refused."""
        self._desk.spend(api, per_minute=CALLS_PER_MINUTE)
        token = self._desk.token(self._access, self.fetch_token)
        try:
            return self._with(token, api, ask, params, effect=effect)
        except failures.WecomRefused as refusal:
            if refusal.number not in failures.TOKEN_REFUSED:
                raise
        self._desk.drop_token(self._access, token)
        token = self._desk.token(self._access, self.fetch_token)
        return self._with(token, api, ask, params, effect=effect)

    def _with(
        self, token: str, api: str, ask: Callable[[str, Params], Answer], params: Params, *, effect: bool
    ) -> Answer:
        query = {"access_token": token, **params}
        return self._answered(lambda: ask(self._url(api), query), api, effect=effect)

    def _answered(self, ask: Callable[[], Answer], api: str, *, effect: bool) -> Answer:
        """The answer of a successful call. Errors never quote the address: it carries token and secret."""
        try:
            answer = ask()
        except OutboundFailed as error:
            raise failures.SILENCE.no_answer(error, effect=effect) from None
        number = _error_number(answer)
        if number is None:
            raise failures.SILENCE.bad_answer(answer.status, effect=effect)
        if number in failures.TOO_OFTEN:
            self._desk.block(api, seconds=failures.TOO_OFTEN[number])
        if number:
            raise failures.WecomRefused(number, text(load_object(answer.body), "errmsg"))
        return answer

    def _url(self, api: str) -> str:
        return f"{self._desk.base_url}/cgi-bin/{api}"


class _Status(msgspec.Struct):
    errcode: Any = 0


def _error_number(answer: Answer) -> int | None:
    """WeCom's error code; 0 is success, None an answer that is not WeCom's.

    HTTP status is 200 also on errors. A file comes as it is, with a disposition.
    """
    if answer.status != _OK:
        return None
    if "content-disposition" in answer.headers:
        return 0
    try:
        errcode = msgspec.json.decode(answer.body, type=_Status).errcode
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        fields = load_object(answer.body)
        errcode = fields.get("errcode", 0) if fields else None
    return errcode if isinstance(errcode, int) else None
