"""Colleagues, departments and the app itself (document paths 90196-90208, 90227, 90236)."""

from sandbox.models import Department, Member
from sandbox.records import AppMessage
from sandbox.wecom.call import Body, Call
from sandbox.wecom.errors import ApiError
from sandbox.world import new_id

APP_MESSAGE_TYPES = {
    "text",
    "image",
    "voice",
    "video",
    "file",
    "textcard",
    "news",
    "mpnews",
    "markdown",
    "miniprogram_notice",
    "template_card",
}


def get_user(call: Call) -> Body:
    """user/get"""
    return _user(call.member(call.text("userid")), call.base_url)


def list_users(call: Call) -> Body:
    """user/list: members of a department, with `fetch_child` also of those below it."""
    return {"userlist": [_user(member, call.base_url) for member in _members_of_department(call)]}


def list_users_briefly(call: Call) -> Body:
    """user/simplelist"""
    return {
        "userlist": [
            {"userid": member.userid, "name": member.name, "department": member.departments}
            for member in _members_of_department(call)
        ]
    }


def list_departments(call: Call) -> Body:
    """department/list: one department and all below it, or every one."""
    root = call.number("id", 1)
    return {"department": [_department(row) for row in _tree(call, root)]}


def get_agent(call: Call) -> Body:
    """agent/get: the self-built app whose token this is."""
    corp = call.corp
    if call.number("agentid", 0) != corp.agentid:
        raise ApiError(301002)
    members = call.world.members.by("corp", corp.corpid)
    return {
        "agentid": corp.agentid,
        "name": corp.name,
        "square_logo_url": f"{call.base_url}/avatar/corp-{corp.corpid}.png",
        "description": "",
        "allow_userinfos": {"user": [{"userid": member.userid} for member in members]},
        "allow_partys": {"partyid": [1]},
        "allow_tags": {"tagid": []},
        "close": 0,
        "redirect_domain": "",
        "report_location_flag": 0,
        "isreportenter": 0,
        "home_url": "",
    }


def callback_ips(_call: Call) -> Body:
    """getcallbackip: callbacks of the sandbox come from the loopback address."""
    return {"ip_list": ["127.0.0.1"]}


def send_app_message(call: Call) -> Body:
    """message/send: kept and shown by the control API; unknown receivers are named in the answer."""
    world, corp = call.world, call.corp
    if call.number("agentid", 0) != corp.agentid:
        raise ApiError(40056)
    msgtype = call.text("msgtype")
    if msgtype not in APP_MESSAGE_TYPES:
        raise ApiError(40008)
    content = call.part(msgtype)
    if msgtype == "text":
        check_text(content, most_bytes=2_048)
    receivers, unknown = _receivers(call)
    if not receivers:
        raise ApiError(81013)
    message = AppMessage(
        msgid=new_id(length=40),
        corpid=corp.corpid,
        at=world.clock.now(),
        userids=receivers,
        msgtype=msgtype,
        body=content,
    )
    world.app_messages.put(message)
    answer = {"invaliduser": "|".join(unknown), "invalidparty": "", "invalidtag": ""}
    return answer | {"msgid": message.msgid}


def _receivers(call: Call) -> tuple[list[str], list[str]]:
    """The members a message goes to, and the named ones that do not exist (in lower case, as the platform does)."""
    members = call.world.members.by("corp", call.corp.corpid)
    wanted = [userid for userid in call.text("touser", required=False).split("|") if userid]
    departments = {int(text) for text in call.text("toparty", required=False).split("|") if text.isdigit()}
    everybody = wanted == ["@all"]
    receivers = [
        member.userid
        for member in members
        if everybody or member.userid in wanted or departments.intersection(member.departments)
    ]
    here = {member.userid for member in members} | {"@all"}
    return receivers, [userid.lower() for userid in wanted if userid not in here]


def check_text(content: Body, *, most_bytes: int) -> str:
    """The text of a message body; 44004 if it is empty, 45002 if it is too long."""
    text = content.get("content")
    if not isinstance(text, str) or not text:
        raise ApiError(44004)
    if len(text.encode()) > most_bytes:
        raise ApiError(45002)
    return text


def _members_of_department(call: Call) -> list[Member]:
    root = call.number("department_id", 1)
    departments = {row.id for row in _tree(call, root)} if call.number("fetch_child", 0) else {root}
    members = call.world.members.by("corp", call.corp.corpid)
    return [member for member in members if departments.intersection(member.departments)]


def _tree(call: Call, root: int) -> list[Department]:
    rows = call.world.departments
    every = [row for row in rows if row.corpid == call.corp.corpid]
    if all(row.id != root for row in every):
        raise ApiError(60003)
    inside = {root}
    for row in sorted(every, key=lambda row: row.id):  # a child is younger than its parent
        if row.parentid in inside:
            inside.add(row.id)
    return [row for row in every if row.id in inside]


def _department(row: Department) -> Body:
    parentid = 0 if row.id == 1 else row.parentid
    return {"id": row.id, "name": row.name, "department_leader": [], "parentid": parentid, "order": row.order}


def _user(member: Member, base_url: str) -> Body:
    """What a self-built app sees since 2022: no mobile, mail or avatar without the member's consent."""
    return {
        "userid": member.userid,
        "name": member.name,
        "department": member.departments,
        "order": [0] * len(member.departments),
        "position": member.position,
        "status": 1,
        "is_leader_in_dept": [int(own in member.leads) for own in member.departments],
        "direct_leader": [],
        "thumb_avatar": f"{base_url}/avatar/member-{member.userid}.png",
        "telephone": "",
        "biz_mail": member.biz_mail,
        "alias": "",
        "main_department": member.departments[0] if member.departments else 1,
    }
