"""Answers to a customer of 微信客服, within the platform's window (document paths 94677, 95122)."""

import asyncio
import re

from sandbox import chats, faults
from sandbox.models import KfCode, KfSession
from sandbox.wecom import kf_sessions, kf_sync
from sandbox.wecom.call import Body, Call
from sandbox.wecom.errors import ApiError
from sandbox.wecom.members import check_text
from sandbox.world import World, new_id

MOST_MESSAGES = 5
MOST_MENU_ITEMS = 10
CODE_SECONDS = {"enter": 20, "end": 20, "pool": kf_sessions.WINDOW_SECONDS, "taken": kf_sessions.WINDOW_SECONDS}
CODE_TYPES = {"enter": {"text", "msgmenu"}, "end": {"text", "msgmenu"}, "pool": {"text"}, "taken": {"text"}}
REFUSED_BY_CUSTOMER = 10
MSGID = re.compile(r"[0-9a-zA-Z_-]{1,32}")
MENU_ITEM_TYPES = {"click", "view", "miniprogram", "text"}
MEDIA_TYPES = {"image", "voice", "video", "file"}
NEEDED = {
    "link": ("title", "url", "thumb_media_id"),
    "miniprogram": ("appid", "title", "thumb_media_id", "pagepath"),
    "location": ("latitude", "longitude"),
    "business_card": ("userid",),
    "ca_link": ("link_url",),
}


def send(call: Call) -> Body:
    """kf/send_msg: within 48 h of the customer's last message, five times, in state 0 or 1.

    The same msgid twice sends twice: the platform's page promises nothing else.
    """
    session = kf_sessions.settled(call.world, call.kf_session(call.text("open_kfid"), call.text("touser")))
    msgtype, content, msgid = _message(call)
    _check_window(call.world, session)
    session.sent_count += 1
    call.world.kf_sessions.put(session)
    fault = faults.take(call.world, "send_fail", corpid=session.corpid, api="kf/send_msg")
    if fault or session.rejecting:
        fail_type, seconds = (fault.code, fault.seconds) if fault else (REFUSED_BY_CUSTOMER, 0.0)
        _fail_later(call.world, session, msgid, fail_type, seconds)
    else:
        deliver(call.world, session, msgtype, content, msgid)
    return {"msgid": msgid}


def send_on_event(call: Call) -> Body:
    """kf/send_msg_on_event: one message for a one-time code."""
    code = call.world.kf_codes.get(call.text("code"))
    if code is None or code.corpid != call.corp.corpid:
        raise ApiError(40029)
    session = kf_sessions.settled(call.world, call.kf_session(code.open_kfid, code.external_userid))
    msgtype, content, msgid = _message(call)
    if msgtype not in CODE_TYPES[code.kind]:
        raise ApiError(40008)
    _check_code(call.world, code, session)
    code.used = True
    call.world.kf_codes.put(code)
    if code.kind == "enter":
        session.welcomed_at = call.world.clock.now()
        call.world.kf_sessions.put(session)
    deliver(call.world, session, msgtype, content, msgid)
    return {"msgid": msgid}


def deliver(world: World, session: KfSession, msgtype: str, content: Body, msgid: str) -> None:
    """The message appears on the customer's phone."""
    customer = world.customers.get(session.corpid, session.external_userid)
    if customer:
        chat = chats.open_chat(world, customer.person_id, session.corpid, chats.KF, session.open_kfid)
        chats.write_line(world, chat, sender=chats.THEM, msgtype=msgtype, body=content, msgid=msgid)


def _check_window(world: World, session: KfSession) -> None:
    if session.last_customer_at + kf_sessions.WINDOW_SECONDS < world.clock.now():
        raise ApiError(95002)
    if session.service_state not in {kf_sessions.NEW, kf_sessions.BOT}:
        raise ApiError(95018)
    if session.sent_count >= MOST_MESSAGES:
        raise ApiError(95001)


def _check_code(world: World, code: KfCode, session: KfSession) -> None:
    now = world.clock.now()
    if code.used:
        raise ApiError(42022)
    if code.at + CODE_SECONDS[code.kind] < now:
        raise ApiError(42003)
    if code.kind == "enter":
        if session.last_customer_at >= code.at:
            raise ApiError(42022)
    elif code.service_state != session.service_state:
        raise ApiError(95018)


def _fail_later(world: World, session: KfSession, msgid: str, fail_type: int, seconds: float) -> None:
    """The platform accepted the message, and later says it did not arrive."""
    details = {"fail_msgid": msgid, "fail_type": fail_type}
    loop = asyncio.get_running_loop()
    loop.call_later(seconds, kf_sync.add_event, world, session, "msg_send_fail", details)


def _message(call: Call) -> tuple[str, Body, str]:
    """Type, checked content and id of the message in the call."""
    msgtype = call.text("msgtype")
    msgid = call.text("msgid", required=False) or new_id(length=32)
    if not MSGID.fullmatch(msgid):
        raise ApiError(40058, "msgid")
    if msgtype not in {"text", "msgmenu", *MEDIA_TYPES, *NEEDED}:
        raise ApiError(40008)
    content = call.part(msgtype)
    if msgtype == "text":
        check_text(content, most_bytes=2_048)
    elif msgtype == "msgmenu":
        _check_menu(content)
    elif msgtype in MEDIA_TYPES:
        call.media(str(content.get("media_id", "")), msgtype)
    else:
        _check_card(call, msgtype, content)
    return msgtype, content, msgid


def _check_card(call: Call, msgtype: str, content: Body) -> None:
    if any(content.get(name) in {None, ""} for name in NEEDED[msgtype]):
        raise ApiError(40063, msgtype)
    if "thumb_media_id" in NEEDED[msgtype]:
        call.media(str(content["thumb_media_id"]), "image")
    if msgtype == "business_card":
        call.member(str(content["userid"]))


def _check_menu(content: Body) -> None:
    items = content.get("list", [])
    if not isinstance(items, list) or len(items) > MOST_MENU_ITEMS:
        raise ApiError(95008)
    for item in items:
        kind = item.get("type") if isinstance(item, dict) else None
        if kind not in MENU_ITEM_TYPES or not isinstance(item.get(kind), dict):
            raise ApiError(95009)
        if not item[kind].get("content"):
            raise ApiError(40063, "msgmenu")
