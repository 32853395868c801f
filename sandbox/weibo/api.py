"""Weibo's open API and fans service: /2/..., /oauth2/..., every call logged, limits and errors on demand."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import faults, pictures
from sandbox.records import ApiCall
from sandbox.wecom.api import CutConnection
from sandbox.weibo import shapes
from sandbox.weibo.life import LONGEST_COMMENT, Life, width
from sandbox.weibo.records import WeiboAccount, WeiboComment, WeiboPost
from sandbox.world import World

DAY, HOUR = 86_400, 3_600
MOST = 200  # rows of a page
SHOWN = 4_000
BAD_REQUEST, FORBIDDEN, NOT_FOUND = 400, 403, 404
TEXTS = {
    10001: "System error",
    10008: "Param error, see doc for more info",
    10014: "Insufficient app permissions",
    10016: "Miss required parameter, see doc for more info",
    10022: "IP requests out of rate limit",
    10023: "User requests out of rate limit",
    10024: "User requests for this interface out of rate limit",
    20003: "User does not exists",
    20012: "Out of limit, the length should be less than 140 characters",
    20019: "Repeat content",
    20101: "Target weibo does not exist",
    20201: "Target comment does not exist",
    21315: "Token expired",
    21332: "Access token is invalid",
    26403: "Reply is late or has been sent already",
}


class WeiboError(Exception):
    """A refusal with one of Weibo's codes."""

    def __init__(self, code: int) -> None:
        super().__init__(TEXTS.get(code, "error"))
        self.code = code


@dataclass(frozen=True)
class Call:
    """One authorised call."""

    life: Life
    account: WeiboAccount
    given: Mapping[str, str]

    def text(self, name: str) -> str:
        """A parameter that must be there."""
        value = self.given.get(name, "")
        if not value:
            raise WeiboError(10016)
        return value

    def number(self, name: str, default: int = 0) -> int:
        """A number; 10008 when it is none."""
        value = self.given.get(name) or str(default)
        if not (value.isascii() and value.isdigit()):
            raise WeiboError(10008)
        return int(value)


class WeiboApi:
    """The door of the API."""

    def __init__(self, world: World, life: Life) -> None:
        self._world, self._life = world, life
        self._spent: dict[tuple[str, int], int] = {}

    async def __call__(self, request: Request) -> Response:
        """One call; refusals have an HTTP status of their own, as Weibo's do."""
        started, api = time.monotonic(), request.path_params["api"].removesuffix(".json")
        raw = await request.body()
        given = dict(request.query_params) | dict(parse_qsl(raw.decode(errors="replace"), keep_blank_values=True))
        code, uid = 0, ""
        try:
            account = self._account(given)
            uid = account.uid
            response = await self._answer(api, Call(self._life, account, given))
        except WeiboError as error:
            code = error.code
            body = {"error": str(error), "error_code": code, "request": f"/2/{api}.json"}
            response = JSONResponse(body, status_code=FORBIDDEN if code in {10022, 10023, 10024} else BAD_REQUEST)
        self._log(request, given, uid, response, code, started)
        return response

    async def token_info(self, request: Request) -> Response:
        """Whose an authorisation is and how long it lives."""
        given = dict(parse_qsl((await request.body()).decode(errors="replace")))
        try:
            account = self._account(given)
        except WeiboError as error:
            return JSONResponse({"error": str(error), "error_code": error.code}, status_code=BAD_REQUEST)
        told = {"uid": int(account.uid), "appkey": account.app_key, "scope": "all", "create_at": 0}
        return JSONResponse(told | {"expire_in": account.live_seconds})

    def _account(self, given: Mapping[str, str]) -> WeiboAccount:
        token = given.get("access_token", "")
        account = next((one for one in self._life.tables.accounts if token and one.access_token == token), None)
        if account is None:
            raise WeiboError(21332)
        if account.live_seconds <= 0:
            raise WeiboError(21315)
        return account

    async def _answer(self, api: str, call: Call) -> Response:
        endpoint = ENDPOINTS.get(api)
        if endpoint is None:
            return JSONResponse({"error": "no such api", "error_code": 10020}, status_code=NOT_FOUND)
        self._count(call.account.uid)
        uid = call.account.uid
        if fault := faults.take(self._world, "errcode", corpid=uid, api=api):
            raise WeiboError(fault.code or 10001)
        if slow := faults.take(self._world, "slow", corpid=uid, api=api):
            await asyncio.sleep(slow.seconds)
        drop = faults.take(self._world, "drop", corpid=uid, api=api)
        if drop and drop.mode == "before":
            return CutConnection()
        answer = endpoint(call)
        if drop:
            return CutConnection()
        return answer if isinstance(answer, Response) else JSONResponse(answer)

    def _count(self, uid: str) -> None:
        """``weibo_calls_an_hour`` of the settings, 0: no limit."""
        limit = self._world.setting("weibo_calls_an_hour", 0)
        hour = int(self._world.clock.now() // HOUR)
        self._spent[uid, hour] = self._spent.get((uid, hour), 0) + 1
        if limit and self._spent[uid, hour] > limit:
            raise WeiboError(10023)

    def _log(
        self, request: Request, given: Mapping[str, str], uid: str, response: Response, code: int, started: float
    ) -> None:
        shown = {name: "***" if name == "access_token" else value[:SHOWN] for name, value in given.items()}
        body = bytes(response.body) if isinstance(response, JSONResponse) else b""
        self._world.calls.put(
            ApiCall(
                id=self._world.next_number("call"),
                at=self._world.clock.now(),
                corpid=uid,
                api=request.path_params["api"],
                request=f"{request.method} {request.url.path}\n{json.dumps(shown, ensure_ascii=False)}",
                status=response.status_code,
                errcode=code,
                response=body[:SHOWN].decode("utf-8", "replace"),
                ms=round((time.monotonic() - started) * 1_000, 1),
            )
        )
        self._world.announce("calls")


def _show_user(call: Call) -> dict[str, Any]:
    tables = call.life.tables
    by_name = tables.users.by("name", call.given.get("screen_name", ""))
    user = tables.users.get(call.given.get("uid", "")) or (by_name[0] if by_name else None)
    if user is None:
        raise WeiboError(20003)
    return shapes.user(user)


def _mentions(call: Call) -> dict[str, Any]:
    name = call.account.name
    rows = [one for one in call.life.tables.posts if f"@{name}" in one.text and one.uid != call.account.uid]
    return _posts(call, rows)


def _timeline(call: Call) -> dict[str, Any]:
    uid = str(_show_user(call)["id"])
    return _posts(call, call.life.tables.posts.by("author", uid))


def _comments_to_me(call: Call) -> dict[str, Any]:
    """Below what the account said, and in answer to what it commented."""
    tables, uid = call.life.tables, call.account.uid
    own_posts = {one.id for one in tables.posts.by("author", uid)}
    own_comments = {one.id for one in tables.comments.by("author", uid)}
    rows = [
        one for one in tables.comments if one.uid != uid and (one.post_id in own_posts or one.answers in own_comments)
    ]
    return _comments(call, rows)


def _comment_mentions(call: Call) -> dict[str, Any]:
    name = call.account.name
    return _comments(call, [one for one in call.life.tables.comments if f"@{name}" in one.text])


def _posts(call: Call, rows: list[WeiboPost]) -> dict[str, Any]:
    found, after = _page(call, rows)
    shown = [shapes.post(call.life.tables, one) for one in found]
    return {"statuses": shown, "total_number": len(rows), "previous_cursor": 0, "next_cursor": after}


def _comments(call: Call, rows: list[WeiboComment]) -> dict[str, Any]:
    found, after = _page(call, rows)
    shown = [shapes.comment(call.life.tables, one) for one in found]
    return {"comments": shown, "total_number": len(rows), "previous_cursor": 0, "next_cursor": after}


def _page(call: Call, rows: list[Any]) -> tuple[list[Any], int]:
    """The newest first, between ``since_id`` and ``max_id``; and the id of the next page's first row, 0 at the end."""
    since, below, size = call.number("since_id"), call.number("max_id"), min(call.number("count", 50), MOST)
    fitting = [one for one in rows if int(one.id) > since and (not below or int(one.id) <= below)]
    fitting.sort(key=lambda one: int(one.id), reverse=True)
    return fitting[:size], int(fitting[size].id) if len(fitting) > size else 0


def _create_comment(call: Call) -> dict[str, Any]:
    return _say(call, "")


def _reply_comment(call: Call) -> dict[str, Any]:
    answered = call.life.tables.comments.get(call.text("cid"))
    if answered is None:
        raise WeiboError(20201)
    return _say(call, answered.id)


def _say(call: Call, answers: str) -> dict[str, Any]:
    tables, words = call.life.tables, call.text("comment")
    post = tables.posts.get(call.text("id"))
    if post is None or post.gone:
        raise WeiboError(20101)
    if width(words) > LONGEST_COMMENT:
        raise WeiboError(20012)
    said = tables.comments.by("author", call.account.uid)
    if said and said[-1].text == words:
        raise WeiboError(20019)
    me = tables.users.get(call.account.uid)
    if me is None:
        raise WeiboError(20003)
    return shapes.comment(tables, call.life.comment(me, post, words, answers))


def _reply_message(call: Call) -> dict[str, Any]:
    """Within 48 hours of what the person did, once after they named the account, never after they left it."""
    uid, kind = call.text("receiver_id"), call.text("type")
    if call.life.tables.users.get(uid) is None:
        raise WeiboError(20003)
    try:
        data = json.loads(call.text("data"))
        words = str(data["text"]) if kind == "text" else json.dumps(data, ensure_ascii=False)
    except (ValueError, KeyError, TypeError):
        raise WeiboError(10008) from None
    relation, now = call.life.relation(call.account.uid, uid), call.life.world.clock.now()
    if relation.left:
        raise WeiboError(26403)
    if relation.touched_at + 2 * DAY <= now:
        if relation.named_answered or relation.named_at + 2 * DAY <= now:
            raise WeiboError(26403)
        relation.named_answered = True
        call.life.tables.relations.put(relation)
    call.life.keep_line(call.account.uid, uid, "them", words)
    return {"result": True, "sender_id": int(call.account.uid), "receiver_id": int(uid), "type": kind, "data": words}


def _file(call: Call) -> Response:
    call.text("fid")
    return Response(pictures.sample(), media_type="image/png")


ENDPOINTS: dict[str, Callable[[Call], dict[str, Any] | Response]] = {
    "comments/create": _create_comment,
    "comments/mentions": _comment_mentions,
    "comments/reply": _reply_comment,
    "comments/to_me": _comments_to_me,
    "messages/reply": _reply_message,
    "mss/msget": _file,
    "statuses/mentions": _mentions,
    "statuses/user_timeline": _timeline,
    "users/show": _show_user,
}
