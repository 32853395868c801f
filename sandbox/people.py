"""What people do on their phones, and colleagues in the WeCom client: each act tells the company's server."""

from typing import Any

from sandbox import chats
from sandbox.models import Corp, Follow, KfAccount, KfSession, Member, Person, WelcomeCode
from sandbox.wecom import callbacks, kf_send, kf_sessions, kf_sync
from sandbox.world import World, new_id, stable_id

SCANNED = 1
MESSAGE_TYPES = {"text", "image", "file", "voice", "video", "location", "link"}


def make_person(world: World, *, nickname: str, person_id: str = "", **details: Any) -> Person:  # noqa: ANN401
    """A person with a WeChat account; the same again for an id that exists (given details are taken over)."""
    found = world.people.get(person_id) if person_id else None
    person_id = person_id or new_id("p", 8).lower()
    person = found or Person(
        id=person_id,
        nickname=nickname,
        unionid="o" + stable_id("unionid", person_id, length=27),
        created_at=world.clock.now(),
    )
    person.nickname = nickname
    for name in {"unionid", "gender", "picture"} & details.keys():
        setattr(person, name, details[name])
    world.people.put(person)
    world.announce("people")
    return person


def send_message(world: World, account: KfAccount, person: Person, msgtype: str, body: dict[str, Any]) -> str:
    """The person writes to a 客服 account; answers the platform's msgid."""
    session = session_of(world, account, person)
    kf_sessions.settled(world, session)
    if session.service_state == kf_sessions.ENDED:
        session.service_state = kf_sessions.NEW
    session.last_customer_at = world.clock.now()
    session.sent_count = 0
    world.kf_sessions.put(session)
    chat = chats.open_chat(world, person.id, account.corpid, chats.KF, account.open_kfid)
    msgid = kf_sync.add_message(world, session, origin=kf_sync.CUSTOMER, msgtype=msgtype, body=body)
    chats.write_line(world, chat, sender=chats.ME, msgtype=msgtype, body=body, msgid=msgid)
    return msgid


def enter_chat(world: World, account: KfAccount, person: Person, *, scene: str = "", scene_param: str = "") -> None:
    """The person opens the chat with an account: an enter_session event, with a code if a welcome is due."""
    session = session_of(world, account, person)
    now = world.clock.now()
    session.entered_at, session.scene, session.scene_param = now, scene, scene_param
    world.kf_sessions.put(session)
    chats.open_chat(world, person.id, account.corpid, chats.KF, account.open_kfid)
    event = {"scene": scene, "scene_param": scene_param}
    if max(session.last_customer_at, session.welcomed_at) + kf_sessions.WINDOW_SECONDS < now:
        event["welcome_code"] = kf_sessions.new_code(world, session, "enter")
    kf_sync.add_event(world, session, "enter_session", event)


def recall_message(world: World, account: KfAccount, person: Person, msgid: str) -> bool:
    """The person takes back a message; False if it is not in the chat."""
    chat = chats.open_chat(world, person.id, account.corpid, chats.KF, account.open_kfid)
    line = next((line for line in world.lines.by("chat", chat.id) if line.msgid == msgid), None)
    if line is None or line.sender != chats.ME:
        return False
    line.sender, line.msgtype, line.body = chats.SYSTEM, "recalled", {}
    world.lines.put(line)
    world.announce(f"person:{person.id}")
    session = session_of(world, account, person)
    kf_sync.add_event(world, session, "user_recall_msg", {"recall_msgid": msgid})
    return True


def reject_messages(world: World, account: KfAccount, person: Person, *, rejecting: bool) -> None:
    """The person refuses (or takes again) messages of an account: sends then fail with fail_type 10."""
    session = session_of(world, account, person)
    session.rejecting = rejecting
    world.kf_sessions.put(session)
    world.announce(f"person:{person.id}")


def session_of(world: World, account: KfAccount, person: Person) -> KfSession:
    """The person's session with an account, begun or not."""
    external_userid = world.customer_of(account.corpid, person).external_userid
    found = world.kf_sessions.get(account.corpid, account.open_kfid, external_userid)
    return found or KfSession(corpid=account.corpid, open_kfid=account.open_kfid, external_userid=external_userid)


def staff_message(world: World, session: KfSession, servicer_userid: str, text: str) -> str:
    """A colleague answers in the WeCom client, which also takes the session over."""
    session.servicer_userid = servicer_userid
    kf_sessions.enter_state(world, session, kf_sessions.HUMAN)
    body = {"content": text}
    msgid = kf_sync.add_message(
        world, session, origin=kf_sync.STAFF, msgtype="text", body=body, servicer_userid=servicer_userid
    )
    kf_send.deliver(world, session, "text", body, msgid)
    return msgid


def add_contact(  # noqa: PLR0913  (what a QR code may carry)
    world: World,
    corp: Corp,
    person: Person,
    member: Member,
    *,
    state: str = "",
    add_way: int = SCANNED,
    half: bool = False,
) -> Follow:
    """The person adds a member (`half`: the member has not added back). Nothing happens if they are contacts."""
    external_userid = world.customer_of(corp.corpid, person).external_userid
    found = world.follows.get(corp.corpid, member.userid, external_userid)
    if found and found.half == half and not found.left_by_customer:
        return found
    follow = found or Follow(
        corpid=corp.corpid,
        userid=member.userid,
        external_userid=external_userid,
        createtime=world.clock.seconds(),
        add_way=add_way,
        oper_userid=external_userid,
        state=state,
    )
    was_half = follow.half
    follow.half, follow.left_by_customer = half, False
    world.follows.put(follow)
    chat = chats.open_chat(world, person.id, corp.corpid, chats.MEMBER, member.userid)
    chats.write_line(world, chat, sender=chats.SYSTEM, msgtype="added", body={})
    more = {"State": state} if state else {}
    if not member.own_welcome and not (was_half and _is_greeted(world, follow)):
        more["WelcomeCode"] = new_welcome_code(world, follow)
    _tell(world, corp, "add_half_external_contact" if half else "add_external_contact", follow, **more)
    return follow


def _is_greeted(world: World, follow: Follow) -> bool:
    codes = world.welcome_codes.by("relation", follow.corpid, follow.userid, follow.external_userid)
    return any(code.used for code in codes)


def new_welcome_code(world: World, follow: Follow) -> str:
    """The code that lets one app greet the new contact within 20 seconds."""
    code = WelcomeCode(
        code=new_id("wc", 40),
        corpid=follow.corpid,
        userid=follow.userid,
        external_userid=follow.external_userid,
        at=world.clock.now(),
    )
    return world.welcome_codes.put(code).code


def leave_member(world: World, corp: Corp, person: Person, member: Member) -> bool:
    """The person deletes the member: the member keeps a one-way relation. False if they were no contacts."""
    external_userid = world.customer_of(corp.corpid, person).external_userid
    follow = world.follows.get(corp.corpid, member.userid, external_userid)
    if follow is None or follow.left_by_customer:
        return False
    follow.left_by_customer = True
    world.follows.put(follow)
    chat = chats.open_chat(world, person.id, corp.corpid, chats.MEMBER, member.userid)
    for line in world.lines.by("chat", chat.id):
        world.lines.remove(line)
    world.chats.remove(chat)
    world.announce(f"person:{person.id}")
    _tell(world, corp, "del_follow_user", follow)
    return True


def drop_customer(world: World, corp: Corp, follow: Follow, *, source: str = "") -> None:
    """The member deletes the customer; `source` DELETE_BY_TRANSFER when a hand-over does it."""
    world.follows.remove(follow)
    _tell(world, corp, "del_external_contact", follow, **({"Source": source} if source else {}))


def edit_customer(world: World, corp: Corp, follow: Follow, changes: dict[str, Any]) -> None:
    """The member changes remark or tags in the client: an event, but not for remark phone numbers alone."""
    for name in {"remark", "description", "remark_company", "remark_mobiles", "tag_ids"} & changes.keys():
        setattr(follow, name, changes[name])
    world.follows.put(follow)
    if changes.keys() - {"remark_mobiles"}:
        _tell(world, corp, "edit_external_contact", follow)


def _tell(world: World, corp: Corp, change_type: str, follow: Follow, **more: str) -> None:
    fields = {"ChangeType": change_type, "UserID": follow.userid, "ExternalUserID": follow.external_userid}
    callbacks.emit(world, corp, "change_external_contact", fields | more)
