import json

import pytest

from sandbox.tests.harness import AES_KEY, CORPID, SECRET, TOKEN, Sandbox, settings


def test_demo_again_changes_nothing_but_the_settings(sandbox, company):
    first = sandbox.demo(company.url)
    sandbox.order("people/xiaoman/message", text="你好")
    before = sandbox.get("/_sandbox/people")

    again = sandbox.order("demo", **settings(company.url) | {"callback_url": "http://127.0.0.1:9/new"})

    assert again == first
    assert sandbox.get("/_sandbox/people") == before
    [corp] = sandbox.get("/_sandbox/corps")["corps"]
    assert corp["callback_url"] == "http://127.0.0.1:9/new"
    account = first["kf_accounts"][0]["open_kfid"]
    assert len(sandbox.get(f"/_sandbox/people/xiaoman/chat/{account}")["lines"]) == 1


def test_company_is_shown_without_its_secrets(sandbox, demo):
    sandbox.order("corps", corpid=CORPID, name="禾木")

    shown = json.dumps(sandbox.get("/_sandbox/corps"))

    assert "禾木" in json.loads(shown)["corps"][0]["name"]
    assert all(secret not in shown for secret in (SECRET, TOKEN, AES_KEY))


def test_stage_is_set_by_hand(sandbox, company):
    sandbox.order("corps", **settings(company.url) | {"name": "别家"})
    sandbox.order("departments", id=2, name="销售")
    sandbox.order("members", userid="ann", name="Ann", departments=[2])
    account = sandbox.order("kf_accounts", open_kfid="wkOne", name="Help")
    person = sandbox.order("people", id="bob", nickname="Bob", unionid="oBob")

    assert account["servicers"] == {"ann": 0}
    assert (person["unionid"], list(person["external_userids"])) == ("oBob", [CORPID])
    assert sandbox.order("people", id="bob", nickname="Bobby")["nickname"] == "Bobby"
    assert len(sandbox.get("/_sandbox/people")["people"]) == 1
    external_userid = person["external_userids"][CORPID]
    assert sandbox.order(f"people/{external_userid}/message", text="hi")["msgid"]


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("corps", {"corpid": "ww9"}, 400, "missing: name, secret, agentid"),
        ("corps", settings("http://x/") | {"name": "n", "colour": "red"}, 400, "unknown: colour"),
        ("corps", settings("http://x/") | {"name": "n", "encoding_aes_key": "short"}, 400, "43 letters"),
        ("members", {"userid": "ann", "name": 7}, 400, "Expected `str`"),
        ("people", {}, 400, "nickname must be a text"),
        ("people/nobody/message", {"text": "x"}, 404, "no person nobody"),
        ("people/xiaoman/message", {"text": "x", "open_kfid": "wkNone"}, 404, "no account wkNone"),
        ("people/xiaoman/message", {"msgtype": "poem"}, 400, "msgtype must be one of"),
        ("people/xiaoman/message", {"image": {"data": "***"}}, 400, "data must be base64"),
        ("people/xiaoman/add_contact", {"userid": "nobody"}, 404, "no member nobody"),
        ("people/xiaoman/add_contact", {"userid": "limu", "corpid": "ww9"}, 404, "no company ww9"),
        ("members/limu/drop_customer", {"person": "xiaoman"}, 404, "limu does not follow"),
        ("staff", {"action": "dance", "servicer_userid": "limu", "person": "xiaoman"}, 400, "action must be"),
        ("tags", {"change": "delete", "id": "none"}, 404, "no tag none"),
    ],
)
def test_mistake_is_explained(sandbox, demo, path, body, status, words):
    got_status, reason = sandbox.refused(path, **body)

    assert got_status == status
    assert words in reason


@pytest.mark.parametrize("body", [b"{", b"[]", b"7"])
def test_body_that_is_no_json_object_is_refused(sandbox, body):
    status, _, _ = sandbox.raw("POST", "/_sandbox/corps", body, {"Content-Type": "application/json"})

    assert status == 400


def test_page_of_a_stranger_cannot_write(sandbox, demo):
    for path in ("/_sandbox/reset", "/phone/api/people"):
        status, body, _ = sandbox.raw("POST", path, b"{}", {"Content-Type": "text/plain"})
        assert (status, b"X-Sandbox" in body) == (403, True)
    assert sandbox.get("/_sandbox/corps")["corps"]


def test_control_api_can_be_locked(tmp_path):
    locked = Sandbox(tmp_path, SANDBOX_CONTROL_TOKEN="open-sesame").start()
    try:
        assert locked.raw("GET", "/_sandbox/corps")[0] == 401
        assert locked.raw("GET", "/_sandbox/corps", headers={"Authorization": "Bearer no"})[0] == 401
        assert locked.raw("GET", "/_sandbox/corps", headers={"Authorization": "Bearer open-sesame"})[0] == 200
        assert locked.raw("GET", "/phone")[0] == 200
    finally:
        locked.stop()


def test_clock_moves_and_comes_back(sandbox):
    ahead = sandbox.order("clock", advance=3600)

    assert ahead["offset"] == 3600
    assert sandbox.order("clock", reset=True)["offset"] == 0


def test_callbacks_have_five_seconds_unless_told_otherwise(sandbox):
    assert sandbox.order("settings") == {"callback_seconds": 5.0}
    assert sandbox.order("settings", callback_seconds=0.5) == {"callback_seconds": 0.5}
