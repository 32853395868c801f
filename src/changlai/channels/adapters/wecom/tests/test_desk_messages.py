import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changlai.channels.adapters.wecom import sentences as say
from changlai.channels.adapters.wecom.tests.support import AT, CORPID, CUSTOMER, fixture, meaning
from changlai.channels.contracts import Attachment, Content, IdentityClaim, Inbound, Profile, Skipped
from changlai.channels.enums import ContentKind, InboundKind

DESK = "wkExample01"
ADDRESS = {"open_kfid": DESK, "touser": CUSTOMER}
ABOUT = b'{"customer":' + fixture("customer_record.json") + b"}"


def row(msgtype: str, body: object, **fields: object) -> dict[str, object]:
    head = {"msgid": "m-1", "open_kfid": DESK, "external_userid": CUSTOMER, "send_time": 1735718400, "origin": 3}
    return head | {"msgtype": msgtype, msgtype: body} | fields


def happening(event_type: str, **fields: object) -> dict[str, object]:
    event = {"event_type": event_type, "open_kfid": DESK, "external_userid": CUSTOMER} | fields
    return {"msgid": "m-2", "send_time": 1735718400, "origin": 4, "msgtype": "event", "event": event}


def content(msgtype: str, body: object) -> Content | None:
    inbound: Inbound = meaning(f"kf.{msgtype}", row(msgtype, body))
    return inbound.content


def test_a_message_of_a_customer_whom_wecom_describes():
    assert meaning("kf.text", row("text", {"content": "在吗"}), ABOUT) == Inbound(
        kind=InboundKind.MESSAGE,
        identities=(
            IdentityClaim("external_userid", CORPID, CUSTOMER),
            IdentityClaim("unionid", CORPID, "oUnionExample00000000000001"),
        ),
        occurred_at=AT,
        endpoint=DESK,
        profile=Profile(name="小满", avatar_url="https://wx.qlogo.cn/x/0", gender="female"),
        content=Content(text="在吗"),
        platform_id="m-1",
        address=ADDRESS,
    )


def test_a_message_without_a_record_still_counts():
    inbound = meaning("kf.text", row("text", {"content": "在吗"}))

    assert inbound.profile == Profile()
    assert inbound.identities == (IdentityClaim("external_userid", CORPID, CUSTOMER),)


def test_a_colleague_answered_in_the_wecom_app():
    message = row("text", {"content": "在的"}, origin=5, servicer_userid="sales01")

    inbound = meaning("kf.text", message)

    assert inbound.kind is InboundKind.COLLEAGUE_MESSAGE
    assert inbound.content == Content(text="在的", raw={"servicer_userid": "sales01"})


MERGED = {
    "title": "王小明和李四的聊天记录",
    "item": [
        {"sender_name": "王小明", "msgtype": "text", "msg_content": '{"text":{"content":"多少钱"}}'},
        {"sender_name": "李四", "msgtype": "link", "msg_content": '{"link":{"title":"报价单"}}'},
        {"sender_name": "李四", "msgtype": "image", "msg_content": "not json"},
    ],
}


@pytest.mark.parametrize(
    ("msgtype", "body", "expected"),
    [
        ("text", {"content": "1", "menu_id": "101"}, Content(text="1", raw={"menu_id": "101"})),
        ("image", {"media_id": "M"}, Content(ContentKind.IMAGE, attachments=(Attachment("image", remote="M"),))),
        ("image", {"media_id": "M" * 2001}, Content(ContentKind.IMAGE, attachments=(Attachment("image"),))),
        ("voice", {"media_id": "M"}, Content(ContentKind.VOICE, attachments=(Attachment("voice", remote="M"),))),
        ("video", {"media_id": "M"}, Content(ContentKind.VIDEO, attachments=(Attachment("video", remote="M"),))),
        ("file", {"media_id": "M"}, Content(ContentKind.FILE, attachments=(Attachment("file", remote="M"),))),
        (
            "location",
            {"latitude": 23.1, "longitude": 113.4, "name": "小区", "address": "广州"},
            Content(ContentKind.LOCATION, title="小区", text="广州", raw={"latitude": 23.1, "longitude": 113.4}),
        ),
        (
            "link",
            {"title": "T", "desc": "D", "url": "https://e.example", "pic_url": "https://e.example/p"},
            Content(
                ContentKind.LINK, title="T", text="D", url="https://e.example", raw={"pic_url": "https://e.example/p"}
            ),
        ),
        ("link", {"title": "T", "url": "javascript:alert(1)"}, Content(ContentKind.LINK, title="T")),
        ("business_card", {"userid": "sales01"}, Content(ContentKind.CARD, text="sales01", raw={"userid": "sales01"})),
        (
            "miniprogram",
            {"title": "T", "appid": "wx1", "pagepath": "p", "thumb_media_id": "M"},
            Content(ContentKind.MINIPROGRAM, title="T", raw={"appid": "wx1", "pagepath": "p", "thumb_media_id": "M"}),
        ),
        (
            "msgmenu",
            {
                "head_content": "满意吗",
                "list": [{"type": "click", "click": {"id": "1", "content": "满意"}}, {"type": "x"}],
                "tail_content": "谢谢",
            },
            Content(
                ContentKind.MENU,
                text="满意吗\n满意\n谢谢",
                raw={"list": [{"type": "click", "click": {"id": "1", "content": "满意"}}, {"type": "x"}]},
            ),
        ),
        (
            "merged_msg",
            MERGED,
            Content(
                ContentKind.OTHER,
                title="王小明和李四的聊天记录",
                text="王小明: 多少钱\n李四: 报价单\n李四: [image]",
                raw={"msgtype": "merged_msg", "item": MERGED["item"]},
            ),
        ),
        (
            "channels",
            {"sub_type": 1, "nickname": "禾木家居", "title": "新品"},
            Content(
                ContentKind.OTHER,
                title="Something from WeChat Channels",
                text="禾木家居\n新品",
                raw={"msgtype": "channels", "sub_type": 1, "nickname": "禾木家居", "title": "新品"},
            ),
        ),
        (
            "channels_shop_product",
            {"product_id": "P", "title": "沙发", "sales_price": "999", "shop_nickname": "禾木"},
            Content(
                ContentKind.OTHER,
                title="A product of a Channels shop",
                text="禾木\n沙发\n999",
                raw={
                    "msgtype": "channels_shop_product",
                    "product_id": "P",
                    "title": "沙发",
                    "sales_price": "999",
                    "shop_nickname": "禾木",
                },
            ),
        ),
        (
            "note",
            {},
            Content(
                ContentKind.OTHER,
                title="A note that can only be read in WeCom",
                text="A note that can only be read in WeCom",
                raw={"msgtype": "note"},
            ),
        ),
        (
            "brand_new",
            {"a": 1},
            Content(
                ContentKind.OTHER,
                title="A message of a kind that can only be read in WeCom",
                text="A message of a kind that can only be read in WeCom",
                raw={"msgtype": "brand_new", "a": 1},
            ),
        ),
    ],
)
def test_every_type_of_message(msgtype, body, expected):
    assert content(msgtype, body) == expected


def test_what_is_nested_too_deep_is_cut_off():
    body: object = "x"
    for _ in range(40):
        body = [body]

    inbound = meaning("kf.brand_new", row("brand_new", {"a": body}))

    depth, found = 0, inbound.content.raw["a"]
    while isinstance(found, list):
        depth, found = depth + 1, found[0]
    assert (depth, found) == (31, None)


def test_the_customer_came_in():
    event = happening("enter_session", scene="web", scene_param="a%3D1", welcome_code="kwc")

    assert meaning("kf.event.enter_session", event, ABOUT) == Inbound(
        kind=InboundKind.ENTERED,
        identities=(
            IdentityClaim("external_userid", CORPID, CUSTOMER),
            IdentityClaim("unionid", CORPID, "oUnionExample00000000000001"),
        ),
        occurred_at=AT,
        endpoint=DESK,
        profile=Profile(name="小满", avatar_url="https://wx.qlogo.cn/x/0", gender="female"),
        content=Content(ContentKind.OTHER, raw={"scene": "web", "scene_param": "a%3D1"}),
        address=ADDRESS,
        welcome_code="kwc",
    )


@pytest.mark.parametrize(
    ("fail_type", "reason"),
    [
        (0, say.UNDELIVERED),
        (4, say.WINDOW),
        (6, say.FIVE_MESSAGES),
        (10, say.REFUSED_BY_CUSTOMER),
        (99, say.UNDELIVERED),
        (None, say.UNDELIVERED),
        ("4", say.WINDOW),
    ],
)
def test_a_message_that_did_not_arrive_says_why(fail_type, reason):
    inbound = meaning("kf.event.msg_send_fail", happening("msg_send_fail", fail_msgid="our-key", fail_type=fail_type))

    assert (inbound.kind, inbound.platform_id, inbound.reason) == (InboundKind.SEND_FAILED, "our-key", reason)


@pytest.mark.parametrize("event_type", ["user_recall_msg", "servicer_recall_msg"])
def test_a_message_taken_back(event_type):
    inbound = meaning(f"kf.event.{event_type}", happening(event_type, recall_msgid="m-1"))

    assert (inbound.kind, inbound.platform_id, inbound.content) == (InboundKind.RECALLED, "m-1", None)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (happening("session_status_change", change_type=1), "session_changed"),
        (happening("servicer_status_change"), "duty_changed"),
        (happening("servicer_status_change", external_userid=None), "duty_changed"),
        (happening("reject_customer_msg_switch_change"), "customer_muted"),
        (happening("brand_new"), "unknown_event"),
        (row("text", {"content": "x"}, origin=9), "unknown_origin"),
        (row("text", {"content": "x"}, origin=None), "unknown_origin"),
        (row("text", {"content": "x"}, external_userid=""), "no_customer"),
        (row("text", {"content": "x"}, open_kfid=None), "no_customer"),
        ({}, "no_customer"),
    ],
)
def test_rows_without_effect_say_why(payload, reason):
    assert meaning("kf.x", payload) == Skipped(reason)


def test_unsafe_characters_do_not_reach_the_house():
    payload = json.dumps(row("text", {"content": "a\0b\ud800c\u0007\n小满😀"})).encode()

    assert meaning("kf.text", payload).content == Content(text="abc\n小满😀")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TYPES = ["text", "image", "location", "link", "business_card", "miniprogram", "msgmenu", "merged_msg", "event", "x"]


@given(
    st.sampled_from(TYPES).flatmap(
        lambda msgtype: st.fixed_dictionaries(
            {"open_kfid": st.just(DESK), "external_userid": st.just(CUSTOMER), "msgtype": st.just(msgtype)},
            optional={
                "origin": st.sampled_from([3, 4, 5]) | json_values,
                "send_time": json_values,
                "msgid": json_values,
                msgtype: st.dictionaries(
                    st.sampled_from(["content", "event_type", "list", "item", "title", "url", "media_id", "fail_type"]),
                    json_values,
                ),
            },
        )
    )
)
def test_any_row_is_understood_or_skipped(fields):
    answer = meaning("kf.x", json.dumps(fields).encode())

    assert isinstance(answer, Inbound | Skipped)


@given(st.binary(max_size=200))
def test_any_bytes_are_skipped(payload):
    assert meaning("kf.text", payload) == Skipped("no_customer")
