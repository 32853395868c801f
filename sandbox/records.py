"""What the machinery keeps: tokens, planned failures, the log of calls and callbacks."""

from typing import Any

from msgspec import Struct, field


class AccessToken(Struct, kw_only=True):
    """An access token. `dead` is the error code it is answered with after it was ended early."""

    token: str
    corpid: str
    secret: str
    expires_at: float
    dead: int = 0


class AppMessage(Struct, kw_only=True):
    """A message the app sent to members."""

    msgid: str
    corpid: str
    at: float
    userids: list[str]
    msgtype: str
    body: dict[str, Any]


class Fault(Struct, kw_only=True):
    """A failure planned for later calls or callbacks; see faults.py for the kinds.

    It holds for `times` matches (0: no limit) and until `until` (0: no limit).
    """

    id: str
    kind: str
    corpid: str = ""
    api: str = ""
    event: str = ""
    times: int = 1
    until: float = 0.0
    code: int = 0
    seconds: float = 0.0
    count: int = 0
    fields: list[str] = field(default_factory=list)
    mode: str = ""


class ApiCall(Struct, kw_only=True):
    """One answered call of the WeCom API."""

    id: int
    at: float
    corpid: str
    api: str
    request: str
    status: int
    errcode: int
    response: str
    ms: float
    fault: str = ""


class Try(Struct, kw_only=True):
    """One attempt to hand over a callback, with the very bytes sent."""

    at: float
    url: str
    request: str
    status: int
    answer: str
    ms: float
    error: str = ""


class Push(Struct, kw_only=True):
    """One callback to a company: `plaintext` before encryption; `outcome` is waiting, done or failed."""

    id: int
    at: float
    corpid: str
    event: str
    change_type: str
    plaintext: str
    outcome: str = "waiting"
    fault: str = ""
    tries: list[Try] = field(default_factory=list)


class Setting(Struct, kw_only=True):
    """A number that outlives a restart: counters, limits, the clock's offset."""

    name: str
    value: float


class Storefront(Struct, kw_only=True):
    """The shop: the script of the chat in its corner, and the secret its server signs visitors with."""

    name: str
    script: str
    secret: str = ""
