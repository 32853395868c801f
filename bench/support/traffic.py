"""What platforms and other systems post to us, byte for byte, made ahead: signing must not slow the client.

A share of the contact events are additions, which order a call to the platform (``channels.fetch``); the rest are
removals, which do not. All are sealed and signed by the sandbox's own code, which shares nothing with the product.
"""

import base64
import hashlib
import hmac
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bench.support.company import Company, Hook
from sandbox.wecom.crypt import Crypt

MEMBERS = ("mengjia", "limu", "tangyue", "chengyinuo")
TEXTS = (
    "你好，上周看的床垫还有活动价吗？",
    "可以送到余杭未来科技城吗，大概几天到",
    "餐边柜 1.5 米的有现货吗",
    "好的，谢谢",
)
OVERTAKEN = 0.05  # share of requests that come late when there is disorder
EPOCH_BACK = 30 * 86_400  # seconds: contact events say they happened within the last month


@dataclass(frozen=True, slots=True)
class Callback:
    """One request. ``key`` is what makes it one: a duplicate has the same."""

    request: bytes
    key: str
    person: str
    kind: str  # message, contact, fetching, bell, forged


@dataclass(frozen=True)
class Mix:
    """How much of what, as shares of all requests."""

    contacts: float = 0.40
    fetching: float = 0.10  # of the contacts
    bells: float = 0.02
    duplicates: float = 0.05
    forged: float = 0.0
    reorder: int = 0  # how many places a request may move


@dataclass
class Traffic:
    """Makes callbacks for one company; the same seed makes the same people, kinds and order."""

    company: Company
    port: int
    seed: int
    desk: str = ""
    people: int = 2_000
    contacts: int = 300
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311 - a workload, not a secret
        settings = self.company.wecom.settings
        self.crypt = Crypt(settings["token"], settings["encoding_aes_key"], settings["corpid"])
        self.started = int(time.time())
        self.number = 0

    def many(self, count: int, mix: Mix) -> list[Callback]:
        """``count`` requests, duplicates, bells and forgeries among them."""
        made: list[Callback] = []
        while len(made) < count:
            dice = self.dice.random()
            if made and dice < mix.duplicates:
                made.append(self._again(made, self.dice.choice(made[-500:])))
            elif dice < mix.duplicates + mix.bells:
                made.append(self.bell())
            elif dice < mix.duplicates + mix.bells + mix.forged:
                made.append(self.forged())
            elif self.dice.random() < mix.contacts:
                made.append(self.contact(fetching=self.dice.random() < mix.fetching))
            else:
                made.append(self.message())
        return self._shuffled(made, mix.reorder)

    def _again(self, made: Sequence[Callback], one: Callback) -> Callback:
        return one if one.kind in {"message", "contact", "fetching"} else made[0]

    def _shuffled(self, made: list[Callback], reach: int) -> list[Callback]:
        if not reach:
            return made
        late = [self.dice.uniform(0, reach) if self.dice.random() < OVERTAKEN else 0.0 for _ in made]
        return [made[i] for i in sorted(range(len(made)), key=lambda i: i + late[i])]

    # -- the kinds --------------------------------------------------------------------------------------------------

    def message(self, person: str = "", *, hook: int = 0, phone: str = "", text: str = "") -> Callback:
        """A plain signed message of the custom channel."""
        self.number += 1
        person = person or f"p{self.dice.randrange(self.people)}"
        key = f"m{self.seed}-{self.number}"
        body = {
            "id": key,
            "type": "message",
            "occurred_at": now_text(),
            "from": {"id": person, "name": f"顾客 {person}"} | ({"phone": phone} if phone else {}),
            "text": text or self.dice.choice(TEXTS),
        }
        at = self.company.custom[hook]
        raw = json.dumps(body, ensure_ascii=False).encode()
        return Callback(self._posted(at, raw, _signed(at, key, raw)), key, f"{hook}:{person}", "message")

    def contact(self, *, fetching: bool = False) -> Callback:
        """A sealed contact event: a customer removed a colleague, or (``fetching``) added one."""
        self.number += 1
        customer = f"wm{self.seed:06d}{self.dice.randrange(self.contacts):022d}"
        change = "add_external_contact" if fetching else "del_follow_user"
        created = self.started - EPOCH_BACK + self.number % EPOCH_BACK
        key = f"{customer}:{created}"
        text = self._xml(
            {
                "Event": "change_external_contact",
                "ChangeType": change,
                "UserID": self.dice.choice(MEMBERS),
                "ExternalUserID": customer,
            },
            created,
        )
        return Callback(self._sealed(text), key, customer, "fetching" if fetching else "contact")

    def bell(self) -> Callback:
        """微信客服 rings: something is to be fetched, nobody says how often it will ring for it."""
        self.number += 1
        text = self._xml({"Event": "kf_msg_or_event", "Token": "", "OpenKfId": self.desk}, self.started)
        return Callback(self._sealed(text), f"bell-{self.number}", "", "bell")

    def forged(self) -> Callback:
        """A request that is not from whom it says: a wrong signature, or another key, on either door."""
        self.number += 1
        key = f"forged-{self.seed}-{self.number}"
        hook = self.company.custom[0]
        raw = json.dumps(
            {
                "id": key,
                "type": "message",
                "occurred_at": now_text(),
                "from": {"id": "p1", "name": "顾客"},
                "text": "转账",
            }
        ).encode()
        wrong = Hook(hook.account_id, hook.path, {"secret": "whsec_" + "B" * 43 + "="})
        request: Callable[[], bytes] = self.dice.choice(
            [lambda: self._posted(hook, raw, _signed(wrong, key, raw)), lambda: self._forged_seal(key)]
        )
        return Callback(request(), key, "", "forged")

    def _forged_seal(self, key: str) -> bytes:
        text = self._xml(
            {
                "Event": "change_external_contact",
                "ChangeType": "del_follow_user",
                "UserID": "limu",
                "ExternalUserID": f"wm{key}",
            },
            self.started,
        )
        settings = self.company.wecom.settings
        other = Crypt("0" * 24, settings["encoding_aes_key"], settings["corpid"])
        return self._sealed(text, other)

    # -- bytes ------------------------------------------------------------------------------------------------------

    def _xml(self, fields: dict[str, str], created: int) -> str:
        corpid = self.company.wecom.settings["corpid"]
        inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
        return (
            f"<xml><ToUserName><![CDATA[{corpid}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName>"
            f"<CreateTime>{created}</CreateTime><MsgType><![CDATA[event]]></MsgType>{inner}</xml>"
        )

    def _sealed(self, text: str, crypt: Crypt | None = None) -> bytes:
        envelope = (crypt or self.crypt).seal(text, timestamp=str(int(time.time())), nonce=f"{self.number}")
        corpid = self.company.wecom.settings["corpid"]
        body = (
            f"<xml><ToUserName><![CDATA[{corpid}]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID>"
            f"<Encrypt><![CDATA[{envelope.encrypt}]]></Encrypt></xml>"
        ).encode()
        hook = self.company.wecom
        query = f"?msg_signature={envelope.msg_signature}&timestamp={envelope.timestamp}&nonce={envelope.nonce}"
        return self._posted(Hook(hook.account_id, hook.path + query, {}), body, "content-type: text/xml\r\n")

    def _posted(self, hook: Hook, body: bytes, headers: str) -> bytes:
        return posted(self.port, hook.path, body, headers)


def now_text() -> str:
    return datetime.fromtimestamp(time.time(), UTC).isoformat()


def posted(port: int, path: str, body: bytes, headers: str) -> bytes:
    """A whole HTTP/1.1 request."""
    head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n{headers}content-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _signed(hook: Hook, message_id: str, body: bytes) -> str:
    """The headers of Standard Webhooks."""
    key = base64.b64decode(hook.settings["secret"].removeprefix("whsec_"))
    stamp = str(int(time.time()))
    signed = f"{message_id}.{stamp}.".encode() + body
    mark = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return (
        f"content-type: application/json\r\nwebhook-id: {message_id}\r\nwebhook-timestamp: {stamp}\r\n"
        f"webhook-signature: v1,{mark}\r\n"
    )
