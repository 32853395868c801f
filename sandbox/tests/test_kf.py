from sandbox.demo import SELLERS
from sandbox.pictures import sample

HOURS = 3_600


def test_talk_both_ways_through_a_third_party_client(sandbox, demo, company, account, xiaoman, write):
    client = sandbox.client()
    msgid = write("你好 🌿")

    [bell] = company.events(1)
    assert list(bell) == ["ToUserName", "CreateTime", "MsgType", "Event", "Token", "OpenKfId"]
    assert (bell["Event"], bell["OpenKfId"]) == ("kf_msg_or_event", account)

    pulled = client.kf.sync_msg(bell["Token"])
    [message] = pulled["msg_list"]
    assert pulled["has_more"] == 0
    assert message | {"send_time": 0} == {
        "msgid": msgid,
        "open_kfid": account,
        "external_userid": xiaoman,
        "send_time": 0,
        "origin": 3,
        "msgtype": "text",
        "text": {"content": "你好 🌿"},
    }

    client.kf_message.send_text(xiaoman, account, "您好，请问想看什么？", msgid="our-1")
    assert sandbox.chat(account) == [
        ("me", "text", {"content": "你好 🌿"}),
        ("them", "text", {"content": "您好，请问想看什么？"}),
    ]
    assert client.kf.sync_msg(bell["Token"], pulled["next_cursor"])["msg_list"] == []


def test_third_party_client_reads_account_servicers_and_customers(sandbox, demo, account, xiaoman):
    client = sandbox.client()

    assert client.kf.get_account_list()["account_list"] == [
        {
            "open_kfid": account,
            "name": "禾木家居客服",
            "avatar": f"{sandbox.url}/avatar/kf-{account}.png",
            "manage_privilege": True,
        }
    ]
    servicers = client.kf.get_servicer_list(account)["servicer_list"]
    assert servicers == [{"userid": userid, "status": 0} for userid in SELLERS]
    cards = client.kf.batchget_customer([xiaoman, "wmNobody"])
    assert cards["invalid_external_userid"] == ["wmNobody"]
    assert cards["customer_list"] == [
        {
            "external_userid": xiaoman,
            "nickname": "小满",
            "avatar": f"{sandbox.url}/avatar/person-xiaoman.png",
            "gender": 2,
            "unionid": demo["people"][0]["unionid"],
        }
    ]


def test_pictures_and_files_travel_both_ways(sandbox, demo, account, xiaoman, send, sync):
    media_id = sandbox.order("people/xiaoman/message", image={})["media_id"]
    [message] = sync()["msg_list"]
    status, data, headers = sandbox.raw("GET", f"/cgi-bin/media/get?access_token={sandbox.token()}&media_id={media_id}")

    assert (message["msgtype"], message["image"]) == ("image", {"media_id": media_id})
    assert (status, data, headers["Content-Type"]) == (200, sample(), "image/png")

    ours = sandbox.client().media.upload("file", ("quote.pdf", b"%PDF-1.4 quote"))["media_id"]
    assert send(msgtype="file", file={"media_id": ours}) == 0
    assert send(msgtype="image", image={"media_id": ours}) == 40007
    assert sandbox.chat(account)[-1] == ("them", "file", {"media_id": ours})


def test_pull_goes_on_while_there_is_more(write, sync):
    sent = [write(f"第 {number} 条") for number in range(7)]

    pages = [sync(limit=3)]
    while pages[-1]["has_more"]:
        pages.append(sync(pages[-1]["next_cursor"], limit=3))

    assert [len(page["msg_list"]) for page in pages] == [3, 3, 1]
    assert [message["msgid"] for page in pages for message in page["msg_list"]] == sent
    assert sync(pages[-1]["next_cursor"]) == {
        "errcode": 0,
        "errmsg": "ok",
        "next_cursor": pages[-1]["next_cursor"],
        "has_more": 0,
        "msg_list": [],
    }


def test_empty_page_with_more_to_come_loses_nothing(sandbox, write, sync):
    sent = write()
    sandbox.order("faults", kind="sync_empty_page", times=2)

    first = sync()
    second = sync(first["next_cursor"])
    third = sync(second["next_cursor"])

    assert [(page["has_more"], len(page["msg_list"])) for page in (first, second, third)] == [(1, 0), (1, 0), (0, 1)]
    assert third["msg_list"][0]["msgid"] == sent


def test_only_three_days_can_be_pulled(sandbox, write, sync):
    write("旧")
    sandbox.order("clock", advance=72 * HOURS + 60)
    new = write("新")

    assert [message["msgid"] for message in sync()["msg_list"]] == [new]


def test_bad_pulls_are_refused(sandbox, account, company, write, sync):
    write()
    token = company.events(1)[0]["Token"]

    assert sync(cursor="made-up")["errcode"] == 40058
    assert sync(token="ENCnone")["errcode"] == 95007
    assert sandbox.code("kf/sync_msg", {"open_kfid": "wkNone"}) == 95004
    assert sandbox.code("kf/sync_msg", {"open_kfid": "none"}) == 95000
    sandbox.order("clock", advance=601)
    assert sync(token=token)["errcode"] == 95007


def test_pulling_without_a_token_is_limited(sandbox, company, write, sync):
    write()
    token = company.events(1)[0]["Token"]
    sandbox.order("limits", sync_without_token_per_minute=2)
    try:
        codes = [sync()["errcode"] for _ in range(4)]

        assert codes[-1] == 45009
        assert sync(token=token)["errcode"] == 0
    finally:
        sandbox.order("limits", sync_without_token_per_minute=60)
