"""The demo's cast: a furniture maker, its colleagues, and four people who might buy."""

from typing import Any

from sandbox import people
from sandbox.models import Corp, Department, KfAccount, Member
from sandbox.shape import build
from sandbox.wecom.crypt import Crypt
from sandbox.world import World, stable_id

NAME = "禾木家居"
DEPARTMENTS = ((1, NAME, 0), (2, "销售部", 1), (3, "客户运营部", 1), (4, "客服中心", 1), (5, "杭州门店", 2))
MEMBERS = (  # userid, name, position, department, gender, whether they lead it
    ("mengjia", "孟佳", "客户运营主管", 3, "2", True),
    ("limu", "李牧", "门店销售", 5, "1", False),
    ("tangyue", "唐悦", "门店销售", 5, "2", False),
    ("chengyinuo", "程一诺", "客户运营", 3, "2", False),
    ("zhaoheng", "赵恒", "销售总监", 2, "1", True),
    ("linshu", "林舒", "店长", 5, "2", True),
    ("gaoyuan", "高远", "大客户销售", 2, "1", False),
    ("fanmin", "范敏", "客服主管", 4, "2", True),
    ("qiuyu", "邱雨", "客服", 4, "2", False),
    ("heshan", "何山", "客服", 4, "1", False),
    ("luxiao", "陆晓", "客服", 4, "2", False),
    ("weilan", "魏岚", "内容运营", 3, "2", False),
    ("shenke", "沈珂", "实习生", 3, "1", False),
)
SELLERS = ("mengjia", "limu", "tangyue", "chengyinuo")  # who may have customers
MAIL = "hemu.example"
PEOPLE = (("xiaoman", "小满", 2), ("linxiaotang", "林晓棠", 2), ("zhouye", "周野", 1), ("momo", "Momo 沫沫", 2))
ACCOUNT = "禾木家居客服"


def seed(world: World, settings: dict[str, Any]) -> dict[str, Any]:
    """Make the demo company from its app's settings; doing it again changes nothing but those settings."""
    corp = world.corps.put(make_corp({"name": NAME} | settings))
    for number, department_name, parent in DEPARTMENTS:
        world.departments.put(Department(corpid=corp.corpid, id=number, name=department_name, parentid=parent or 1))
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
        Member(
            corpid=corpid,
            userid=userid,
            name=name,
            position=position,
            biz_mail=f"{userid}@{MAIL}",
            departments=[department],
            leads=[department] if is_leader else [],
            customer_contact=userid in SELLERS,
            gender=gender,
        )
        for userid, name, position, department, gender, is_leader in MEMBERS
    ]


def _account(world: World, corp: Corp) -> KfAccount:
    open_kfid = "wk" + stable_id(corp.corpid, ACCOUNT, length=30)
    found = world.kf_accounts.get(corp.corpid, open_kfid)
    return found or world.kf_accounts.put(
        KfAccount(
            corpid=corp.corpid,
            open_kfid=open_kfid,
            name=ACCOUNT,
            servicers=dict.fromkeys(SELLERS, 0),
        )
    )
