import time

import pytest
from wechatpy.work.crypto import WeChatCrypto

from sandbox.tests.harness import AES_KEY, CORPID, TOKEN, opened, wait_until


def test_added_contact_is_told_as_the_platform_tells_it(sandbox, demo, company, xiaoman):
    sandbox.order("people/xiaoman/add_contact", userid="limu", state="store-01")

    [event] = company.events(1)

    assert list(event) == [
        "ToUserName",
        "FromUserName",
        "CreateTime",
        "MsgType",
        "Event",
        "ChangeType",
        "UserID",
        "ExternalUserID",
        "State",
        "WelcomeCode",
    ]
    assert (event["ToUserName"], event["FromUserName"], event["MsgType"]) == (CORPID, "sys", "event")
    assert (event["UserID"], event["ExternalUserID"], event["State"]) == ("limu", xiaoman, "store-01")
    assert abs(int(event["CreateTime"]) - time.time()) < 5
    assert abs(int(company.received[0].query["timestamp"]) - time.time()) < 5


def test_envelope_names_company_and_app(sandbox, demo, company):
    sandbox.order("people/xiaoman/add_contact", userid="limu")

    [received] = company.wait(1)

    assert received.body.startswith(f"<xml><ToUserName><![CDATA[{CORPID}]]></ToUserName><Encrypt><![CDATA[")
    assert received.body.endswith("]]></Encrypt><AgentID><![CDATA[1000002]]></AgentID></xml>")
    assert received.query.keys() == {"msg_signature", "timestamp", "nonce"}


def test_adding_twice_is_told_once(sandbox, demo, company):
    for _ in range(2):
        sandbox.order("people/xiaoman/add_contact", userid="limu")
    sandbox.order("people/xiaoman/add_contact", userid="tangyue")

    events = company.events(2)

    assert sorted(event["UserID"] for event in events) == ["limu", "tangyue"]


def test_life_of_a_relation(sandbox, demo, company):
    def change():
        return company.events(len(company.received))[-1]["ChangeType"]

    changes = []
    for path, body in (
        ("people/xiaoman/add_contact", {"userid": "limu", "half": True}),
        ("people/xiaoman/add_contact", {"userid": "limu"}),
        ("members/limu/edit_customer", {"person": "xiaoman", "remark": "小满"}),
        ("people/xiaoman/delete_contact", {"userid": "limu"}),
        ("people/xiaoman/add_contact", {"userid": "limu"}),
        ("members/limu/drop_customer", {"person": "xiaoman", "source": "DELETE_BY_TRANSFER"}),
    ):
        count = len(company.received)
        sandbox.order(path, **body)
        company.wait(count + 1)
        changes.append(change())

    assert changes == [
        "add_half_external_contact",
        "add_external_contact",
        "edit_external_contact",
        "del_follow_user",
        "add_external_contact",
        "del_external_contact",
    ]
    assert company.events(6)[-1]["Source"] == "DELETE_BY_TRANSFER"


def test_half_contact_who_was_greeted_gives_no_second_code(sandbox, demo, company):
    sandbox.order("people/xiaoman/add_contact", userid="limu", half=True)
    code = company.events(1)[0]["WelcomeCode"]
    sandbox.api("externalcontact/send_welcome_msg", {"welcome_code": code, "text": {"content": "您好"}})

    sandbox.order("people/xiaoman/add_contact", userid="limu")

    assert "WelcomeCode" not in company.events(2)[1]


def test_editing_only_phone_numbers_is_not_told(sandbox, demo, company):
    sandbox.order("people/xiaoman/add_contact", userid="limu")
    sandbox.order("members/limu/edit_customer", person="xiaoman", remark_mobiles=["13800000000"])
    sandbox.order("members/limu/edit_customer", person="xiaoman", remark="小满")

    events = company.events(2)

    assert {event["ChangeType"] for event in events} == {"add_external_contact", "edit_external_contact"}


def test_tag_changes_are_told(sandbox, demo, company):
    tag = sandbox.order("tags", change="create", group="意向", name="高")
    sandbox.order("tags", change="update", id=tag["id"], name="很高")
    sandbox.order("tags", change="delete", id=tag["id"])
    sandbox.order("tags", change="shuffle")

    events = sorted(company.events(4), key=lambda event: event["ChangeType"])

    assert [(event["ChangeType"], event["TagType"], event.get("Id")) for event in events] == [
        ("create", "tag", tag["id"]),
        ("delete", "tag", tag["id"]),
        ("shuffle", "tag_group", None),
        ("update", "tag", tag["id"]),
    ]


def test_any_event_can_be_sent(sandbox, demo, company):
    fields = {"ChangeType": "seen_nowhere", "Name": "a]]>b 🌿", "Count": 3}
    sandbox.order("events", event="brand_new_event", fields=fields)

    [event] = company.events(1)

    assert (event["Event"], event["Name"], event["Count"]) == ("brand_new_event", "a]]>b 🌿", "3")


def test_failed_callback_is_tried_three_times_with_the_same_plaintext(sandbox, demo, company):
    company.answers = [(500, "", 0.0), (502, "", 0.0)]
    sandbox.order("people/xiaoman/add_contact", userid="limu")

    received = company.wait(3)

    assert len({one.body for one in received}) == 3
    assert len({one.query["nonce"] for one in received}) == 3
    assert opened(received[0]) == opened(received[1]) == opened(received[2])
    wait_until(lambda: sandbox.callbacks()[0]["outcome"] == "done")
    assert [one["status"] for one in sandbox.callbacks()[0]["tries"]] == [500, 502, 200]


def test_slow_company_is_cut_off_and_given_up_after_three_tries(sandbox, demo, company):
    company.answers = [(200, "", 1.0)] * 3
    sandbox.order("people/xiaoman/add_contact", userid="limu")

    wait_until(lambda: sandbox.callbacks()[0]["outcome"] == "failed")

    [push] = sandbox.callbacks()
    assert [one["error"] for one in push["tries"]] == ["no answer within 0.4 s, connection cut"] * 3
    at = [one.at for one in company.received]
    assert at[2] - at[0] == pytest.approx(0.8, abs=0.3)


def test_company_that_is_down_gets_the_event_when_it_comes_back(sandbox, demo, company):
    url = company.url
    sandbox.order("corps", corpid=CORPID, callback_url="http://127.0.0.1:9/")
    sandbox.order("people/xiaoman/add_contact", userid="limu")
    wait_until(lambda: sandbox.callbacks()[0]["tries"])
    sandbox.order("corps", corpid=CORPID, callback_url=url)

    assert company.events(1)[0]["UserID"] == "limu"


def test_failed_callback_can_be_sent_again(sandbox, demo, company):
    company.answers = [(500, "", 0.0)] * 3
    sandbox.order("people/xiaoman/add_contact", userid="limu")
    wait_until(lambda: sandbox.callbacks()[0]["outcome"] == "failed")

    sandbox.order(f"pushes/{sandbox.callbacks()[0]['id']}/resend")

    wait_until(lambda: sandbox.callbacks()[0]["outcome"] == "done")
    assert len(company.received) == 4


def test_verification_wants_the_plain_echo(sandbox, demo, company):
    def echo(query):
        judge = WeChatCrypto(TOKEN, AES_KEY, CORPID)
        return judge.check_signature(query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"])

    company.on_get = echo
    assert sandbox.order("verify_url")["ok"] is True

    company.on_get = lambda query: f'"{echo(query)}"'
    refused = sandbox.order("verify_url")
    assert (refused["ok"], refused["error"]) == (False, "the answer is not the decrypted echostr alone")

    assert sandbox.order("verify_url", url="http://127.0.0.1:9/x")["ok"] is False


def test_duplicate_fault_sends_the_same_event_three_times(sandbox, demo, company):
    sandbox.order("faults", kind="duplicate", count=3, event="change_external_contact")
    sandbox.order("people/xiaoman/add_contact", userid="limu")

    events = company.events(3)

    assert events[0] == events[1] == events[2]
    assert len(sandbox.callbacks()) == 1


def test_reorder_fault_turns_the_order_round(sandbox, demo, company):
    sandbox.order("faults", kind="reorder", count=3)
    for person in ("xiaoman", "linxiaotang", "zhouye"):
        sandbox.order(f"people/{person}/add_contact", userid="limu")
        company.received.sort(key=lambda one: one.at)

    wait_until(lambda: len(company.received) >= 3 and all(push["tries"] for push in sandbox.callbacks()))

    ids = [push["id"] for push in sandbox.callbacks()]
    first = [push["tries"][0]["at"] for push in sandbox.callbacks()]
    assert ids == sorted(ids)
    assert first == sorted(first, reverse=True)


@pytest.mark.parametrize("mode", ["signature", "receiveid", "truncate"])
def test_corrupt_fault_sends_what_must_be_refused(sandbox, demo, company, mode):
    sandbox.order("faults", kind="corrupt", mode=mode)
    sandbox.order("people/xiaoman/add_contact", userid="limu")

    [received] = company.wait(1)

    with pytest.raises(Exception):  # noqa: B017, PT011  (the judge has several ways to refuse)
        opened(received)
