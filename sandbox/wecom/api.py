"""The door of the API: /cgi-bin/..., one endpoint per path, every call logged."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox import faults
from sandbox.records import ApiCall, Fault
from sandbox.wecom import (
    contacts,
    kf_accounts,
    kf_send,
    kf_sessions,
    kf_sync,
    media,
    members,
    sign_in,
    tags,
    tokens,
    welcome,
)
from sandbox.wecom.call import Body, Call
from sandbox.wecom.errors import ApiError
from sandbox.wecom.limits import Limits
from sandbox.wecom.multipart import read_upload
from sandbox.world import World, new_id

SHOWN = 4_000
Endpoint = Callable[[Call], Body | Response]

ENDPOINTS: dict[str, Endpoint] = {
    "agent/get": members.get_agent,
    "auth/getuserinfo": sign_in.get_user_info,
    "department/list": members.list_departments,
    "externalcontact/add_corp_tag": tags.add_tags,
    "externalcontact/batch/get_by_user": contacts.batch_by_member,
    "externalcontact/del_corp_tag": tags.delete_tags,
    "externalcontact/edit_corp_tag": tags.edit_tag,
    "externalcontact/get": contacts.get_customer,
    "externalcontact/get_corp_tag_list": tags.list_tags,
    "externalcontact/get_follow_user_list": contacts.list_following_members,
    "externalcontact/list": contacts.list_customers,
    "externalcontact/mark_tag": tags.mark,
    "externalcontact/remark": contacts.remark,
    "externalcontact/send_welcome_msg": welcome.send_welcome,
    "get_api_domain_ip": members.callback_ips,
    "getcallbackip": members.callback_ips,
    "kf/account/add": kf_accounts.add_account,
    "kf/account/del": kf_accounts.delete_account,
    "kf/account/list": kf_accounts.list_accounts,
    "kf/account/update": kf_accounts.update_account,
    "kf/add_contact_way": kf_accounts.add_contact_way,
    "kf/customer/batchget": kf_accounts.batch_customers,
    "kf/send_msg": kf_send.send,
    "kf/send_msg_on_event": kf_send.send_on_event,
    "kf/service_state/get": kf_sessions.get_state,
    "kf/service_state/trans": kf_sessions.change_state,
    "kf/servicer/add": kf_accounts.add_servicers,
    "kf/servicer/del": kf_accounts.delete_servicers,
    "kf/servicer/list": kf_accounts.list_servicers,
    "kf/sync_msg": kf_sync.sync,
    "media/get": media.download,
    "media/upload": media.upload,
    "message/send": members.send_app_message,
    "user/get": members.get_user,
    "user/list": members.list_users,
    "user/simplelist": members.list_users_briefly,
}
MULTIPART = {"media/upload"}


class CutConnection(Response):
    """Promises a body and closes the connection without it: the caller cannot know what happened."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


@dataclass
class Visit:
    """What the log keeps of one call while it is being answered."""

    api: str
    ip: str
    request: str
    corpid: str = ""
    errcode: int = 0
    fault: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)


class Api:
    """Answers calls the way the platform does."""

    def __init__(self, world: World, limits: Limits) -> None:
        self._world = world
        self._limits = limits

    async def __call__(self, request: Request) -> Response:
        """One call: HTTP 200 also for refusals, 404 for a path that does not exist."""
        api = request.path_params["api"]
        raw = await request.body()
        visit = Visit(api=api, ip=_ip(request), request=_shown_request(request, raw))
        try:
            response = await self._answer(request, raw, visit)
        except ApiError as error:
            visit.errcode = error.code
            hint = f"{int(time.time())}_{new_id(length=12).lower()}"
            response = JSONResponse(error.answer(hint=hint, ip=visit.ip))
        self._log(visit, response)
        return response

    async def _answer(self, request: Request, raw: bytes, visit: Visit) -> Response:
        if visit.api == "gettoken":
            return self._get_token(request, visit)
        endpoint = ENDPOINTS.get(visit.api)
        if endpoint is None:
            return JSONResponse({"errcode": 404, "errmsg": f"no such api: {visit.api}"}, status_code=404)
        call = self._authorised(request, raw, visit)
        self._limits.enter(visit.corpid, visit.api)
        try:
            return await self._with_faults(endpoint, call, visit)
        finally:
            self._limits.leave(visit.corpid, visit.api)

    def _get_token(self, request: Request, visit: Visit) -> Response:
        query = request.query_params
        visit.corpid = query.get("corpid", "")
        self._refuse_by_fault(visit)
        return JSONResponse(tokens.get_token(self._world, visit.corpid, query.get("corpsecret", "")))

    def _authorised(self, request: Request, raw: bytes, visit: Visit) -> Call:
        query = dict(request.query_params)
        corp = tokens.corp_of_token(self._world, query.get("access_token", ""), visit.api)
        visit.corpid = corp.corpid
        if corp.trusted_ips and visit.ip not in corp.trusted_ips:
            raise ApiError(60020)
        self._limits.count(corp.corpid, visit.api)
        if fault := self._take("token_dies", visit):
            code = fault.code or 42001
            tokens.end_tokens(self._world, corp.corpid, code)
            raise ApiError(code)
        self._refuse_by_fault(visit)
        upload = visit.api in MULTIPART
        return Call(
            world=self._world,
            corp=corp,
            limits=self._limits,
            query=query,
            body={} if upload else _json(raw),
            upload=read_upload(request.headers.get("content-type", ""), raw) if upload else None,
            base_url=str(request.base_url).rstrip("/"),
            byte_range=request.headers.get("range", ""),
        )

    async def _with_faults(self, endpoint: Endpoint, call: Call, visit: Visit) -> Response:
        if slow := self._take("slow", visit):
            await asyncio.sleep(slow.seconds)
        drop = self._take("drop", visit)
        if drop and drop.mode == "before":
            return CutConnection()
        answer = endpoint(call)
        if drop:
            return CutConnection()
        if isinstance(answer, Response):
            return answer
        if omit := self._take("omit", visit):
            for path in omit.fields:
                faults.without(answer, path)
        return JSONResponse({"errcode": 0, "errmsg": "ok"} | answer)

    def _refuse_by_fault(self, visit: Visit) -> None:
        if fault := self._take("errcode", visit):
            raise ApiError(fault.code or -1)

    def _take(self, kind: str, visit: Visit) -> Fault | None:
        fault = faults.take(self._world, kind, corpid=visit.corpid, api=visit.api)
        if fault:
            visit.fault.append(kind)
        return fault

    def _log(self, visit: Visit, response: Response) -> None:
        body = bytes(response.body) if isinstance(response, JSONResponse) else b""
        call = ApiCall(
            id=self._world.next_number("call"),
            at=self._world.clock.now(),
            corpid=visit.corpid,
            api=visit.api,
            request=visit.request,
            status=response.status_code,
            errcode=visit.errcode,
            response=_scrubbed(body, visit.api),
            ms=round((time.monotonic() - visit.started) * 1_000, 1),
            fault=" ".join(visit.fault),
        )
        self._world.calls.put(call)
        self._world.announce("calls")


def _json(raw: bytes) -> dict[str, Any]:
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise ApiError(40058, "json") from error
    if not isinstance(body, dict):
        raise ApiError(40058, "json")
    return body


def _ip(request: Request) -> str:
    return request.client.host if request.client else ""


def _shown_request(request: Request, raw: bytes) -> str:
    query = "&".join(
        f"{name}={'***' if name in {'access_token', 'corpsecret'} else value}"
        for name, value in request.query_params.items()
    )
    is_form = request.headers.get("content-type", "").startswith("multipart/")
    body = f"({len(raw)} bytes)" if is_form else raw[:SHOWN].decode("utf-8", "replace")
    return f"{request.method} {request.url.path}{'?' if query else ''}{query}\n{body}".rstrip()


def _scrubbed(body: bytes, api: str) -> str:
    return '{"access_token": "***"}' if api == "gettoken" else body[:SHOWN].decode("utf-8", "replace")
