"""Events on their way to a company: encrypted, signed, three tries of five seconds (document path 90930)."""

import asyncio
import http.client
import secrets
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from sandbox import faults
from sandbox.models import Corp
from sandbox.records import Fault, Push, Try
from sandbox.wecom.crypt import Crypt, Envelope
from sandbox.world import World

TRIES = 3
TRY_SECONDS = 5.0
VERIFY_SECONDS = 1.0
AT_ONCE = 16
SHOWN_BYTES = 2_000
REORDER_SECONDS = 2.0
HTTP_OK = 200


def emit(world: World, corp: Corp, event: str, fields: Mapping[str, str | int], *, from_sys: bool = True) -> Push:
    """Tell a company about an event; `fields` follow the common head in the order given."""
    head: dict[str, str | int] = {"ToUserName": corp.corpid}
    if from_sys:
        head["FromUserName"] = "sys"
    head |= {"CreateTime": world.clock.seconds(), "MsgType": "event", "Event": event}
    push = world.pushes.put(
        Push(
            id=world.next_number("push"),
            at=world.clock.now(),
            corpid=corp.corpid,
            event=event,
            change_type=str(fields.get("ChangeType", "")),
            plaintext=xml({**head, **fields}),
        )
    )
    world.announce("pushes")
    world.send_push(corp, push)
    return push


def xml(fields: Mapping[str, str | int]) -> str:
    """WeCom's flat XML: text in CDATA, numbers bare, nothing for an empty text."""
    parts = [f"<{name}>{value if isinstance(value, int) else _cdata(value)}</{name}>" for name, value in fields.items()]
    return f"<xml>{''.join(parts)}</xml>"


def _cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


@dataclass(frozen=True)
class Answer:
    """What came back from a company's server; `error` in words if nothing did."""

    status: int
    text: str
    ms: float
    error: str = ""


class Pusher:
    """Hands callbacks over, each in a task of its own, in the order in which they arose."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="callback")
        self._tasks: set[asyncio.Task[None]] = set()
        self._gathered: list[tuple[Corp, Push]] = []
        self._gather_count = 0

    def resume(self) -> None:
        """Send what a stop of the sandbox left waiting."""
        for push in self._world.pushes:
            corp = self._world.corps.get(push.corpid)
            if push.outcome == "waiting" and corp:
                self.send(corp, push)

    def send(self, corp: Corp, push: Push) -> None:
        """Start handing over a callback; lose it, or gather it, when a fault asks for that."""
        if faults.take(self._world, "lose", corpid=corp.corpid, event=push.event):
            self._settle(push, "failed", fault="lose")
            return
        if self._gather_count:
            self._gather(corp, push)
            return
        fault = faults.take(self._world, "reorder", corpid=corp.corpid, event=push.event)
        if fault is None:
            self._start(corp, push)
            return
        self._gather_count = max(fault.count, 2)
        asyncio.get_running_loop().call_later(fault.seconds or REORDER_SECONDS, self._release)
        self._gather(corp, push)

    def drop(self) -> None:
        """Let go of everything under way."""
        for task in self._tasks:
            task.cancel()
        self._gathered, self._gather_count = [], 0

    def close(self) -> None:
        """Stop: what is under way stays waiting and is sent again after a restart."""
        self.drop()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _gather(self, corp: Corp, push: Push) -> None:
        push.fault = "reorder"
        self._gathered.append((corp, push))
        if len(self._gathered) >= self._gather_count:
            self._release()

    def _release(self) -> None:
        gathered, self._gathered = self._gathered, []
        self._gather_count = 0
        for corp, push in reversed(gathered):
            self._start(corp, push)

    def _start(self, corp: Corp, push: Push) -> None:
        task = asyncio.get_running_loop().create_task(self._hand_over(corp, push))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _hand_over(self, corp: Corp, push: Push) -> None:
        duplicate = faults.take(self._world, "duplicate", corpid=corp.corpid, event=push.event)
        corrupt = faults.take(self._world, "corrupt", corpid=corp.corpid, event=push.event)
        push.fault = push.fault or next((fault.kind for fault in (duplicate, corrupt) if fault), "")
        for _ in range(max(duplicate.count, 2) if duplicate else 1):
            done = await self._try_thrice(corp, push, corrupt)
        self._settle(push, "done" if done else "failed", fault=push.fault)

    def _settle(self, push: Push, outcome: str, *, fault: str) -> None:
        push.outcome, push.fault = outcome, fault
        self._world.pushes.put(push)
        self._world.announce("pushes")

    async def _try_thrice(self, corp: Corp, push: Push, corrupt: Fault | None) -> bool:
        slot = self._world.setting("callback_seconds", TRY_SECONDS)
        for number in range(TRIES):
            started = time.monotonic()
            if await self._try_once(corp, push, corrupt, slot):
                return True
            if number + 1 < TRIES:
                await asyncio.sleep(max(0.0, started + slot - time.monotonic()))
        return False

    async def _try_once(self, corp: Corp, push: Push, corrupt: Fault | None, slot: float) -> bool:
        current = self._world.corps.get(corp.corpid) or corp
        url, body = sealed(current, push.plaintext, corrupt.mode if corrupt else "")
        started_at = self._world.clock.now()
        answer = await self._exchange("POST", url, body, slot)
        push.tries.append(
            Try(
                at=started_at,
                url=url,
                request=body.decode("utf-8", "replace"),
                status=answer.status,
                answer=answer.text,
                ms=answer.ms,
                error=answer.error,
            )
        )
        self._world.pushes.put(push)
        self._world.announce("pushes")
        return answer.status == HTTP_OK

    async def verify(self, corp: Corp, url: str = "") -> dict[str, object]:
        """URL verification as on saving the callback settings: the echo must come back plain, within a second."""
        text = str(secrets.randbelow(10**18) + 10**18)
        timestamp, nonce = _stamp()
        envelope = _crypt(corp).seal(text, timestamp=timestamp, nonce=nonce)
        asked = _with_query(url or corp.callback_url, envelope, echostr=envelope.encrypt)
        answer = await self._exchange("GET", asked, b"", VERIFY_SECONDS)
        ok = answer.status == HTTP_OK and answer.text == text
        return {
            "ok": ok,
            "url": asked,
            "status": answer.status,
            "expected": text,
            "answer": answer.text,
            "ms": answer.ms,
            "error": answer.error or ("" if ok else "the answer is not the decrypted echostr alone"),
        }

    async def _exchange(self, method: str, url: str, body: bytes, seconds: float) -> Answer:
        return await exchange(self._threads, method, url, body, seconds)


async def exchange(threads: ThreadPoolExecutor, method: str, url: str, body: bytes, seconds: float) -> Answer:
    """One HTTP request with the connection cut after `seconds`."""
    one = _Exchange(method, url, body, seconds)
    started = time.monotonic()
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(seconds):
            status, text = await loop.run_in_executor(threads, one.run)
    except TimeoutError:
        one.cut()
        return Answer(0, "", _ms(started), f"no answer within {seconds:g} s, connection cut")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(0, "", _ms(started), f"{type(error).__name__}: {error}")
    return Answer(status, text, _ms(started), "" if status == HTTP_OK else f"HTTP {status}")


class _Exchange:
    """A blocking HTTP request that another thread can cut."""

    def __init__(self, method: str, url: str, body: bytes, seconds: float) -> None:
        self._parts = urlsplit(url)
        self._method, self._body = method, body
        secure = self._parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self._connection = kind(self._parts.hostname or "", self._parts.port, timeout=seconds)

    def run(self) -> tuple[int, str]:
        target = f"{self._parts.path or '/'}?{self._parts.query}"
        try:
            self._connection.request(self._method, target, self._body, {"Content-Type": "text/xml"})
            response = self._connection.getresponse()
            return response.status, response.read(SHOWN_BYTES).decode("utf-8", "replace")
        finally:
            self._connection.close()

    def cut(self) -> None:
        self._connection.close()


def sealed(corp: Corp, plaintext: str, corrupt: str = "") -> tuple[str, bytes]:
    """URL and body of the POST that carries an event; `corrupt` damages it in the named way."""
    timestamp, nonce = _stamp()
    receiveid = "ww0000000000000000" if corrupt == "receiveid" else corp.corpid
    crypt = Crypt(corp.token, corp.encoding_aes_key, receiveid)
    text = plaintext.replace("<xml>", '<!DOCTYPE x [<!ENTITY e "e">]><xml>') if corrupt == "xml" else plaintext
    envelope = crypt.seal(text, timestamp=timestamp, nonce=nonce)
    if corrupt == "signature":
        envelope = Envelope(envelope.encrypt, "0" * 40, timestamp, nonce)
    body = xml({"ToUserName": corp.corpid, "Encrypt": envelope.encrypt, "AgentID": str(corp.agentid)}).encode()
    return _with_query(corp.callback_url, envelope), body[: len(body) // 2] if corrupt == "truncate" else body


def _crypt(corp: Corp) -> Crypt:
    return Crypt(corp.token, corp.encoding_aes_key, corp.corpid)


def _stamp() -> tuple[str, str]:
    """Timestamp and nonce of the signature: real time, whatever the sandbox's clock says."""
    return str(int(time.time())), str(secrets.randbelow(10**10))


def _with_query(url: str, envelope: Envelope, **more: str) -> str:
    query = {"msg_signature": envelope.msg_signature, "timestamp": envelope.timestamp, "nonce": envelope.nonce}
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query | more)}"


def _ms(started: float) -> float:
    return round((time.monotonic() - started) * 1_000, 1)
