import signal

import pytest

from sandbox.tests.harness import CORPID, Company, Sandbox, wait_until


@pytest.fixture
def own(tmp_path):
    sandbox = Sandbox(tmp_path)
    sandbox.start()
    yield sandbox
    sandbox.stop()


def test_restart_keeps_everything(own, company: Company):
    demo = own.demo(company.url)
    account = demo["kf_accounts"][0]["open_kfid"]
    own.order("people/xiaoman/message", text="你好")
    media_id = own.order("people/xiaoman/message", file={"filename": "a.txt"})["media_id"]
    own.order("people/linxiaotang/add_contact", userid="limu")
    own.order("clock", advance=100)
    token, cursor = own.token(), own.api("kf/sync_msg", {"open_kfid": account})["next_cursor"]
    company.wait(3)
    wait_until(lambda: {push["outcome"] for push in own.callbacks()} == {"done"})
    paths = ("/_sandbox/people", "/_sandbox/corps", f"/_sandbox/people/xiaoman/chat/{account}")
    before = [own.get(path) for path in paths], own.callbacks()

    own.stop()
    own.start()

    assert ([own.get(path) for path in paths], own.callbacks()) == before
    assert own.token() == token
    assert own.get("/_sandbox/clock")["offset"] == 100
    assert own.raw("GET", f"/phone/media/{media_id}")[1] == b"sample file\n"
    own.order("people/xiaoman/message", text="还在吗")
    [new] = own.api("kf/sync_msg", {"open_kfid": account, "cursor": cursor})["msg_list"]
    assert new["text"] == {"content": "还在吗"}
    assert len(company.wait(4)) == 4


def test_callback_under_way_is_sent_after_a_restart(own, company: Company):
    own.demo("http://127.0.0.1:9/")
    own.order("settings", callback_seconds=30)
    own.order("people/xiaoman/add_contact", userid="limu")
    own.order("corps", corpid=CORPID, callback_url=company.url)
    wait_until(lambda: own.callbacks()[0]["tries"])

    own.stop()
    own.start()

    assert company.events(1)[0]["UserID"] == "limu"


def test_killed_sandbox_keeps_what_it_has_answered(own, company: Company):
    demo = own.demo(company.url)
    own.order("people/xiaoman/message", text="你好")

    own.stop(signal.SIGKILL)
    own.start()

    account = demo["kf_accounts"][0]["open_kfid"]
    assert len(own.get(f"/_sandbox/people/xiaoman/chat/{account}")["lines"]) == 1
