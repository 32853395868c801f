"""What leaves for Weibo: a comment for everybody, or a private message through the fans service."""

from collections.abc import Mapping

import msgspec

from changlai.channels.adapters.weibo import sentences as say
from changlai.channels.adapters.weibo.client import Client
from changlai.channels.adapters.weibo.failures import NOBODY_THERE, WeiboRefused
from changlai.channels.adapters.weibo.values import number_text
from changlai.channels.contracts import Content, Desk, Outgoing, Sent, halves
from changlai.channels.contracts.reading import part
from changlai.channels.enums import ContentKind
from changlai.channels.errors import CallFailed

COMMENT_HALVES = 280  # 140 Chinese characters


class WeiboSender:
    """Whoever is answered in public is named by the post (``id``, ``cid``); in private by their number (``to``)."""

    def send(self, desk: Desk, outgoing: Outgoing) -> Sent:
        """Raises CallFailed."""
        words = _words(outgoing.content)
        if "id" in outgoing.address:
            return _in_public(desk, outgoing.address, words)
        return _in_private(desk, outgoing.address.get("to", ""), words)


def _words(content: Content) -> str:
    if content.kind not in {ContentKind.TEXT, ContentKind.LINK}:
        raise CallFailed("kind", say.KIND, permanent=True)
    words = " ".join(one for one in (content.title, content.text, content.url) if one.strip())
    if not words.strip():
        raise CallFailed("empty", say.EMPTY, permanent=True)
    return words


def _in_public(desk: Desk, address: Mapping[str, str], words: str) -> Sent:
    if halves(words) > COMMENT_HALVES:
        raise CallFailed("too_long", say.TOO_LONG, permanent=True)
    body = {"id": address["id"], "comment": words}
    if address.get("cid"):
        made = Client(desk).publish("comments/reply", body | {"cid": address["cid"]})
    else:
        made = Client(desk).publish("comments/create", body)
    return Sent(platform_id=number_text(made, "id") or number_text(part(made, "comment"), "id"), final=True)


def _in_private(desk: Desk, uid: str, words: str) -> Sent:
    data = msgspec.json.encode({"text": words}).decode()
    message = {"type": "text", "data": data, "receiver_id": uid, "save_sender_box": "1"}
    try:
        Client(desk).tell("messages/reply", message)
    except WeiboRefused as refusal:
        if refusal.number in NOBODY_THERE:
            refusal.nowhere = ("weibo_uid", "", uid)
        raise
    return Sent(platform_id=f"to:{uid}", final=True)
