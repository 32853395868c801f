from typing import Any

import pytest
from wechatpy.exceptions import WeChatClientException

from sandbox.demo import SELLERS, seed
from sandbox.models import Follow, Member
from sandbox.tests.harness import CORPID, settings
from sandbox.wecom import contacts
from sandbox.wecom.call import Call
from sandbox.wecom.limits import Limits
from sandbox.world import World


def befriend(sandbox, person="xiaoman", userid="limu", **more: Any):
    return sandbox.order(f"people/{person}/add_contact", userid=userid, **more)


def test_third_party_client_reads_members(sandbox, demo):
    client = sandbox.client()

    users = client.user.list(2)

    assert [user["userid"] for user in users] == ["zhaoheng", "gaoyuan"]
    assert client.user.get("mengjia")["name"] == "孟佳"
    assert [row["name"] for row in client.department.list()] == [
        "禾木家居",
        "销售部",
        "客户运营部",
        "客服中心",
        "杭州门店",
    ]
    assert client.external_contact.get_follow_user_list()["follow_user"] == list(SELLERS)
    assert client.agent.get(1000002)["name"] == "禾木家居"


def test_third_party_client_reads_a_contact(sandbox, demo, xiaoman):
    befriend(sandbox, state="store-01")
    client = sandbox.client()

    assert client.external_contact.list("limu")["external_userid"] == [xiaoman]
    details = client.external_contact.get(xiaoman)

    assert details["external_contact"] == {
        "external_userid": xiaoman,
        "name": "小满",
        "type": 1,
        "avatar": f"{sandbox.url}/avatar/person-xiaoman.png",
        "gender": 2,
        "unionid": demo["people"][0]["unionid"],
    }
    [follow] = details["follow_user"]
    assert (follow["userid"], follow["add_way"], follow["state"], follow["oper_userid"], follow["tags"]) == (
        "limu",
        1,
        "store-01",
        xiaoman,
        [],
    )
    assert "next_cursor" not in details


def test_same_person_has_another_id_in_another_company_but_one_unionid(sandbox, demo):
    sandbox.order("corps", **settings("http://127.0.0.1:9/") | {"corpid": "ww2", "name": "别家"})

    [xiaoman, *_] = sandbox.get("/_sandbox/people")["people"]

    assert len(set(xiaoman["external_userids"].values())) == 2
    assert xiaoman["unionid"] == demo["people"][0]["unionid"]


def test_company_without_open_platform_sees_no_unionid(sandbox, demo, xiaoman):
    befriend(sandbox)
    sandbox.order("corps", corpid=CORPID, unionid_bound=False)

    assert "unionid" not in sandbox.api("externalcontact/get", external_userid=xiaoman)["external_contact"]


def test_contacts_of_members_come_page_by_page(sandbox, demo):
    """By hand: wechatpy still sends the `userid` of the years before `userid_list`."""
    sandbox.order("crowd", userid="limu", count=130)
    body = {"userid_list": ["limu"], "limit": 50}

    pages = [sandbox.api("externalcontact/batch/get_by_user", body)]
    while cursor := pages[-1]["next_cursor"]:
        pages.append(sandbox.api("externalcontact/batch/get_by_user", body | {"cursor": cursor}))

    assert [len(page["external_contact_list"]) for page in pages] == [50, 50, 30]
    every = [row for page in pages for row in page["external_contact_list"]]
    assert len({row["external_contact"]["external_userid"] for row in every}) == 130
    assert every[0]["follow_info"]["tag_id"] == []
    assert "tags" not in every[0]["follow_info"]
    assert sandbox.code("externalcontact/batch/get_by_user", body | {"cursor": "stranger"}) == 40058
    assert sandbox.code("externalcontact/batch/get_by_user", body | {"limit": 101}) == 40058


def test_customer_with_many_followers_has_a_second_page(tmp_path):
    world = World(tmp_path)
    demo = seed(world, settings("http://127.0.0.1:9/"))
    external_userid = demo["people"][0]["external_userid"]
    for number in range(501):
        userid = f"seller{number}"
        world.members.put(Member(corpid=CORPID, userid=userid, name=userid))
        world.follows.put(Follow(corpid=CORPID, userid=userid, external_userid=external_userid, createtime=number))
    corp = world.corps.get(CORPID)
    assert corp
    query = {"external_userid": external_userid}

    first = contacts.get_customer(Call(world, corp, Limits(world), query))
    second = contacts.get_customer(Call(world, corp, Limits(world), query | {"cursor": first["next_cursor"]}))

    assert len(first["follow_user"]) == 500
    assert [follow["userid"] for follow in second["follow_user"]] == ["seller500"]
    assert "next_cursor" not in second


def test_remark_changes_what_is_given_and_makes_no_event(sandbox, demo, company, xiaoman):
    befriend(sandbox)
    company.events(1)
    client = sandbox.client()

    sandbox.api(
        "externalcontact/remark",
        {"userid": "limu", "external_userid": xiaoman, "remark": "小满-沙发", "remark_mobiles": ["13800000000"]},
    )
    sandbox.api("externalcontact/remark", {"userid": "limu", "external_userid": xiaoman, "remark_mobiles": [""]})

    [follow] = client.external_contact.get(xiaoman)["follow_user"]
    assert (follow["remark"], follow["remark_mobiles"]) == ("小满-沙发", [])
    assert len(company.received) == 1


@pytest.mark.parametrize(
    ("more", "code"), [({}, 40063), ({"remark": "长" * 21}, 40058), ({"remark_mobiles": "138"}, 40058)]
)
def test_bad_remark_is_refused(sandbox, demo, xiaoman, more, code):
    befriend(sandbox)

    body = {"userid": "limu", "external_userid": xiaoman} | more

    assert sandbox.code("externalcontact/remark", body) == code


def test_missing_relation_and_unknown_people_have_their_codes(sandbox, demo, xiaoman):
    assert sandbox.code("externalcontact/list", userid="limu") == 84061
    assert sandbox.code("externalcontact/list", userid="nobody") == 60111
    assert sandbox.code("externalcontact/get", external_userid="wmNobody") == 40096
    assert sandbox.code("externalcontact/get", external_userid=xiaoman) == 84061
    sandbox.order("members", userid="limu", customer_contact=False)
    assert sandbox.code("externalcontact/list", userid="limu") == 84074


def test_customer_who_left_still_has_a_one_way_relation(sandbox, demo, xiaoman):
    befriend(sandbox)
    sandbox.order("people/xiaoman/delete_contact", userid="limu")

    assert sandbox.api("externalcontact/list", userid="limu")["external_userid"] == [xiaoman]

    sandbox.order("members/limu/drop_customer", person="xiaoman")

    assert sandbox.code("externalcontact/list", userid="limu") == 84061


def test_app_message_is_kept_and_names_unknown_receivers(sandbox, demo):
    body = {"touser": "limu|NoBody", "msgtype": "text", "agentid": 1000002, "text": {"content": "有新客户"}}

    answer = sandbox.api("message/send", body)

    assert (answer["errcode"], answer["invaliduser"]) == (0, "nobody")
    [message] = sandbox.get("/_sandbox/app_messages")["messages"]
    assert (message["userids"], message["body"]) == (["limu"], {"content": "有新客户"})
    assert sandbox.code("message/send", body | {"touser": "nobody"}) == 81013
    assert sandbox.code("message/send", body | {"agentid": 1}) == 40056
    assert sandbox.code("message/send", body | {"text": {"content": ""}}) == 44004


def test_tags_live_from_adding_to_marking_to_deleting(sandbox, demo, xiaoman):
    befriend(sandbox)
    client = sandbox.client()

    group = client.external_contact.add_corp_tag(None, "意向", 1, [{"name": "高", "order": 2}, {"name": "低"}])[
        "tag_group"
    ]
    high, low = [tag["id"] for tag in group["tag"]]
    more = client.external_contact.add_corp_tag(None, "意向", 1, [{"name": "中"}])["tag_group"]
    client.external_contact.mark_tag("limu", xiaoman, [high, low], [])
    client.external_contact.mark_tag("limu", xiaoman, [], [low])
    client.external_contact.edit_corp_tag(high, "很高")

    assert [tag["name"] for tag in more["tag"]] == ["中"]
    assert more["group_id"] == group["group_id"]
    [follow] = client.external_contact.get(xiaoman)["follow_user"]
    assert follow["tags"] == [{"group_name": "意向", "tag_name": "很高", "tag_id": high, "type": 1}]
    client.external_contact.del_corp_tag(group_id=[group["group_id"]])
    assert client.external_contact.get_corp_tag_list()["tag_group"] == []
    assert client.external_contact.get(xiaoman)["follow_user"][0]["tags"] == []


def test_bad_tags_are_refused(sandbox, demo, xiaoman):
    add = "externalcontact/add_corp_tag"
    sandbox.api(add, {"group_name": "意向", "tag": [{"name": "高"}]})

    assert sandbox.code(add, {"group_name": "意向", "tag": [{"name": "高"}]}) == 40071
    assert sandbox.code(add, {"group_name": "意向", "tag": [{"name": "长" * 31}]}) == 40072
    assert sandbox.code(add, {"group_id": "et-none", "tag": [{"name": "x"}]}) == 40068
    mark = {"userid": "limu", "external_userid": xiaoman, "add_tag": ["et-none"]}
    assert sandbox.code("externalcontact/mark_tag", mark) == 84061
    befriend(sandbox)
    assert sandbox.code("externalcontact/mark_tag", mark) == 40068


def test_third_party_client_explains_a_refusal(sandbox, demo):
    with pytest.raises(WeChatClientException) as refusal:
        sandbox.client().external_contact.list("limu")

    assert refusal.value.errcode == 84061
