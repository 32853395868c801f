import http.client
import time

import pytest

from sandbox.tests.harness import wait_until


def test_error_recovers_after_its_time(sandbox, demo):
    sandbox.order("faults", kind="errcode", code=45009, api="user/get", for_seconds=30)

    assert [sandbox.code("user/get", userid="limu") for _ in range(3)] == [45009] * 3
    assert sandbox.code("department/list") == 0
    sandbox.order("clock", advance=31)
    assert sandbox.code("user/get", userid="limu") == 0


def test_error_recovers_after_so_many_times(sandbox, demo):
    token = sandbox.token()
    sandbox.order("faults", kind="errcode", code=-1, times=2)

    codes = [sandbox.code("getcallbackip", access_token=token) for _ in range(3)]

    assert codes == [-1, -1, 0]


def test_slow_answer_is_late(sandbox, demo):
    token = sandbox.token()
    sandbox.order("faults", kind="slow", seconds=0.4)
    started = time.monotonic()

    assert sandbox.code("getcallbackip", access_token=token) == 0
    assert time.monotonic() - started > 0.4


@pytest.mark.parametrize(("mode", "arrived"), [("", True), ("before", False)])
def test_cut_connection_leaves_the_caller_in_doubt(sandbox, demo, account, xiaoman, mode, arrived):
    sandbox.order("people/xiaoman/message", text="你好")
    sandbox.order("faults", kind="drop", api="kf/send_msg", mode=mode)
    body = {"touser": xiaoman, "open_kfid": account, "msgtype": "text", "text": {"content": "您好"}}

    with pytest.raises(http.client.IncompleteRead):
        sandbox.code("kf/send_msg", body)

    lines = sandbox.get(f"/_sandbox/people/xiaoman/chat/{account}")["lines"]
    assert ("您好" in str(lines)) is arrived


def test_optional_fields_can_be_missing(sandbox, demo, xiaoman):
    sandbox.order("people/xiaoman/add_contact", userid="limu")
    fields = ["external_contact.unionid", "external_contact.avatar", "follow_user.tags"]
    sandbox.order("faults", kind="omit", api="externalcontact/get", fields=fields)

    lean, full = (sandbox.api("externalcontact/get", external_userid=xiaoman) for _ in range(2))

    assert full["external_contact"].keys() - lean["external_contact"].keys() == {"unionid", "avatar"}
    assert full["follow_user"][0].keys() - lean["follow_user"][0].keys() == {"tags"}


def test_a_lost_callback_never_comes_and_the_fact_stays(sandbox, demo, company):
    sandbox.order("people/xiaoman/add_contact", userid="limu")
    sandbox.order("faults", kind="lose", event="change_external_contact")

    sandbox.order("members/limu/drop_customer", person="xiaoman")
    sandbox.order("people/xiaoman/add_contact", userid="tangyue")

    changes = sorted((event["ChangeType"], event["UserID"]) for event in company.events(2))
    assert changes == [("add_external_contact", "limu"), ("add_external_contact", "tangyue")]
    assert sandbox.code("externalcontact/list", userid="limu") == 84061
    lost = [push for push in sandbox.callbacks() if push["fault"] == "lose"]
    assert [(push["outcome"], push["tries"]) for push in lost] == [("failed", [])]


def test_too_many_at_once_are_refused(sandbox, demo):
    sandbox.order("limits", at_once=1)
    token = sandbox.token()
    try:
        sandbox.order("faults", kind="slow", seconds=1.0)
        slow = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=60)
        slow.request("GET", f"/cgi-bin/getcallbackip?access_token={token}")
        wait_until(lambda: not sandbox.get("/_sandbox/faults")["faults"])

        assert sandbox.code("getcallbackip", access_token=token) == 45033
        assert slow.getresponse().status == 200
        assert sandbox.code("getcallbackip", access_token=token) == 0
        slow.close()
    finally:
        sandbox.order("limits", at_once=0)


def test_faults_are_listed_named_in_the_log_and_cleared(sandbox, demo):
    sandbox.order("faults", kind="errcode", code=45009, api="getcallbackip")
    sandbox.order("faults", kind="slow", seconds=9, times=0, api="user/get")

    assert sandbox.code("getcallbackip") == 45009

    assert [fault["kind"] for fault in sandbox.get("/_sandbox/faults")["faults"]] == ["slow"]
    assert sandbox.get("/_sandbox/log", kind="api")["api"][-1]["fault"] == "errcode"
    sandbox.raw("DELETE", "/_sandbox/faults", headers={"Content-Type": "application/json"})
    assert sandbox.get("/_sandbox/faults")["faults"] == []


def test_fault_that_cannot_be_is_explained(sandbox, demo):
    status, reason = sandbox.refused("faults", kind="earthquake")
    assert (status, reason.startswith("kind must be one of corrupt, drop,")) == (400, True)
    assert sandbox.refused("faults", kind="slow", secconds=1)[1].startswith("unknown: secconds")
