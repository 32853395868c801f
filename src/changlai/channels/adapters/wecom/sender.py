"""Messages to a customer through a service desk (document path 94677)."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from changlai.channels.adapters.wecom import media
from changlai.channels.adapters.wecom import sentences as say
from changlai.channels.adapters.wecom.client import Client
from changlai.channels.adapters.wecom.limits import (
    LINK_TEXT_BYTES,
    LINK_TITLE_BYTES,
    MENU_ID_BYTES,
    MENU_LINE_BYTES,
    MENU_LINES,
    TEXT_BYTES,
    cut,
)
from changlai.channels.adapters.wecom.values import identifier, load_object
from changlai.channels.contracts import Content, Desk, Outgoing, Sent
from changlai.channels.enums import ContentKind
from changlai.channels.errors import CallFailed

Body = dict[str, Any]

_LINK_PICTURE = Path(__file__).with_name("link.png")


class WecomSender:
    """Only within 48 hours and five messages of the customer's last one; WeCom refuses everything else."""

    def send(self, desk: Desk, outgoing: Outgoing) -> Sent:
        """One message. WeCom takes our key as its id, and may still report a failure under it later."""
        content = outgoing.content
        writer = _WRITERS.get(content.kind)
        if writer is None:
            raise CallFailed("kind", say.NO_SUCH_KIND, permanent=True)
        msgtype = _TYPES.get(content.kind, content.kind.value)
        message = {
            "touser": outgoing.address.get("touser", ""),
            "open_kfid": outgoing.address.get("open_kfid", ""),
            "msgid": outgoing.key,
            "msgtype": msgtype,
            msgtype: writer(desk, content),
        }
        answer = load_object(Client.of_desks(desk).post("kf/send_msg", message, effect=True))
        return Sent(platform_id=identifier(answer, "msgid") or outgoing.key, final=False)


def _text(_desk: Desk, content: Content) -> Body:
    if not content.text.strip():
        raise CallFailed("empty", say.EMPTY, permanent=True)
    if len(content.text.encode(errors="replace")) > TEXT_BYTES:
        raise CallFailed("too_long", say.TOO_LONG, permanent=True)
    return {"content": content.text}


def _file(desk: Desk, content: Content) -> Body:
    if len(content.attachments) != 1:
        raise CallFailed("one_file", say.ONE_FILE if content.attachments else say.EMPTY, permanent=True)
    return {"media_id": media.upload(desk, content.kind, content.attachments[0].file_id)}


def _link(desk: Desk, content: Content) -> Body:
    """A link needs a picture: the message's own, or a plain one of ours."""
    if content.attachments:
        thumb = media.upload(desk, ContentKind.IMAGE, content.attachments[0].file_id)
    else:
        thumb = Client.of_desks(desk).upload("image", "link.png", _LINK_PICTURE.read_bytes(), "image/png")
    return {
        "title": cut(content.title or content.url, LINK_TITLE_BYTES),
        "desc": cut(content.text, LINK_TEXT_BYTES),
        "url": content.url,
        "thumb_media_id": thumb,
    }


def _menu(_desk: Desk, content: Content) -> Body:
    """Lines to tap (菜单消息): what is tapped comes back as a text with the line's id."""
    lines = [
        {"type": "click", "click": {"id": cut(one.id, MENU_ID_BYTES), "content": cut(one.text, MENU_LINE_BYTES)}}
        for one in content.choices[:MENU_LINES]
    ]
    return {"head_content": content.text, "list": lines}


_TYPES: Mapping[ContentKind, str] = {ContentKind.MENU: "msgmenu"}  # where WeCom's word is not ours
_WRITERS: Mapping[ContentKind, Callable[[Desk, Content], Body]] = {
    ContentKind.TEXT: _text,
    ContentKind.IMAGE: _file,
    ContentKind.VOICE: _file,
    ContentKind.VIDEO: _file,
    ContentKind.FILE: _file,
    ContentKind.LINK: _link,
    ContentKind.MENU: _menu,
}
