"""What people and colleagues do, on order."""

from sandbox import people
from sandbox.control.order import Answer, NotHere, Order, shown
from sandbox.models import Tag, TagGroup
from sandbox.phone.views import chat_lines
from sandbox.wecom import callbacks, kf_sessions, kf_sync, tags
from sandbox.world import new_id

CHANGES = {
    "take": kf_sessions.TAKEN,
    "transfer": kf_sessions.TRANSFERRED,
    "end": kf_sessions.CLOSED,
    "retake": kf_sessions.TAKEN_AGAIN,
}


def enter_chat(order: Order) -> Answer:
    """The person opens the chat with the account."""
    people.enter_chat(
        order.world,
        order.kf_account(),
        order.person(),
        scene=order.text("scene", ""),
        scene_param=order.text("scene_param", ""),
    )
    return shown(order.kf_session())


def recall_message(order: Order) -> Answer:
    """The person takes a message back."""
    if not people.recall_message(order.world, order.kf_account(), order.person(), order.text("msgid")):
        raise NotHere("no such message of this person")
    return {}


def reject_messages(order: Order) -> Answer:
    """The person refuses messages of the account, or takes them again."""
    rejecting = order.flag("rejecting", default=True)
    people.reject_messages(order.world, order.kf_account(), order.person(), rejecting=rejecting)
    return shown(order.kf_session())


def add_contact(order: Order) -> Answer:
    """The person adds a member as contact."""
    follow = people.add_contact(
        order.world,
        order.corp(),
        order.person(),
        order.member(),
        state=order.text("state", ""),
        add_way=int(order.number("add_way", people.SCANNED)),
        half=order.flag("half"),
    )
    return shown(follow)


def delete_contact(order: Order) -> Answer:
    """The person deletes the member (del_follow_user)."""
    return {"deleted": people.leave_member(order.world, order.corp(), order.person(), order.member())}


def drop_customer(order: Order) -> Answer:
    """The member deletes the customer (del_external_contact)."""
    people.drop_customer(order.world, order.corp(), order.follow(), source=order.text("source", ""))
    return {}


def edit_customer(order: Order) -> Answer:
    """The member changes remark or tags in the client (edit_external_contact)."""
    follow = order.follow()
    people.edit_customer(order.world, order.corp(), follow, order.body)
    return shown(follow)


def show_chat(order: Order) -> Answer:
    """What the phone shows in a chat: `peer` is an open_kfid or a member's userid."""
    return {"lines": chat_lines(order.world, order.person(), order.corp().corpid, order.text("peer"))}


def staff_acts(order: Order) -> Answer:
    """A colleague in the WeCom client: text, take, transfer, end, retake, on_duty or off_duty."""
    action, userid = order.text("action"), order.text("servicer_userid")
    if action == "text":
        msgid = people.staff_message(order.world, order.kf_session(), userid, order.text("text"))
        return {"msgid": msgid}
    if action in CHANGES:
        session = order.kf_session()
        kf_sessions.staff_changes(order.world, session, change_type=CHANGES[action], servicer_userid=userid)
        return shown(session)
    if action in {"on_duty", "off_duty"}:
        return _change_duty(order, userid, on_duty=action == "on_duty")
    raise ValueError(f"action must be text, on_duty, off_duty or one of {', '.join(CHANGES)}")


def _change_duty(order: Order, userid: str, *, on_duty: bool) -> Answer:
    account = order.kf_account()
    account.servicers[userid] = 0 if on_duty else 1
    order.world.kf_accounts.put(account)
    event = {"servicer_userid": userid, "status": 1 if on_duty else 2, "open_kfid": account.open_kfid}
    kf_sync.add_account_event(order.world, account, "servicer_status_change", event)
    return shown(account)


def change_tags(order: Order) -> Answer:
    """The admin changes tags in the client: `change` create, update, delete or shuffle; an event tells of it."""
    change, corp = order.text("change"), order.corp()
    if change == "create":
        tag = _make_tag(order)
    elif change == "shuffle":
        _tell(order, order.text("id", ""), "tag_group", change)
        return {}
    else:
        found = order.world.tags.get(corp.corpid, order.text("id"))
        if found is None:
            raise NotHere(f"no tag {order.text('id')}")
        tag = found
        if change == "delete":
            tags.forget_tag(order.world, tag)
        else:
            tag.name = order.text("name")
            order.world.tags.put(tag)
    _tell(order, tag.id, "tag", change)
    return shown(tag)


def _make_tag(order: Order) -> Tag:
    world, corpid, now = order.world, order.corp().corpid, order.world.clock.seconds()
    name = order.text("group")
    group = next((group for group in world.tag_groups.by("corp", corpid) if group.name == name), None)
    if group is None:
        group = world.tag_groups.put(TagGroup(corpid=corpid, id=new_id("et", 30), name=name, create_time=now))
    return world.tags.put(
        Tag(corpid=corpid, id=new_id("et", 30), group_id=group.id, name=order.text("name"), create_time=now)
    )


def _tell(order: Order, tag_id: str, tag_type: str, change: str) -> None:
    fields = {"Id": tag_id} if tag_id else {}
    fields |= {"TagType": tag_type, "ChangeType": change}
    callbacks.emit(order.world, order.corp(), "change_external_tag", fields)
