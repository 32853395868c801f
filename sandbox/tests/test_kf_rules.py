import pytest

from sandbox.pictures import sample
from sandbox.tests.harness import CORPID, wait_until

HOURS = 3_600


def test_five_answers_until_the_customer_writes_again(sandbox, account, write, send):
    write()

    assert [send() for _ in range(6)] == [0, 0, 0, 0, 0, 95001]
    write("还在吗")
    assert send() == 0
    assert len(sandbox.chat(account)) == 8


def test_no_answer_after_48_hours(sandbox, account, write, send):
    assert send() == 95002
    write()
    sandbox.order("clock", advance=48 * HOURS - 60)
    assert send() == 0
    sandbox.order("clock", advance=120)
    assert send() == 95002
    write("又来了")
    assert send() == 0


def test_no_answer_while_a_colleague_has_the_talk(sandbox, account, xiaoman, write, send):
    client = sandbox.client()
    write()
    client.kf.trans_service_state(account, xiaoman, 3, "limu")

    assert client.kf.get_service_state(account, xiaoman) == {
        "errcode": 0,
        "errmsg": "ok",
        "service_state": 3,
        "servicer_userid": "limu",
    }
    assert send() == 95018
    client.kf.trans_service_state(account, xiaoman, 4)
    assert send() == 95018
    write("再问一句")
    assert client.kf.get_service_state(account, xiaoman)["service_state"] == 0
    assert send() == 0


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([1, 2], 0),
        ([1, 0], 95016),
        ([2, 1], 95016),
        ([2, 3, 3, 4], 0),
        ([4, 3], 95016),
        ([3], 0),
        ([5], 40058),
    ],
)
def test_states_change_only_along_the_platforms_table(sandbox, account, xiaoman, write, steps, code):
    write()

    codes = [
        sandbox.code(
            "kf/service_state/trans",
            {
                "open_kfid": account,
                "external_userid": xiaoman,
                "service_state": step,
                "servicer_userid": "limu",
            },
        )
        for step in steps
    ]

    assert codes[-1] == code
    assert set(codes[:-1]) <= {0}


def test_servicer_must_be_one_and_on_duty(sandbox, account, xiaoman, write):
    write()
    change = {"open_kfid": account, "external_userid": xiaoman, "service_state": 3}
    trans = "kf/service_state/trans"

    assert sandbox.code(trans, change | {"servicer_userid": "nobody"}) == 95014
    sandbox.order("staff", action="off_duty", servicer_userid="limu")
    assert sandbox.code(trans, change | {"servicer_userid": "limu"}) == 95019
    sandbox.order("staff", action="on_duty", servicer_userid="limu")
    assert sandbox.code(trans, change | {"servicer_userid": "limu"}) == 0


def test_welcome_on_entering_once_within_twenty_seconds(sandbox, account, sync):
    sandbox.order("people/xiaoman/enter", scene="store", scene_param="a%3D1")
    [item] = sync()["msg_list"]
    code = item["event"]["welcome_code"]
    body = {"code": code, "msgtype": "text", "text": {"content": "欢迎"}}

    assert item["origin"] == 4
    assert "external_userid" not in item
    assert item["event"].keys() == {
        "event_type",
        "open_kfid",
        "external_userid",
        "scene",
        "scene_param",
        "welcome_code",
    }
    assert sandbox.code("kf/send_msg_on_event", body | {"msgtype": "image", "image": {"media_id": "x"}}) == 40007
    assert [sandbox.code("kf/send_msg_on_event", body) for _ in range(2)] == [0, 42022]
    assert sandbox.chat(account) == [("them", "text", {"content": "欢迎"})]
    sandbox.order("people/xiaoman/enter")
    assert "welcome_code" not in sync()["msg_list"][-1]["event"]


def test_welcome_code_dies(sandbox, sync, write):
    sandbox.order("people/xiaoman/enter")
    code = sync()["msg_list"][0]["event"]["welcome_code"]
    body = {"code": code, "msgtype": "text", "text": {"content": "欢迎"}}

    write("先说话了")
    assert sandbox.code("kf/send_msg_on_event", body) == 42022
    sandbox.order("clock", advance=21)
    assert sandbox.code("kf/send_msg_on_event", body) == 42003
    assert sandbox.code("kf/send_msg_on_event", body | {"code": "none"}) == 40029


def test_goodbye_with_the_code_of_the_ending(sandbox, account, xiaoman, write):
    write()
    end = {"open_kfid": account, "external_userid": xiaoman, "service_state": 4}
    code = sandbox.api("kf/service_state/trans", end)["msg_code"]

    body = {"code": code, "msgtype": "text", "text": {"content": "再见"}}

    assert sandbox.code("kf/send_msg_on_event", body) == 0
    assert sandbox.chat(account)[-1] == ("them", "text", {"content": "再见"})


def test_message_that_fails_later_never_reaches_the_phone(sandbox, account, write, sync, send):
    write()
    cursor = sync()["next_cursor"]
    sandbox.order("faults", kind="send_fail", code=7, seconds=0.1)

    assert send(msgid="our-7") == 0

    wait_until(lambda: sync(cursor)["msg_list"])
    [item] = sync(cursor)["msg_list"]
    assert (item["event"]["event_type"], item["event"]["fail_msgid"], item["event"]["fail_type"]) == (
        "msg_send_fail",
        "our-7",
        7,
    )
    assert len(sandbox.chat(account)) == 1
    assert send() == 0


def test_customer_who_refuses_gets_nothing(sandbox, account, write, sync, send):
    write()
    sandbox.order("people/xiaoman/reject", rejecting=True)

    assert send() == 0

    wait_until(lambda: len(sync()["msg_list"]) == 2)
    assert sync()["msg_list"][-1]["event"]["fail_type"] == 10
    assert len(sandbox.chat(account)) == 1


def test_customer_takes_a_message_back(sandbox, account, write, sync):
    msgid = write("打错了")

    sandbox.order("people/xiaoman/recall", msgid=msgid)

    event = sync()["msg_list"][-1]["event"]
    assert (event["event_type"], event["recall_msgid"]) == ("user_recall_msg", msgid)
    assert sandbox.chat(account) == [("system", "recalled", {})]
    assert sandbox.refused("people/xiaoman/recall", msgid="none") == (404, "no such message of this person")


def test_colleague_acts_in_the_wecom_client(sandbox, account, xiaoman, write, sync):
    write()
    for action in ("take", "transfer", "end"):
        sandbox.order("staff", person="xiaoman", servicer_userid="limu", action=action)
    sandbox.order("staff", person="xiaoman", servicer_userid="tangyue", action="text", text="我来")

    *changes, spoken = sync()["msg_list"][1:]

    assert [change["event"]["change_type"] for change in changes] == [1, 2, 3]
    assert [("msg_code" in change["event"]) for change in changes] == [True, False, True]
    assert (spoken["origin"], spoken["servicer_userid"], spoken["text"]) == (5, "tangyue", {"content": "我来"})
    assert sandbox.chat(account)[-1] == ("them", "text", {"content": "我来"})
    state = sandbox.api("kf/service_state/get", {"open_kfid": account, "external_userid": xiaoman})
    assert (state["service_state"], state["servicer_userid"]) == (3, "tangyue")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": {"content": ""}}, 44004),
        ({"text": {"content": "好" * 683}}, 45002),
        ({"msgtype": "poem"}, 40008),
        ({"msgid": "with space"}, 40058),
        ({"msgid": "x" * 33}, 40058),
        ({"touser": "wmNobody"}, 40096),
        ({"open_kfid": "wkNone"}, 95004),
        ({"msgtype": "link", "link": {"title": "t", "url": "u"}}, 40063),
        ({"msgtype": "msgmenu", "msgmenu": {"list": [{"type": "poem"}]}}, 95009),
        ({"msgtype": "msgmenu", "msgmenu": {"list": [{"type": "text", "text": {"content": "a"}}] * 11}}, 95008),
        ({"msgtype": "business_card", "business_card": {"userid": "nobody"}}, 60111),
    ],
)
def test_bad_message_is_refused_and_does_not_count(sandbox, account, write, send, body, code):
    write()

    assert send(**body) == code
    assert [send() for _ in range(5)] == [0] * 5


def test_accounts_are_made_changed_and_removed(sandbox, demo):
    picture = sandbox.client().media.upload("image", ("a.png", sample()))["media_id"]

    made = sandbox.api("kf/account/add", {"name": "售后", "media_id": picture})["open_kfid"]
    assert sandbox.code("kf/account/add", {"name": "长" * 17, "media_id": picture}) == 95006
    assert sandbox.code("kf/account/update", {"open_kfid": made, "name": "售后服务"}) == 0
    accounts = sandbox.api("kf/account/list", {"offset": 1, "limit": 10})["account_list"]
    assert [account["name"] for account in accounts] == ["售后服务"]
    assert sandbox.raw("GET", f"/avatar/kf-{made}.png")[1] == sample()
    added = sandbox.api("kf/servicer/add", {"open_kfid": made, "userid_list": ["limu", "nobody"]})
    assert [row["errcode"] for row in added["result_list"]] == [0, 60111]
    assert sandbox.code("kf/account/del", {"open_kfid": made}) == 0
    assert sandbox.code("kf/servicer/list", open_kfid=made) == 95004


def test_link_opens_the_account_on_the_phone(sandbox, account):
    url = sandbox.api("kf/add_contact_way", {"open_kfid": account, "scene": "shop_1"})["url"]

    status, _, headers = sandbox.raw("GET", url.removeprefix(sandbox.url) + "&scene_param=a%3D1")

    assert status == 307
    assert headers["Location"] == f"/phone?corpid={CORPID}&chat={account}&scene=shop_1&scene_param=a%3D1"
    assert sandbox.code("kf/add_contact_way", {"open_kfid": account, "scene": "bad scene"}) == 40058
