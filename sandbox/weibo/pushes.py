"""Callbacks of the fans service: signed, three tries of five seconds."""

import asyncio
import hashlib
import json
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

from sandbox import faults
from sandbox.records import Fault, Try
from sandbox.wecom.callbacks import Answer, exchange
from sandbox.weibo.records import WeiboAccount, WeiboPush
from sandbox.weibo.tables import WeiboTables
from sandbox.world import World

TRIES = 3
TRY_SECONDS = 5.0
CHECK_SECONDS = 5.0
AT_ONCE = 8
HTTP_OK = 200
CHINA = timezone(timedelta(hours=8))
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def weibo_time(at: float) -> str:
    """``Mon Jul 16 18:09:20 +0800 2012``."""
    moment = datetime.fromtimestamp(at, CHINA)
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return f"{day} {month} {moment:%d %H:%M:%S} +0800 {moment:%Y}"


def signature(secret: str, timestamp: str, nonce: str) -> str:
    """SHA-1 over the three, sorted and joined."""
    return hashlib.sha1("".join(sorted((secret, timestamp, nonce))).encode(), usedforsecurity=False).hexdigest()


class Pusher:
    """Tells companies' servers, each callback in a task of its own."""

    def __init__(self, world: World, tables: WeiboTables) -> None:
        self._world, self._tables = world, tables
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="weibo")
        self._tasks: set[asyncio.Task[None]] = set()

    def tell(self, account: WeiboAccount, kind: str, sender: str, text: str, data: dict[str, Any]) -> WeiboPush | None:
        """Something happened; None for a company without a server."""
        if not account.callback_url:
            return None
        now = self._world.clock.now()
        body = {
            "type": kind,
            "receiver_id": int(account.uid),
            "sender_id": int(sender),
            "created_at": weibo_time(now),
            "text": text,
            "data": data,
        }
        number = str(self._world.next_number("weibo_push"))
        push = WeiboPush(id=number, at=now, account=account.uid, kind=kind, body=json.dumps(body, ensure_ascii=False))
        self._tables.pushes.put(push)
        if faults.take(self._world, "lose", corpid=account.uid, event=kind):
            self._settle(push, "failed", "lose")
            return push
        task = asyncio.get_running_loop().create_task(self._hand_over(account, push))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return push

    async def check(self, account: WeiboAccount) -> dict[str, object]:
        """The address check: the echo must come back as it is."""
        echo = secrets.token_hex(8)
        url = f"{account.callback_url}?{urlencode(_stamp(account) | {'echostr': echo})}"
        answer = await self._exchange("GET", url, b"", CHECK_SECONDS)
        ok = answer.status == HTTP_OK and answer.text == echo
        return {"ok": ok, "status": answer.status, "answer": answer.text, "error": answer.error}

    def close(self) -> None:
        """Stop what is under way."""
        for task in self._tasks:
            task.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _hand_over(self, account: WeiboAccount, push: WeiboPush) -> None:
        duplicate = faults.take(self._world, "duplicate", corpid=account.uid, event=push.kind)
        corrupt = faults.take(self._world, "corrupt", corpid=account.uid, event=push.kind)
        done = False
        for _ in range(max(duplicate.count, 2) if duplicate else 1):
            done = await self._try_thrice(account, push, corrupt)
        self._settle(push, "done" if done else "failed", next((one.kind for one in (duplicate, corrupt) if one), ""))

    async def _try_thrice(self, account: WeiboAccount, push: WeiboPush, corrupt: Fault | None) -> bool:
        slot = self._world.setting("callback_seconds", TRY_SECONDS)
        for number in range(TRIES):
            started = time.monotonic()
            stamp = _stamp(account) | ({"signature": "0" * 40} if corrupt else {})
            url = f"{account.callback_url}?{urlencode(stamp)}"
            answer = await self._exchange("POST", url, push.body.encode(), slot)
            push.tries.append(
                Try(
                    at=self._world.clock.now(),
                    url=url,
                    request=push.body,
                    status=answer.status,
                    answer=answer.text,
                    ms=answer.ms,
                    error=answer.error,
                )
            )
            self._tables.pushes.put(push)
            if answer.status == HTTP_OK:
                return True
            if number + 1 < TRIES:
                await asyncio.sleep(max(0.0, started + slot - time.monotonic()))
        return False

    async def _exchange(self, method: str, url: str, body: bytes, seconds: float) -> Answer:
        return await exchange(self._threads, method, url, body, seconds)

    def _settle(self, push: WeiboPush, outcome: str, fault: str) -> None:
        push.outcome, push.fault = outcome, fault
        self._tables.pushes.put(push)


def _stamp(account: WeiboAccount) -> dict[str, str]:
    """The three parameters that come with every call; real time in milliseconds, whatever the sandbox's clock says."""
    timestamp, nonce = str(int(time.time() * 1000)), str(secrets.randbelow(10**9))
    return {"signature": signature(account.app_secret, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
