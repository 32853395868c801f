"""Calls to Weibo: its two hosts, the authorisation, the call budget, error codes (PLATFORMS C)."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from changlai.channels.adapters.weibo import failures
from changlai.channels.adapters.weibo import sentences as say
from changlai.channels.adapters.weibo.values import load_object
from changlai.channels.contracts import Answer, Desk
from changlai.channels.errors import CallFailed
from changlai.kernel.http import OutboundFailed

DAILY_CALLS = 1_000  # when the settings say nothing
POSTS_AN_HOUR = 30  # of one account, as Weibo has it
_READING_SHARE = 0.8  # of the budget: the rest is for answers and for what people try by hand
_MESSAGES_A_MINUTE = 60
_FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
_OPEN, _FANS, _FILES = "//api.weibo.com", "//m.api.weibo.com", "//upload.api.weibo.com"

Params = Mapping[str, str]
Ask = Callable[[], Answer]  # one call to the platform


class Client:
    """The API with an account's authorisation."""

    def __init__(self, desk: Desk, *, token: str = "") -> None:
        """``token``: an authorisation that the settings do not hold yet."""
        self._desk = desk
        self._given = token

    def read(self, api: str, params: Params) -> bytes:
        """The JSON answer of a GET below /2/, paid from the hourly share of the day's budget. Raises CallFailed."""
        self._desk.spend_hourly("read", per_hour=hourly(self._desk.settings))
        query = {"access_token": self._token, **params}
        return self._answered(lambda: self._desk.http.get(self._url(_OPEN, api), params=query), effect=False).body

    def publish(self, api: str, params: Params) -> dict[str, Any]:
        """Says something in public; the answer is what was made. Raises CallFailed."""
        self._desk.spend_hourly("post", per_hour=POSTS_AN_HOUR)
        return self._sent(self._url(_OPEN, api), params, effect=True)

    def tell(self, api: str, params: Params) -> dict[str, Any]:
        """A private message, through the fans service. Raises CallFailed."""
        self._desk.spend(api, per_minute=_MESSAGES_A_MINUTE)
        return self._sent(self._url(_FANS, api), params, effect=True)

    def token_info(self) -> dict[str, Any]:
        """Whose the authorisation is and how long it lives. Raises CallFailed."""
        return self._sent(f"{self._desk.base_url}/oauth2/get_token_info", {}, effect=False)

    def file(self, handle: str) -> Answer:
        """The bytes of a file that somebody sent to us. Raises CallFailed."""
        query = {"access_token": self._token, "fid": handle}
        url = f"{self._desk.base_url.replace(_OPEN, _FILES)}/2/mss/msget"
        return self._answered(lambda: self._desk.http.get(url, params=query), effect=False)

    def _sent(self, url: str, params: Params, *, effect: bool) -> dict[str, Any]:
        form = urlencode({"access_token": self._token, **params}, errors="replace").encode()
        answer = self._answered(lambda: self._desk.http.post(url, data=form, headers=_FORM), effect=effect)
        return load_object(answer.body)

    @property
    def _token(self) -> str:
        """Raises CallFailed when nobody has authorised the account."""
        token = self._given or str(self._desk.settings.get("access_token") or "")
        if not token:
            raise CallFailed("unauthorised", say.UNAUTHORISED, permanent=True)
        return token

    def _url(self, host: str, api: str) -> str:
        return f"{self._desk.base_url.replace(_OPEN, host)}/2/{api}.json"

    def _answered(self, ask: Ask, *, effect: bool) -> Answer:
        try:
            return answered(ask, effect=effect)
        except failures.WeiboRefused as refusal:
            self._leave_alone(refusal.number)
            raise

    def _leave_alone(self, number: int) -> None:
        for api, codes in (("read", failures.TOO_OFTEN), ("post", failures.POSTED_TOO_OFTEN)):
            if number in codes:
                self._desk.block(api, seconds=codes[number])


def exchange(desk: Desk, *, code: str, back: str) -> dict[str, Any]:
    """What Weibo gives for the code of an authorisation. Raises CallFailed; only a person can try again."""
    told = {
        "client_id": str(desk.settings.get("app_key", "")),
        "client_secret": str(desk.settings.get("app_secret", "")),
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
    }
    form, url = urlencode(told, errors="replace").encode(), f"{desk.base_url}/oauth2/access_token"
    return load_object(answered(lambda: desk.http.post(url, data=form, headers=_FORM), effect=False).body)


def answered(ask: Ask, *, effect: bool) -> Answer:
    """The answer of a successful call. Raises CallFailed; errors never quote the address: it carries the token."""
    try:
        answer = ask()
    except OutboundFailed as error:
        raise failures.SILENCE.no_answer(error, effect=effect) from None
    number = load_object(answer.body).get("error_code")
    if isinstance(number, str) and number.isascii() and number.isdigit():
        number = int(number[:9])
    if isinstance(number, int) and number:
        raise failures.WeiboRefused(number)
    if answer.status != 200:  # noqa: PLR2004 - HTTP
        raise failures.SILENCE.bad_answer(answer.status, effect=effect)
    return answer


def hourly(settings: Mapping[str, Any]) -> int:
    """How many calls that read may be made within an hour."""
    budget = settings.get("daily_calls") or DAILY_CALLS
    return max(1, int(int(budget) * _READING_SHARE / 24))
