"""企业微信扫码登录: colleagues scan, or come from inside the client (document paths 98152, 91022, 91023, 90208)."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.wecom.client import Client
from changlai.channels.adapters.wecom.values import NAME_LENGTH, identifier, load_object, number, parts, text
from changlai.channels.contracts import Desk
from changlai.channels.contracts.sign_in import Division, Person

API_HOST = "https://qyapi.weixin.qq.com"
SCAN = "https://login.work.weixin.qq.com/wwlogin/sso/login"
INSIDE = "https://open.weixin.qq.com/connect/oauth2/authorize"
WHOLE_COMPANY = 1  # id of the root department
LEFT = 5  # status of who has left the company
_LISTED = 10_000  # most of a list in an answer of WeCom's


class WecomSignIn:
    """Scan in a browser, or a redirect without a question inside the client."""

    icon = "brand-wechat"
    where = _(
        "Admin console → App Management → your self-built app → WeCom Authorized Login → Web Page, and for coming in "
        "from inside WeCom: Web Authorization and JS-SDK → Trusted Domain"
    )

    def is_inside(self, agent: str) -> bool:
        return "wxwork" in agent.lower()

    def address(self, desk: Desk, *, back: str, state: str, is_inside: bool) -> str:
        corp, agent = str(desk.settings["corpid"]), str(desk.settings["agentid"])
        if is_inside:
            query = {
                "appid": corp,
                "redirect_uri": back,
                "response_type": "code",
                "scope": "snsapi_base",
                "state": state,
                "agentid": agent,
            }
            return f"{_page(desk, INSIDE)}?{urlencode(query)}#wechat_redirect"
        query = {"login_type": "CorpApp", "appid": corp, "agentid": agent, "redirect_uri": back, "state": state}
        return f"{_page(desk, SCAN)}?{urlencode(query)}"

    def who(self, desk: Desk, code: str) -> Person | None:
        client = Client(desk)
        userid = identifier(load_object(client.get("auth/getuserinfo", {"code": code})), "userid")
        if not userid:
            return None  # somebody outside the company: {openid, external_userid?}
        return _person(load_object(client.get("user/get", {"userid": userid})) | {"userid": userid})

    def directory(self, desk: Desk) -> tuple[tuple[Division, ...], tuple[Person, ...], bool]:
        client = Client(desk)
        rows = parts(load_object(client.get("department/list")), "department")
        divisions = _divisions(rows)
        known = {one.external_id for one in divisions}
        tops = [one.external_id for one in divisions if one.parent_id not in known]
        people: dict[str, Person] = {}
        for top in tops:
            answer = load_object(client.get("user/list", {"department_id": top, "fetch_child": "1"}))
            for row in parts(answer, "userlist")[:_LISTED]:
                if identifier(row, "userid") and number(row, "status") != LEFT:
                    people[identifier(row, "userid")] = _person(row)
        return divisions, tuple(people.values()), str(WHOLE_COMPANY) in known


def _page(desk: Desk, page: str) -> str:
    """WeCom's pages live on hosts of their own; what stands in for the API plays them too."""
    return page if desk.base_url == API_HOST else desk.base_url + "/" + page.split("/", 3)[3]


def _divisions(rows: Iterable[dict[str, Any]]) -> tuple[Division, ...]:
    found = {}
    for row in rows:
        own, parent = number(row, "id"), number(row, "parentid")
        if own:
            found[own] = Division(str(own), text(row, "name", NAME_LENGTH), str(parent) if parent else "")
    known = {one.external_id for one in found.values()}
    return tuple(
        one if one.parent_id in known else Division(one.external_id, one.name) for _id, one in sorted(found.items())
    )


def _person(row: dict[str, Any]) -> Person:
    departments = _numbers(row, "department")
    leads = [own for own, flag in zip(departments, _numbers(row, "is_leader_in_dept"), strict=False) if flag == 1]
    main = number(row, "main_department") or (departments[0] if departments else 0)
    return Person(
        external_id=identifier(row, "userid"),
        name=text(row, "name", NAME_LENGTH),
        title=text(row, "position", NAME_LENGTH),
        email=text(row, "biz_mail", NAME_LENGTH) or text(row, "email", NAME_LENGTH),
        phone=text(row, "mobile", NAME_LENGTH),
        department_id=str(main) if main else "",
        department_ids=tuple(str(own) for own in departments),
        leads=tuple(str(own) for own in leads),
    )


def _numbers(row: dict[str, Any], name: str) -> Sequence[int]:
    value = row.get(name)
    return [one for one in value if isinstance(one, int)] if isinstance(value, list) else []
