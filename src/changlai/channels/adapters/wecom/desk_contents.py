"""What a message of a service desk is made of (document path 94670, 消息类型)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_noop

from changlai.channels.adapters.wecom.values import (
    NAME_LENGTH,
    deep_clean,
    identifier,
    load_object,
    parts,
    text,
    web_address,
)
from changlai.channels.contracts import HANDLE_BYTES, Attachment, Content
from changlai.channels.contracts.reading import part
from changlai.channels.enums import ContentKind

Body = Mapping[str, Any]

MEDIA = {
    "image": ContentKind.IMAGE,
    "voice": ContentKind.VOICE,
    "video": ContentKind.VIDEO,
    "file": ContentKind.FILE,
}


def content_of(row: Body) -> Content:
    """The content of a message row, of whatever type; one we do not know keeps its body in ``raw``."""
    msgtype = text(row, "msgtype", NAME_LENGTH)
    body = part(row, msgtype)
    if msgtype in MEDIA:
        return _media(msgtype, body)
    return _READERS.get(msgtype, _other)(body | {"msgtype": msgtype})


def _media(msgtype: str, body: Body) -> Content:
    handle = text(body, "media_id")
    attachment = Attachment(kind=msgtype, remote=handle if len(handle.encode()) <= HANDLE_BYTES else "")
    return Content(kind=MEDIA[msgtype], attachments=(attachment,))


def _text(body: Body) -> Content:
    menu_id = text(body, "menu_id", NAME_LENGTH)
    return Content(text=text(body, "content"), raw={"menu_id": menu_id} if menu_id else {})


def _location(body: Body) -> Content:
    return Content(
        kind=ContentKind.LOCATION,
        title=text(body, "name", NAME_LENGTH),
        text=text(body, "address"),
        raw=_rest(body, "latitude", "longitude"),
    )


def _link(body: Body) -> Content:
    return Content(
        kind=ContentKind.LINK,
        title=text(body, "title", NAME_LENGTH),
        text=text(body, "desc"),
        url=web_address(body, "url"),
        raw=_rest(body, "pic_url"),
    )


def _miniprogram(body: Body) -> Content:
    return Content(
        kind=ContentKind.MINIPROGRAM,
        title=text(body, "title", NAME_LENGTH),
        raw=_rest(body, "appid", "pagepath", "thumb_media_id"),
    )


def _card(body: Body) -> Content:
    return Content(kind=ContentKind.CARD, text=identifier(body, "userid"), raw=_rest(body, "userid"))


def _menu(body: Body) -> Content:
    items = [text(part(item, text(item, "type")), "content") for item in parts(body, "list")]
    lines = [text(body, "head_content"), *items, text(body, "tail_content")]
    return Content(
        kind=ContentKind.MENU,
        text="\n".join(line for line in lines if line),
        raw=_rest(body, "list"),
    )


def _merged(body: Body) -> Content:
    lines = [f"{text(item, 'sender_name', NAME_LENGTH)}: {_inner_text(item)}" for item in parts(body, "item")]
    return Content(
        kind=ContentKind.OTHER,
        title=text(body, "title", NAME_LENGTH) or LABELS["merged_msg"],
        text="\n".join(lines) or LABELS["merged_msg"],
        raw=_rest(body, "msgtype", "item"),
    )


def _inner_text(item: Body) -> str:
    """The text of one forwarded message; of other types only their name can be told."""
    inner = load_object(text(item, "msg_content").encode())
    msgtype = text(item, "msgtype", NAME_LENGTH)
    return text(part(inner, "text"), "content") or text(part(inner, msgtype), "title") or f"[{msgtype}]"


def _other(body: Body) -> Content:
    label = LABELS.get(body["msgtype"], LABELS[""])
    told = [text(body, name) for name in _TOLD]
    return Content(
        kind=ContentKind.OTHER,
        title=label,
        text="\n".join(line for line in told if line) or label,
        raw=deep_clean(dict(body)),
    )


# Fields of the Channels types that say something to a reader.
_TOLD = ("nickname", "shop_nickname", "title", "product_titles", "price_wording", "sales_price")


def _rest(body: Body, *names: str) -> dict[str, Any]:
    return {name: deep_clean(body[name]) for name in names if name in body}


# Names of what has no content of its own here: English msgids, shown through gettext.
LABELS: Mapping[str, str] = {
    "": gettext_noop("A message of a kind that can only be read in WeCom"),
    "note": gettext_noop("A note that can only be read in WeCom"),
    "channels": gettext_noop("Something from WeChat Channels"),
    "channels_shop_product": gettext_noop("A product of a Channels shop"),
    "channels_shop_order": gettext_noop("An order in a Channels shop"),
    "merged_msg": gettext_noop("Forwarded chat history"),
}

_READERS: Mapping[str, Callable[[Body], Content]] = {
    "text": _text,
    "location": _location,
    "link": _link,
    "miniprogram": _miniprogram,
    "business_card": _card,
    "msgmenu": _menu,
    "merged_msg": _merged,
}
