import json
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from changlai.channels.adapters.wecom.manifest import CHANNEL
from changlai.channels.adapters.wecom.pulling import profiles
from changlai.channels.adapters.wecom.pulling.profiles import PROFILES
from changlai.channels.adapters.wecom.tests.fake import FakeAnswer, FakeDesk, answer, refusal
from changlai.channels.adapters.wecom.tests.support import AT, CUSTOMER, fixture
from changlai.channels.contracts import Pulled, UrgentTask
from changlai.channels.errors import CallFailed

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def forgotten():
    PROFILES.forget()


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


def pull(desk: FakeDesk, key: str, cursor: str = "", **hint: str) -> Pulled:
    assert CHANNEL.puller is not None
    return CHANNEL.puller.pull(desk, key, cursor, hint)


def sync_page(*rows: object, **fields: object) -> FakeAnswer:
    return answer(msg_list=rows, **({"next_cursor": "c-2", "has_more": 0} | fields))


def text_row(msgid: str = "m-1", customer: str = CUSTOMER, **fields: object) -> dict[str, object]:
    head = {"msgid": msgid, "open_kfid": "wk1", "external_userid": customer, "send_time": 1735718400, "origin": 3}
    return head | {"msgtype": "text", "text": {"content": "hi"}} | fields


def test_messages_come_verbatim_with_the_record_of_who_wrote(desk):
    desk.http.lay(FakeAnswer(fixture("desk_messages.json")))
    desk.http.lay(FakeAnswer(b'{"errcode":0,"customer_list":[' + fixture("customer_record.json") + b"]}"))

    page = pull(desk, "kf:wkExample01", "c-1", token="tok")

    assert [(one.key, one.kind, one.thread) for one in page.deliveries] == [
        ("kf:m-text", "kf.text", CUSTOMER),
        ("kf:m-image", "kf.image", CUSTOMER),
        ("kf:m-staff", "kf.text", CUSTOMER),
        ("kf:m-enter", "kf.event.enter_session", CUSTOMER),
    ]
    assert page.deliveries[0].occurred_at == AT
    assert all(one.payload in fixture("desk_messages.json") for one in page.deliveries)
    assert json.loads(page.deliveries[0].context) == {"customer": json.loads(fixture("customer_record.json"))}
    assert (page.cursor, page.more) == ("c-0002", False)
    sync, customers = desk.http.calls
    assert sync.body == {
        "open_kfid": "wkExample01", "cursor": "c-1", "limit": 1000, "voice_format": 0, "token": "tok",
    }  # fmt: skip
    assert customers.body == {"external_userid_list": [CUSTOMER], "need_enter_session_context": 0}


def test_somebody_who_writes_on_is_asked_for_once(desk):
    record = json.loads(fixture("customer_record.json"))
    desk.http.lay(sync_page(text_row("m-1")), answer(customer_list=[record]), sync_page(text_row("m-2")))

    first = pull(desk, "kf:wk1")
    second = pull(desk, "kf:wk1", first.cursor)

    assert second.deliveries[0].context == first.deliveries[0].context != b""
    assert [call.api for call in desk.http.calls] == ["kf/sync_msg", "kf/customer/batchget", "kf/sync_msg"]


def test_the_oldest_records_make_room(desk, monkeypatch):
    monkeypatch.setattr(profiles, "_KEPT", 1)
    for customer in ("wm1", "wm2", "wm1"):
        desk.http.lay(sync_page(text_row(f"m-{customer}", customer)))
        desk.http.lay(answer(customer_list=[{"external_userid": customer, "nickname": customer}]))
        pull(desk, "kf:wk1")

    assert [call.api for call in desk.http.calls].count("kf/customer/batchget") == 3


def test_more_than_a_hundred_writers_are_asked_for_in_turns(desk):
    writers = [f"wm{number:03}" for number in range(150)]
    desk.http.lay(sync_page(*[text_row(f"m-{one}", one) for one in writers]), answer(), answer())

    pull(desk, "kf:wk1")

    asked = [call.body["external_userid_list"] for call in desk.http.calls[1:]]
    assert asked == [writers[:100], writers[100:]]


@pytest.mark.parametrize(
    "given", [refusal(48002), refusal(45009), answer(customer_list=[], invalid_external_userid=["x"])]
)
def test_a_message_without_a_record_is_better_than_no_message(desk, given):
    desk.http.lay(sync_page(text_row()), given)

    (delivery,) = pull(desk, "kf:wk1").deliveries

    assert delivery.context == b""


def test_pages_go_on_until_wecom_says_so_even_when_one_is_empty(desk):
    desk.http.lay(sync_page(has_more=1), sync_page(has_more=1), sync_page(has_more=0, next_cursor=""))

    assert pull(desk, "kf:wk1", "c-1") == Pulled(cursor="c-2", more=True)
    assert pull(desk, "kf:wk1", "c-2") == Pulled(cursor="c-2", more=True)
    assert pull(desk, "kf:wk1", "c-2") == Pulled(cursor="c-2", more=False)


def test_an_expired_bell_is_pulled_without_its_token(desk):
    desk.http.lay(refusal(95007), sync_page(text_row(origin=5)))

    page = pull(desk, "kf:wk1", "c-1", token="old")

    assert len(page.deliveries) == 1
    assert ["token" in call.body for call in desk.http.calls] == [True, False]


def test_other_refusals_are_told(desk):
    desk.http.lay(refusal(48007))

    with pytest.raises(CallFailed, match="48007"):
        pull(desk, "kf:wk1", token="tok")


def enter_row(at: datetime, **fields: object) -> dict[str, object]:
    event = {"event_type": "enter_session", "open_kfid": "wk1", "external_userid": CUSTOMER, "welcome_code": "kwc"}
    return {"msgid": "m-e", "send_time": int(at.timestamp()), "origin": 4, "msgtype": "event", "event": event | fields}


@pytest.mark.parametrize("ago", [-MINUTE, 0 * MINUTE, MINUTE / 2], ids=["WeCom's clock fast", "same", "ours fast"])
def test_a_customer_who_has_just_come_in_is_welcomed(desk, ago):
    desk.http.lay(sync_page(enter_row(timezone.now() - ago)), answer())

    (delivery,) = pull(desk, "kf:wk1").deliveries

    assert isinstance(delivery.urgent, UrgentTask)
    assert (delivery.urgent.kind, delivery.urgent.seconds) == ("desk_welcome", 20.0)
    assert delivery.urgent.body["welcome_code"] == "kwc"
    assert len(delivery.urgent.body["msgid"]) == 32
    assert delivery.urgent.body["customer_name"] == ""


def test_a_customer_who_has_just_come_in_is_welcomed_by_name(desk):
    desk.http.lay(
        sync_page(enter_row(timezone.now())), answer(customer_list=[{"external_userid": CUSTOMER, "nickname": "小满"}])
    )

    (delivery,) = pull(desk, "kf:wk1").deliveries

    assert isinstance(delivery.urgent, UrgentTask)
    assert delivery.urgent.body["customer_name"] == "小满"


@pytest.mark.parametrize(
    ("ago", "fields", "settings"),
    [(MINUTE, {}, {}), (0 * MINUTE, {"welcome_code": ""}, {}), (0 * MINUTE, {}, {"kf_welcome_text": ""})],
)
def test_others_are_not_welcomed(ago, fields, settings):
    desk = FakeDesk(**settings)
    desk.http.lay(sync_page(enter_row(timezone.now() - ago, **fields)), answer())

    (delivery,) = pull(desk, "kf:wk1").deliveries

    assert delivery.urgent is None


def test_odd_rows_are_kept(desk):
    rows = (
        b'{"msg_list":[{"text":{"content":"\\ud800half"},"msgid":"m-1","msgtype":"text","origin":3,'
        b'"send_time":99999999999999999999,"external_userid":"wm1","open_kfid":"wk1"},'
        b'{"msgtype":"Bad Type!"},7,{}],"next_cursor":"c-2","errcode":0}'
    )
    desk.http.lay(FakeAnswer(rows), answer())

    page = pull(desk, "kf:wk1")

    assert [one.kind for one in page.deliveries] == ["kf.text", "kf.unknown", "kf.unknown"]
    assert json.loads(page.deliveries[0].payload)["text"] == {"content": "half"}
    assert len({one.key for one in page.deliveries}) == 3
    assert b"asked_at" in page.deliveries[0].context
