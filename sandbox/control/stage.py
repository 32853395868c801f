"""Companies, colleagues, accounts and people: what there is to play with."""

import base64
import binascii

from sandbox import people, pictures
from sandbox.control.order import Answer, NotHere, Order, shown
from sandbox.demo import make_corp, seed
from sandbox.models import Corp, Department, Follow, KfAccount, Member, Person
from sandbox.shape import build
from sandbox.wecom import callbacks, media
from sandbox.wecom.call import Upload
from sandbox.world import World, new_id

HIDDEN = {"secret", "token", "encoding_aes_key", "kf_secret"}
MOST_AT_ONCE = 100_000


def put_corp(order: Order) -> Answer:
    """Make a company or change its settings: what is not named keeps its value."""
    found = order.world.corps.get(order.text("corpid"))
    corp = order.world.corps.put(make_corp((shown(found) if found else {}) | order.body))
    if order.world.departments.get(corp.corpid, "1") is None:
        order.world.departments.put(Department(corpid=corp.corpid, id=1, name=corp.name))
    return shown_corp(corp)


def list_corps(order: Order) -> Answer:
    """Companies, without their secrets."""
    return {"corps": [shown_corp(corp) for corp in order.world.corps]}


def shown_corp(corp: Corp) -> Answer:
    """A company without its secrets."""
    return {name: value for name, value in shown(corp).items() if name not in HIDDEN}


def put_member(order: Order) -> Answer:
    """Make or change a colleague."""
    corp = order.corp()
    found = order.world.members.get(corp.corpid, order.text("userid"))
    fields: Answer = {"name": order.text("userid")} | (shown(found) if found else {}) | order.body
    return shown(order.world.members.put(build(Member, fields | {"corpid": corp.corpid})))


def remove_member(order: Order) -> Answer:
    """A colleague leaves the company."""
    found = order.world.members.get(order.corp().corpid, order.text("userid"))
    if found is None:
        raise NotHere(f"no member {order.text('userid')}")
    order.world.members.remove(found)
    return shown(found)


def put_department(order: Order) -> Answer:
    """Make or change a department."""
    fields = order.body | {"corpid": order.corp().corpid}
    return shown(order.world.departments.put(build(Department, fields)))


def put_kf_account(order: Order) -> Answer:
    """Make or change a 微信客服 account; its servicers are all members unless named."""
    corp, world = order.corp(), order.world
    open_kfid = order.text("open_kfid", "") or new_id("wk", 30)
    found = world.kf_accounts.get(corp.corpid, open_kfid)
    everybody = {member.userid: 0 for member in world.members.by("corp", corp.corpid)}
    account = found or KfAccount(corpid=corp.corpid, open_kfid=open_kfid, name=open_kfid, servicers=everybody)
    account.name = order.text("name", account.name)
    account.picture = order.text("avatar", account.picture)
    account.servicers = order.body.get("servicers", account.servicers)
    return shown(world.kf_accounts.put(account))


def put_person(order: Order) -> Answer:
    """Make or change a person; every company knows them under an id of its own."""
    known = {"unionid", "gender", "picture"} & order.body.keys()
    details = {name: order.body[name] for name in known} | (
        {"picture": order.text("avatar")} if order.body.get("avatar") else {}
    )
    person = people.make_person(order.world, nickname=order.text("nickname"), person_id=order.text("id", ""), **details)
    return shown_person(order.world, person)


def list_people(order: Order) -> Answer:
    """Everyone with a WeChat account."""
    return {"people": [shown_person(order.world, person) for person in order.world.people]}


def shown_person(world: World, person: Person) -> Answer:
    """A person and the ids under which companies know them."""
    ids = {corp.corpid: world.customer_of(corp.corpid, person).external_userid for corp in world.corps}
    return shown(person) | {"external_userids": ids}


def make_crowd(order: Order) -> Answer:
    """`count` people who have long been a member's contacts: no events, for trying the contact sync."""
    corp, member, world = order.corp(), order.member(), order.world
    count = min(int(order.number("count", 100)), MOST_AT_ONCE)
    prefix = order.text("prefix", "crowd")
    for number in range(count):
        person = people.make_person(world, nickname=f"客户 {number + 1:05d}", person_id=f"{prefix}-{number}")
        external_userid = world.customer_of(corp.corpid, person).external_userid
        if world.follows.get(corp.corpid, member.userid, external_userid) is None:
            world.follows.put(
                Follow(
                    corpid=corp.corpid,
                    userid=member.userid,
                    external_userid=external_userid,
                    createtime=world.clock.seconds() - number * 60,
                    oper_userid=external_userid,
                )
            )
    return {"count": count, "customers": len(world.follows.by("member", corp.corpid, member.userid))}


def put_demo(order: Order) -> Answer:
    """The demo company with its colleagues, its account and four people."""
    return seed(order.world, order.body)


def send_message(order: Order) -> Answer:
    """The person writes: `text`, or `image` / `file` with `filename` and base64 `data` (a sample without data)."""
    account, person = order.kf_account(), order.person()
    if text := order.text("text", ""):
        body: Answer = {"content": text}
        if menu_id := order.text("menu_id", ""):
            body["menu_id"] = menu_id
        return {"msgid": people.send_message(order.world, account, person, "text", body)}
    for kind in ("image", "file"):
        if kind in order.body:
            file = _file(kind, order.body[kind] or {})
            stored = media.keep(order.world, order.corp(), kind, file)
            body = {"media_id": stored.media_id}
            msgid = people.send_message(order.world, account, person, kind, body)
            return {"msgid": msgid, "media_id": stored.media_id}
    msgtype = order.text("msgtype")
    if msgtype not in people.MESSAGE_TYPES:
        raise ValueError(f"msgtype must be one of {', '.join(sorted(people.MESSAGE_TYPES))}")
    return {"msgid": people.send_message(order.world, account, person, msgtype, order.body[msgtype])}


def _file(kind: str, given: Answer) -> Upload:
    if not given.get("data"):
        name = "sample.png" if kind == "image" else "sample.txt"
        return Upload(given.get("filename", name), "", pictures.sample() if kind == "image" else b"sample file\n")
    try:
        data = base64.b64decode(given["data"], validate=True)
    except binascii.Error as error:
        raise ValueError("data must be base64") from error
    return Upload(given.get("filename", f"{kind}.bin"), "", data)


def emit_event(order: Order) -> Answer:
    """Any event at all: `event`, and `fields` in the order they shall have."""
    fields = order.body.get("fields", {})
    push = callbacks.emit(
        order.world, order.corp(), order.text("event"), fields, from_sys=order.flag("from_sys", default=True)
    )
    return {"push": push.id}
