"""send_welcome_msg: the greeting a new contact gets within 20 seconds, once (document path 92137)."""

from sandbox import chats
from sandbox.models import Chat, WelcomeCode
from sandbox.wecom.call import Body, Call
from sandbox.wecom.errors import ApiError
from sandbox.wecom.members import check_text
from sandbox.world import World

CODE_SECONDS = 20
MOST_ATTACHMENTS = 9
MOST_TEXT_BYTES = 4_000
ATTACHMENT_TYPES = {"image", "link", "miniprogram", "video", "file"}


def send_welcome(call: Call) -> Body:
    """Text and attachments reach the phone as messages of their own."""
    code = _living_code(call)
    lines = _lines(call)
    if not lines:
        raise ApiError(40063)
    code.used = True
    call.world.welcome_codes.put(code)
    chat = _chat(call.world, code)
    for msgtype, body in lines:
        chats.write_line(call.world, chat, sender=chats.THEM, msgtype=msgtype, body=body, by=code.userid)
    return {}


def _living_code(call: Call) -> WelcomeCode:
    code = call.world.welcome_codes.get(call.text("welcome_code"))
    if code is None or code.corpid != call.corp.corpid:
        raise ApiError(41050)
    if code.at + CODE_SECONDS < call.world.clock.now():
        raise ApiError(41050)
    if code.used or _has_written(call.world, code):
        raise ApiError(41051)
    return code


def _chat(world: World, code: WelcomeCode) -> Chat:
    customer = world.customers.get(code.corpid, code.external_userid)
    if customer is None:
        raise ApiError(41050)
    return chats.open_chat(world, customer.person_id, code.corpid, chats.MEMBER, code.userid)


def _has_written(world: World, code: WelcomeCode) -> bool:
    chat = _chat(world, code)
    return any(line.sender == chats.ME and line.at >= code.at for line in world.lines.by("chat", chat.id))


def _lines(call: Call) -> list[tuple[str, Body]]:
    lines: list[tuple[str, Body]] = []
    text = call.body.get("text")
    if isinstance(text, dict) and text.get("content"):
        check_text(text, most_bytes=MOST_TEXT_BYTES)
        lines.append(("text", text))
    attachments = call.body.get("attachments") or []
    if not isinstance(attachments, list):
        raise ApiError(40058, "attachments")
    if len(attachments) > MOST_ATTACHMENTS:
        raise ApiError(41064)
    return lines + [_attachment(call, attachment) for attachment in attachments]


def _attachment(call: Call, attachment: Body) -> tuple[str, Body]:
    msgtype = attachment.get("msgtype", "")
    body = attachment.get(msgtype)
    if msgtype not in ATTACHMENT_TYPES or not isinstance(body, dict):
        raise ApiError(41065)
    needed = {"link": ("title", "url"), "miniprogram": ("title", "appid", "page")}.get(msgtype, ())
    if any(not body.get(name) for name in needed):
        raise ApiError(40063, msgtype)
    if msgtype == "miniprogram":
        call.media(str(body.get("pic_media_id", "")), "image")
    if msgtype in {"video", "file"} or (msgtype == "image" and not body.get("pic_url")):
        call.media(str(body.get("media_id", "")), msgtype)
    return msgtype, body
