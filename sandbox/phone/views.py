"""What the phone shows, as JSON."""

from typing import Any

from sandbox import chats
from sandbox.models import Chat, ChatLine, Corp, KfAccount, Member, Person
from sandbox.people import session_of
from sandbox.records import ApiCall, Push
from sandbox.world import World

View = dict[str, Any]
MEDIA_FIELDS = ("media_id", "thumb_media_id", "pic_media_id")
SHOWN_LINES = 300


def person_view(person: Person) -> View:
    """Someone to play."""
    avatar = person.picture or f"/avatar/person-{person.id}.png"
    return {"id": person.id, "nickname": person.nickname, "avatar": avatar}


def company_view(world: World, corp: Corp, person: Person) -> View:
    """A company as the person finds it: its accounts, and its members with the relation to each."""
    accounts = world.kf_accounts.by("corp", corp.corpid)
    members = world.members.by("corp", corp.corpid)
    return {
        "corpid": corp.corpid,
        "name": corp.name,
        "accounts": [account_view(world, account, person) for account in accounts],
        "members": [member_view(world, corp, member, person) for member in members if member.customer_contact],
    }


def account_view(world: World, account: KfAccount, person: Person) -> View:
    """A 客服 account in someone's address book."""
    avatar = account.picture or f"/avatar/kf-{account.open_kfid}.png"
    rejecting = session_of(world, account, person).rejecting
    return {"peer": account.open_kfid, "name": account.name, "avatar": avatar, "rejecting": rejecting}


def member_view(world: World, corp: Corp, member: Member, person: Person) -> View:
    """A member's card; `added` says whether the person has the member as contact."""
    external_userid = world.customer_of(corp.corpid, person).external_userid
    follow = world.follows.get(corp.corpid, member.userid, external_userid)
    return {
        "peer": member.userid,
        "name": member.name,
        "position": member.position,
        "avatar": f"/avatar/member-{member.userid}.png",
        "added": bool(follow and not follow.left_by_customer),
    }


def chat_lines(world: World, person: Person, corpid: str, peer: str) -> list[View]:
    """The newest lines of the person's chat with an account or a member, oldest first."""
    kind = chats.KF if world.kf_accounts.get(corpid, peer) else chats.MEMBER
    chat = chats.find_chat(world, person.id, corpid, kind, peer)
    lines = world.lines.by("chat", chat.id)[-SHOWN_LINES:] if chat else []
    return [line_view(world, line) for line in lines]


def line_view(world: World, line: ChatLine) -> View:
    """One line: who, when, what, and where its file can be loaded."""
    view: View = {
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


def chat_view(world: World, chat: Chat) -> View:
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


def push_view(push: Push) -> View:
    """A callback as a row of the log; its bytes are asked for one by one."""
    last = push.tries[-1] if push.tries else None
    return {
        "id": push.id,
        "at": push.at,
        "event": push.event,
        "change_type": push.change_type,
        "outcome": push.outcome,
        "try_count": len(push.tries),
        "ms": last.ms if last else None,
    }


def call_view(call: ApiCall) -> View:
    """A call as a row of the log."""
    return {
        "id": call.id,
        "at": call.at,
        "api": call.api,
        "status": call.status,
        "errcode": call.errcode,
        "ms": call.ms,
    }
