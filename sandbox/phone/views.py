"""What the phone shows, as JSON."""

from typing import Any

from sandbox import chats
from sandbox.models import Chat, ChatLine, Person
from sandbox.world import World

MEDIA_FIELDS = ("media_id", "thumb_media_id", "pic_media_id")


def chat_lines(world: World, person: Person, corpid: str, peer: str) -> list[dict[str, Any]]:
    """The lines of the person's chat with an account or a member, oldest first."""
    kind = chats.KF if world.kf_accounts.get(corpid, peer) else chats.MEMBER
    chat = chats.find_chat(world, person.id, corpid, kind, peer)
    return [line_view(world, line) for line in world.lines.by("chat", chat.id)] if chat else []


def line_view(world: World, line: ChatLine) -> dict[str, Any]:
    """One line: who, when, what, and where its file can be loaded."""
    view: dict[str, Any] = {
        "seq": line.seq,
        "at": line.at,
        "sender": line.sender,
        "msgtype": line.msgtype,
        "msgid": line.msgid,
        "body": line.body,
    }
    media_id = next((line.body[name] for name in MEDIA_FIELDS if line.body.get(name)), "")
    media = world.media.get(str(media_id))
    if media:
        view["media"] = {"url": f"/phone/media/{media.media_id}", "name": media.filename, "size": media.size}
    return view


def chat_view(world: World, chat: Chat) -> dict[str, Any]:
    """A row of the chat list."""
    last = chats.last_line(world, chat)
    return {
        "corpid": chat.corpid,
        "kind": chat.kind,
        "peer": chat.peer,
        "at": chat.last_at,
        "unread_count": chats.unread_count(world, chat),
        "last": line_view(world, last) if last else None,
    }
