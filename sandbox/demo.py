"""The demo's cast: a furniture maker, its colleagues, and four people who might buy."""

from typing import Any

from sandbox import people
from sandbox.models import Corp, Department, KfAccount, Member
from sandbox.shape import build
from sandbox.wecom.crypt import Crypt
from sandbox.world import World, stable_id

NAME = "禾木家居"
DEPARTMENTS = ((1, NAME), (2, "销售部"), (3, "运营部"))
MEMBERS = (
    ("mengjia", "孟佳", "客户运营主管", 3, "2"),
    ("limu", "李牧", "门店销售", 2, "1"),
    ("tangyue", "唐悦", "门店销售", 2, "2"),
    ("chengyinuo", "程一诺", "客户运营", 3, "2"),
)
PEOPLE = (("xiaoman", "小满", 2), ("linxiaotang", "林晓棠", 2), ("zhouye", "周野", 1), ("momo", "Momo 沫沫", 2))
ACCOUNT = "禾木家居客服"


def seed(world: World, settings: dict[str, Any]) -> dict[str, Any]:
    """Make the demo company from its app's settings; doing it again changes nothing but those settings."""
    corp = world.corps.put(make_corp({"name": NAME} | settings))
    for number, department_name in DEPARTMENTS:
        world.departments.put(Department(corpid=corp.corpid, id=number, name=department_name))
    for member in _members(corp.corpid):
        if world.members.get(corp.corpid, member.userid) is None:
            world.members.put(member)
    account = _account(world, corp)
    cast = [
        people.make_person(world, person_id=person_id, nickname=nickname, gender=gender)
        for person_id, nickname, gender in PEOPLE
    ]
    return {
        "corpid": corp.corpid,
        "members": [userid for userid, *_ in MEMBERS],
        "kf_accounts": [{"open_kfid": account.open_kfid, "name": account.name}],
        "people": [
            {
                "id": person.id,
                "nickname": person.nickname,
                "unionid": person.unionid,
                "external_userid": world.customer_of(corp.corpid, person).external_userid,
            }
            for person in cast
        ],
        "phone": f"/phone?person={cast[0].id}&chat={account.open_kfid}",
    }


def make_corp(settings: dict[str, Any]) -> Corp:
    """A company from the control API's words; ValueError names what is missing or unknown."""
    needed = ("corpid", "name", "secret", "agentid", "token", "encoding_aes_key", "callback_url")
    if missing := [name for name in needed if not settings.get(name)]:
        raise ValueError(f"missing: {', '.join(missing)}")
    corp = build(Corp, settings)
    Crypt(corp.token, corp.encoding_aes_key, corp.corpid)  # refuses a key that is none
    return corp


def _members(corpid: str) -> list[Member]:
    return [
        Member(corpid=corpid, userid=userid, name=name, position=position, departments=[department], gender=gender)
        for userid, name, position, department, gender in MEMBERS
    ]


def _account(world: World, corp: Corp) -> KfAccount:
    open_kfid = "wk" + stable_id(corp.corpid, ACCOUNT, length=30)
    found = world.kf_accounts.get(corp.corpid, open_kfid)
    return found or world.kf_accounts.put(
        KfAccount(
            corpid=corp.corpid,
            open_kfid=open_kfid,
            name=ACCOUNT,
            servicers={userid: 0 for userid, *_ in MEMBERS},
        )
    )
