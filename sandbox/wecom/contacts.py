"""Customer contact: who follows whom, details, remarks (document paths 92113-92115, 92994)."""

from sandbox.models import Customer, Follow, Person
from sandbox.wecom.call import Body, Call, page
from sandbox.wecom.errors import ApiError
from sandbox.world import World

FOLLOWERS_PER_PAGE = 500
REMARK_FIELDS = ("remark", "description", "remark_company", "remark_mobiles", "remark_pic_mediaid")
LONGEST = {"remark": 20, "description": 150, "remark_company": 20}


def list_following_members(call: Call) -> Body:
    """get_follow_user_list: members who may use customer contact."""
    members = call.world.members.by("corp", call.corp.corpid)
    return {"follow_user": [member.userid for member in members if member.customer_contact]}


def list_customers(call: Call) -> Body:
    """list: a member's customers; 84061 if he has none."""
    member = call.member(call.text("userid"))
    if not member.customer_contact:
        raise ApiError(84074)
    follows = call.world.follows.by("member", call.corp.corpid, member.userid)
    if not follows:
        raise ApiError(84061)
    return {"external_userid": [follow.external_userid for follow in follows]}


def get_customer(call: Call) -> Body:
    """get: one customer with a page of at most 500 followers."""
    customer = call.customer(call.text("external_userid"))
    follows = call.world.follows.by("customer", call.corp.corpid, customer.external_userid)
    if not follows:
        raise ApiError(84061)
    shown, next_cursor = page(follows, call.text("cursor", required=False), FOLLOWERS_PER_PAGE)
    answer: Body = {
        "external_contact": external_contact(call, customer),
        "follow_user": [_follow(call.world, follow) for follow in shown],
    }
    return answer | ({"next_cursor": next_cursor} if next_cursor else {})


def batch_by_member(call: Call) -> Body:
    """batch/get_by_user: customers of up to 100 members, page by page, tags as ids."""
    userids = call.texts("userid_list", most=100)
    limit = call.number("limit", 50, least=1, most=100)
    corpid = call.corp.corpid
    follows = [
        follow for userid in userids for follow in call.world.follows.by("member", corpid, call.member(userid).userid)
    ]
    if not follows:
        raise ApiError(84061)
    shown, next_cursor = page(follows, call.text("cursor", required=False), limit)
    entries = [
        {
            "external_contact": external_contact(call, call.customer(follow.external_userid)),
            "follow_info": _follow_info(follow),
        }
        for follow in shown
    ]
    return {"external_contact_list": entries, "next_cursor": next_cursor}


def remark(call: Call) -> Body:
    """remark: changes the fields that are given; `remark_mobiles` replaces the list, [""] clears it."""
    follow = call.follow(call.text("userid"), call.text("external_userid"))
    if not any(name in call.body for name in REMARK_FIELDS):
        raise ApiError(40063)
    for name, longest in LONGEST.items():
        if name in call.body:
            value = call.text(name, required=False)
            if len(value) > longest:
                raise ApiError(40058, f"{name} too long")
            setattr(follow, name, value)
    if "remark_mobiles" in call.body:
        mobiles = call.texts("remark_mobiles", required=False)
        follow.remark_mobiles = [mobile for mobile in mobiles if mobile]
    call.world.follows.put(follow)
    return {}


def external_contact(call: Call, customer: Customer) -> Body:
    """The customer's own card; `unionid` only when the company has bound an open-platform account."""
    person = call.world.people.get(customer.person_id)
    if person is None:
        raise ApiError(40096)
    card: Body = {
        "external_userid": customer.external_userid,
        "name": person.nickname,
        "type": 1,
        "avatar": picture_url(call, person),
        "gender": person.gender,
    }
    return card | ({"unionid": person.unionid} if call.corp.unionid_bound else {})


def picture_url(call: Call, person: Person) -> str:
    """Where the person's picture can be fetched."""
    return person.picture or f"{call.base_url}/avatar/person-{person.id}.png"


def _follow(world: World, follow: Follow) -> Body:
    record = _common(follow)
    company = [_tag(world, follow.corpid, tag_id) for tag_id in follow.tag_ids]
    own = [{"group_name": tag.group_name, "tag_name": tag.tag_name, "type": 2} for tag in follow.personal_tags]
    return record | {"tags": [tag for tag in company if tag] + own}


def _follow_info(follow: Follow) -> Body:
    return _common(follow) | {"tag_id": list(follow.tag_ids)}


def _common(follow: Follow) -> Body:
    record: Body = {
        "userid": follow.userid,
        "remark": follow.remark,
        "description": follow.description,
        "createtime": follow.createtime,
        "remark_mobiles": follow.remark_mobiles,
        "add_way": follow.add_way,
        "oper_userid": follow.oper_userid,
    }
    optional = {"remark_corp_name": follow.remark_company, "state": follow.state}
    return record | {name: value for name, value in optional.items() if value}


def _tag(world: World, corpid: str, tag_id: str) -> Body:
    tag = world.tags.get(corpid, tag_id)
    group = world.tag_groups.get(corpid, tag.group_id) if tag else None
    if tag is None or group is None:
        return {}
    return {"group_name": group.name, "tag_name": tag.name, "tag_id": tag.id, "type": 1}
