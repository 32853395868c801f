"""The sandbox's Weibo over real HTTP: callbacks checked against the published signature, the API's rules, the page."""

import json
from urllib.parse import urlencode

import pytest

from sandbox.tests.harness import VECTORS
from sandbox.weibo.pushes import signature, weibo_time

UID, TOKEN = "1902538057", "2.00AbCdEfGhIjKlMnOpQrStUv"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def weibo(sandbox):
    """An account without a server, and two people."""
    sandbox.order(
        "weibo/accounts",
        uid=UID,
        name="禾木家居",
        app_key="1234567890",
        app_secret="0123456789abcdef0123456789abcdef",
        access_token=TOKEN,
    )
    sandbox.order("people", id="xiaoman", nickname="小满")
    return sandbox


def call(sandbox, api, *, method="POST", **given):
    told = urlencode({"access_token": TOKEN} | given)
    path = f"/2/{api}.json"
    if method == "GET":
        status, body, _ = sandbox.raw("GET", f"{path}?{told}")
    else:
        status, body, _ = sandbox.raw("POST", path, told.encode(), FORM)
    return status, json.loads(body)


def test_signature_is_the_published_one():
    if not VECTORS.is_dir():
        pytest.skip("the published vectors are not here")
    [vector] = json.loads((VECTORS / "crypto" / "weibo_fans_service_signature.json").read_text())

    assert signature(vector["appsecret"], vector["timestamp"], vector["nonce"]) == vector["signature"]


def test_time_is_written_as_weibo_writes_it():
    assert weibo_time(1_342_433_360) == "Mon Jul 16 18:09:20 +0800 2012"


def test_mentions_are_paged_by_ids(weibo):
    ids = [weibo.order("weibo/people/xiaoman/post", text=f"{n} @禾木家居 ")["id"] for n in range(5)]

    _, page = call(weibo, "statuses/mentions", method="GET", count=2, since_id=ids[0])
    _, rest = call(weibo, "statuses/mentions", method="GET", count=2, since_id=ids[0], max_id=page["next_cursor"])

    found = [str(row["id"]) for row in page["statuses"] + rest["statuses"]]
    assert found == ids[:0:-1]
    assert rest["next_cursor"] == 0


def test_the_same_comment_twice_and_a_long_one_are_refused(weibo):
    post = weibo.order("weibo/people/xiaoman/post", text="沙发到了")["id"]

    assert call(weibo, "comments/create", id=post, comment="谢谢")[0] == 200
    assert call(weibo, "comments/create", id=post, comment="谢谢")[1]["error_code"] == 20019
    assert call(weibo, "comments/create", id=post, comment="长" * 141)[1]["error_code"] == 20012
    assert call(weibo, "comments/create", id="1", comment="在")[1]["error_code"] == 20101


def test_private_messages_keep_to_the_window(weibo):
    uid = weibo.order("weibo/people/xiaoman", followers=5)["uid"]

    def reply():
        return call(weibo, "messages/reply", type="text", data='{"text": "您好"}', receiver_id=uid)[1]

    assert reply()["error_code"] == 26403
    weibo.order("weibo/people/xiaoman/post", text="@禾木家居 在吗")
    assert [reply().get("error_code") for _ in range(2)] == [None, 26403]
    weibo.order("weibo/people/xiaoman/message", text="在吗")
    assert [reply().get("error_code") for _ in range(2)] == [None, None]
    for coming in ("follow", "scan", "menu"):
        weibo.order("weibo/people/xiaoman/follow", follows=False)
        assert reply()["error_code"] == 26403
        weibo.order(f"weibo/people/xiaoman/{coming}")
        assert reply().get("error_code") is None


def test_limits_and_wrong_tokens(weibo):
    weibo.order("faults", kind="errcode", code=10023, api="users/show")

    assert call(weibo, "users/show", method="GET", uid=UID)[0] == 403
    assert call(weibo, "users/show", method="GET", uid=UID)[1]["screen_name"] == "禾木家居"
    assert call(weibo, "users/show", method="GET", uid=UID, access_token="2.00wrong")[1]["error_code"] == 21332


def test_person_plays_on_the_page(weibo):
    told = {"act": "post", "person": "xiaoman", "text": "<script>alert(1)</script> @禾木家居"}
    status, _, headers = weibo.raw("POST", "/weibo?lang=zh", urlencode(told).encode(), FORM)
    assert (status, headers["Location"].startswith("/weibo?")) == (303, True)

    _, page, _ = weibo.raw("GET", "/weibo?lang=zh&person=xiaoman")
    assert "&lt;script&gt;" in page.decode()
    assert "发微博" in page.decode()

    status, page, _ = weibo.raw("POST", "/weibo?lang=en", urlencode(told | {"text": " "}).encode(), FORM)
    assert (status, "Write something first." in page.decode()) == (422, True)

    status, _, _ = weibo.raw("POST", "/weibo", urlencode(told).encode(), FORM | {"Sec-Fetch-Site": "cross-site"})
    assert status == 403
