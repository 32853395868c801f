"""Answers compared with recorded ones of the real platform: no invented field, no other type."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.pictures import sample
from sandbox.tests.harness import VECTORS

SKIT = VECTORS / "wecom_api" / "skit"
pytestmark = pytest.mark.skipif(not SKIT.exists(), reason=f"no vectors at {SKIT}; set CHANGLAI_VECTORS")
# Fields the recorded samples lack, each from the platform's pages as quoted in the contract.
DOCUMENTED = {
    "external_contact/unionid",
    "follow_user/[]/tags/[]/tag_id",
    "userlist/[]/is_leader_in_dept/[]",
    "biz_mail",
    "userlist/[]/biz_mail",
    "tag_group/[]/tag",
}


def recorded(name: str) -> Any:
    return json.loads((SKIT / f"{name}Response.json").read_text())


def shape(value: Any, path: str = "") -> Iterator[tuple[str, type]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from shape(inner, f"{path}/{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from shape(inner, f"{path}/[]")
    else:
        yield path, type(value)


def compare(answer: Any, name: str) -> None:
    known = dict(shape(recorded(name)))
    invented = {
        (path, kind.__name__)
        for path, kind in shape(answer)
        if path not in DOCUMENTED and known.get(path) is not kind and path not in {"errcode", "errmsg"}
    }
    assert invented == set()


def test_read_answers(sandbox, demo, account, xiaoman):
    sandbox.order("people/xiaoman/add_contact", userid="limu", state="store-01")
    tag = sandbox.order("tags", change="create", group="意向", name="高")
    mark = {"userid": "limu", "external_userid": xiaoman, "add_tag": [tag["id"]]}
    sandbox.api("externalcontact/mark_tag", mark)

    compare(
        sandbox.get("/cgi-bin/gettoken", corpid="ww0000000000000001", corpsecret="the-app-secret"),
        "Cgibin/CgibinGetToken",
    )
    compare(
        sandbox.api("externalcontact/get", external_userid=xiaoman), "CgibinExternalContact/CgibinExternalContactGet"
    )
    compare(
        sandbox.api("externalcontact/get_follow_user_list"),
        "CgibinExternalContact/CgibinExternalContactGetFollowUserList",
    )
    compare(
        sandbox.api("externalcontact/get_corp_tag_list", {}),
        "CgibinExternalContact/CorpTag/CgibinExternalContactGetCorpTagList",
    )
    compare(sandbox.api("user/list", department_id="1", fetch_child="1"), "CgibinUser/CgibinUserList")
    compare(sandbox.api("user/simplelist", department_id="2"), "CgibinUser/CgibinUserSimpleList")
    compare(sandbox.api("user/get", userid="limu"), "CgibinUser/CgibinUserGet")
    compare(sandbox.api("department/list"), "CgibinDepartment/CgibinDepartmentList")
    compare(sandbox.api("getcallbackip"), "Cgibin/CgibinGetCallbackIp")
    compare(sandbox.api("kf/account/list", {}), "CgibinKf/Account/CgibinKfAccountList")
    compare(sandbox.api("kf/servicer/list", open_kfid=account), "CgibinKf/Servicer/CgibinKfServicerList")


def test_write_answers(sandbox, demo, account, xiaoman):
    client = sandbox.client()
    picture = client.media.upload("image", ("a.png", sample()))
    sandbox.order("people/xiaoman/message", text="你好")
    text = {"touser": xiaoman, "open_kfid": account, "msgtype": "text", "text": {"content": "您好"}}
    notice = {"touser": "limu|none", "msgtype": "text", "agentid": 1000002, "text": {"content": "x"}}
    taken = {"open_kfid": account, "external_userid": xiaoman, "service_state": 3, "servicer_userid": "limu"}
    tags = {"group_name": "意向", "tag": [{"name": "高"}]}
    servicers = {"open_kfid": account, "userid_list": ["limu"]}

    compare(picture, "CgibinMedia/CgibinMediaUpload")
    compare(
        sandbox.api("externalcontact/add_corp_tag", tags),
        "CgibinExternalContact/CorpTag/CgibinExternalContactAddCorpTag",
    )
    compare(sandbox.api("message/send", notice), "CgibinMessage/CgibinMessageSend")
    compare(sandbox.api("kf/add_contact_way", {"open_kfid": account}), "CgibinKf/Account/CgibinKfAddContactWay")
    compare(
        sandbox.api("kf/account/add", {"name": "二号", "media_id": picture["media_id"]}),
        "CgibinKf/Account/CgibinKfAccountAdd",
    )
    compare(sandbox.api("kf/servicer/add", servicers), "CgibinKf/Servicer/CgibinKfServicerAdd")
    compare(sandbox.api("kf/send_msg", text), "CgibinKf/CgibinKfSendMessage")
    compare(sandbox.api("kf/service_state/trans", taken), "CgibinKf/ServiceState/CgibinKfServiceStateTransfer")
    compare(sandbox.api("kf/service_state/get", taken), "CgibinKf/ServiceState/CgibinKfServiceStateGet")
