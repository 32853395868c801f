"""Chats as a phone shows them: lines from me, from the company, and system notes."""

from typing import Any

from sandbox.models import Chat, ChatLine
from sandbox.world import World

ME, THEM, SYSTEM = "me", "them", "system"
KF, MEMBER = "kf", "member"


def open_chat(world: World, person_id: str, corpid: str, kind: str, peer: str) -> Chat:
    """The person's chat with an account or a member; begun if it is new."""
    found = find_chat(world, person_id, corpid, kind, peer)
    chat_id = _chat_id(person_id, corpid, kind, peer)
    return found or world.chats.put(
        Chat(id=chat_id, person_id=person_id, corpid=corpid, kind=kind, peer=peer, last_at=world.clock.now())
    )


def find_chat(world: World, person_id: str, corpid: str, kind: str, peer: str) -> Chat | None:
    """The person's chat with an account or a member, if it has begun."""
    return world.chats.get(_chat_id(person_id, corpid, kind, peer))


def _chat_id(person_id: str, corpid: str, kind: str, peer: str) -> str:
    return f"{kind}|{corpid}|{peer}|{person_id}"


def write_line(  # noqa: PLR0913  (a line has this many parts)
    world: World, chat: Chat, *, sender: str, msgtype: str, body: dict[str, Any], msgid: str = "", by: str = ""
) -> ChatLine:
    """Add a line; one from me counts as read."""
    chat.last_seq += 1
    chat.last_at = world.clock.now()
    if sender == ME:
        chat.read_seq = chat.last_seq
    world.chats.put(chat)
    line = world.lines.put(
        ChatLine(
            chat_id=chat.id,
            seq=chat.last_seq,
            at=chat.last_at,
            sender=sender,
            msgtype=msgtype,
            body=body,
            msgid=msgid,
            by=by,
        )
    )
    world.announce(f"person:{chat.person_id}")
    return line


def mark_read(world: World, chat: Chat) -> None:
    """The person has seen everything in the chat."""
    if chat.read_seq != chat.last_seq:
        chat.read_seq = chat.last_seq
        world.chats.put(chat)
        world.announce(f"person:{chat.person_id}")


def unread_count(world: World, chat: Chat) -> int:
    """Lines from the company the person has not seen."""
    unseen = (world.lines.get(chat.id, str(seq)) for seq in range(chat.read_seq + 1, chat.last_seq + 1))
    return sum(1 for line in unseen if line and line.sender == THEM)


def last_line(world: World, chat: Chat) -> ChatLine | None:
    """The newest line, if there is any."""
    return world.lines.get(chat.id, str(chat.last_seq))
