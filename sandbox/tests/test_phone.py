import http.client
import io
import json
import re

from PIL import Image

from sandbox.phone.texts import TEXTS, texts
from sandbox.pictures import avatar, sample
from sandbox.tests.harness import CORPID, Sandbox, wait_until

PNG = b"\x89PNG\r\n\x1a\n"


def home(sandbox, person="xiaoman"):
    return sandbox.get("/phone/api/home", person=person)


def upload(sandbox, account, data, name, content_type):
    path = f"/phone/api/file?person=xiaoman&corpid={CORPID}&peer={account}&name={name}"
    return sandbox.raw("POST", path, data, {"Content-Type": content_type, "X-Sandbox": "1"})


def test_file_without_a_person_is_refused(sandbox, demo, account):
    status, answer, _ = sandbox.raw("POST", f"/phone/api/file?corpid={CORPID}&peer={account}", b"x", {"X-Sandbox": "1"})

    assert (status, json.loads(answer)) == (400, {"error": "person must be a text"})


def test_page_speaks_both_languages_under_a_strict_policy(sandbox, demo):
    status, chinese, headers = sandbox.raw("GET", "/phone?lang=zh&person=xiaoman")
    _, english, _ = sandbox.raw("GET", "/phone", headers={"Accept-Language": "en-GB,en;q=0.8"})

    assert status == 200
    assert '<html lang="zh-CN">' in chinese.decode()
    assert "沙箱手机" in chinese.decode()
    assert "Sandbox phone" in english.decode()
    assert 'href="?person=xiaoman&amp;lang=en"' in chinese.decode()
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert policy.endswith("frame-ancestors 'self'")
    assert not re.search(r"<script(?![^>]*(src=|application/json))|style=|\son\w+=", chinese.decode())


def test_product_may_frame_the_page_when_it_is_named(tmp_path):
    framed = Sandbox(tmp_path, SANDBOX_FRAME_ANCESTORS="http://127.0.0.1:8000").start()
    try:
        policy = framed.raw("GET", "/phone?embed=1")[2]["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors http://127.0.0.1:8000")
    finally:
        framed.stop()


def test_every_text_exists_in_both_languages():
    assert all(chinese and english for chinese, english in TEXTS.values())
    placeholders = re.compile(r"\{\w+\}")
    for chinese, english in TEXTS.values():
        assert sorted(placeholders.findall(chinese)) == sorted(placeholders.findall(english))
    assert texts("zh")["send"] == "发送"


def test_chat_list_counts_what_was_not_read(sandbox, demo, account, xiaoman):
    sandbox.post("/phone/api/text", person="xiaoman", peer=account, text="你好")
    for words in ("您好", "请问想看什么？"):
        body = {"touser": xiaoman, "open_kfid": account, "msgtype": "text", "text": {"content": words}}
        sandbox.api("kf/send_msg", body)

    [chat] = home(sandbox)["chats"]
    assert (chat["peer"], chat["unread_count"], chat["last"]["body"]) == (account, 2, {"content": "请问想看什么？"})

    sandbox.post("/phone/api/read", person="xiaoman", peer=account)
    assert home(sandbox)["chats"][0]["unread_count"] == 0


def test_tap_on_a_menu_carries_its_id(sandbox, demo, account):
    sandbox.post("/phone/api/text", person="xiaoman", peer=account, text="选床垫", menu_id="101")

    [message] = sandbox.api("kf/sync_msg", {"open_kfid": account})["msg_list"]

    assert message["text"] == {"content": "选床垫", "menu_id": "101"}


def test_entering_again_at_once_is_not_told(sandbox, demo, account):
    for _ in range(3):
        sandbox.post("/phone/api/enter", person="xiaoman", peer=account)

    assert len(sandbox.api("kf/sync_msg", {"open_kfid": account})["msg_list"]) == 1


def test_picture_is_sent_as_picture_and_the_rest_as_file(sandbox, demo, account):
    assert upload(sandbox, account, sample(), "bed.png", "image/png")[0] == 200
    assert upload(sandbox, account, b"not one", "broken.png", "image/png")[0] == 200
    assert upload(sandbox, account, b"<script>", "page.html", "text/html")[0] == 200

    lines = sandbox.get("/phone/api/chat", person="xiaoman", peer=account)["lines"]

    assert [(line["msgtype"], line["media"]["name"]) for line in lines] == [
        ("image", "bed.png"),
        ("file", "broken.png"),
        ("file", "page.html"),
    ]
    _, _, shown = sandbox.raw("GET", lines[0]["media"]["url"])
    _, _, kept = sandbox.raw("GET", lines[2]["media"]["url"])
    assert shown["Content-Disposition"].startswith("inline")
    assert kept["Content-Disposition"].startswith("attachment")
    assert kept["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_other_picture_formats_become_jpeg(sandbox, demo, account):
    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, "GIF")

    upload(sandbox, account, out.getvalue(), "dot.gif", "image/gif")

    [line] = sandbox.get("/phone/api/chat", person="xiaoman", peer=account)["lines"]
    assert line["media"]["name"] == "dot.jpg"
    assert sandbox.raw("GET", line["media"]["url"])[1].startswith(b"\xff\xd8\xff")


def test_file_that_is_too_large_is_refused(sandbox, demo, account):
    status, body, _ = upload(sandbox, account, bytes(20 * 1_048_576 + 1), "big.bin", "")

    assert (status, json.loads(body)) == (413, {"error": "too large"})


def test_talk_with_a_member_stays_between_the_two(sandbox, demo, company):
    sandbox.post("/phone/api/add_contact", person="xiaoman", userid="limu", state="store-01")
    company.wait(1)
    sandbox.post("/phone/api/text", person="xiaoman", peer="limu", text="在吗")

    [friend] = [member for member in home(sandbox)["companies"][0]["members"] if member["added"]]
    lines = sandbox.get("/phone/api/chat", person="xiaoman", peer="limu")["lines"]

    assert friend["name"] == "李牧"
    assert [line["msgtype"] for line in lines] == ["added", "text"]
    assert len(company.received) == 1


def test_deleting_a_member_clears_the_chat(sandbox, demo, company):
    sandbox.post("/phone/api/add_contact", person="xiaoman", userid="limu")
    sandbox.post("/phone/api/delete_contact", person="xiaoman", userid="limu")

    changes = {event["ChangeType"] for event in company.events(2)}

    assert changes == {"add_external_contact", "del_follow_user"}
    assert home(sandbox)["chats"] == []
    assert sandbox.post("/phone/api/delete_contact", person="xiaoman", userid="limu") == {"deleted": False}


def test_new_person_can_write(sandbox, demo, account):
    person = sandbox.post("/phone/api/people", nickname="  阿泽 🌿 ")

    sandbox.post("/phone/api/text", person=person["id"], peer=account, text="在吗")

    assert person["nickname"] == "阿泽 🌿"
    [message] = sandbox.api("kf/sync_msg", {"open_kfid": account})["msg_list"]
    cards = sandbox.api("kf/customer/batchget", {"external_userid_list": [message["external_userid"]]})
    assert cards["customer_list"][0]["nickname"] == "阿泽 🌿"


def test_log_counts_and_shows_every_byte(sandbox, demo, company):
    company.answers = [(500, "", 0.0)] * 3
    sandbox.post("/phone/api/add_contact", person="xiaoman", userid="limu")
    wait_until(lambda: sandbox.get("/phone/api/pushes")["counts"]["failed"] == 1)

    listed = sandbox.get("/phone/api/pushes")
    push = sandbox.get("/phone/api/push", id=listed["pushes"][0]["id"])

    assert listed["counts"] == {"done": 0, "failed": 1, "waiting": 0, "all": 1}
    assert listed["pushes"][0] | {"at": 0, "ms": 0, "id": 1} == {
        "id": 1,
        "at": 0,
        "event": "change_external_contact",
        "change_type": "add_external_contact",
        "outcome": "failed",
        "try_count": 3,
        "ms": 0,
    }
    assert push["plaintext"].startswith("<xml><ToUserName>")
    assert [one["request"] for one in push["tries"]] == [received.body for received in company.received]


def test_change_is_announced_on_the_live_stream(sandbox, demo, account):
    stream = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=60)
    stream.request("GET", "/phone/live?person=xiaoman")
    response = stream.getresponse()
    assert response.headers["Content-Type"].startswith("text/event-stream")

    sandbox.order("people/linxiaotang/message", text="别人的")
    sandbox.order("people/xiaoman/message", text="你好")

    topics = set()
    while "person:xiaoman" not in topics:
        text = response.fp.readline().decode().strip()
        topics.add(text.removeprefix("data: "))
    assert "person:linxiaotang" not in topics
    stream.close()


def test_sandbox_stops_while_phones_listen(tmp_path):
    own = Sandbox(tmp_path).start()
    stream = http.client.HTTPConnection("127.0.0.1", own.port, timeout=60)
    stream.request("GET", "/phone/live?person=x")
    stream.getresponse().fp.readline()

    stream_socket = stream.sock
    own.stop()

    assert own.process.returncode == 0
    stream_socket.close()


def test_pictures_are_drawn_here_and_always_the_same(sandbox, demo):
    status, body, headers = sandbox.raw("GET", "/avatar/person-xiaoman.png")

    assert (status, body[:8], headers["Content-Type"]) == (200, PNG, "image/png")
    assert body == avatar("person-xiaoman")
    assert avatar("person-xiaoman") != avatar("person-zhouye")
    assert sandbox.raw("GET", f"/phone/qr/{CORPID}/limu.svg")[1].startswith(b"<svg xmlns")
