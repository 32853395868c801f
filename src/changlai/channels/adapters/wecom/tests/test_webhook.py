import json
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changlai.channels.adapters.wecom.manifest import CHANNEL
from changlai.channels.adapters.wecom.tests.support import (
    AT,
    CUSTOMER,
    NOW,
    SETTINGS,
    callback,
    event,
    received,
    seal,
    signature,
)
from changlai.channels.contracts import Bell, Delivery, HookRequest, Reception, UrgentTask
from changlai.channels.errors import BadPayload, BadSignature

receive = CHANNEL.webhook.receive


def address_check(echo: bytes = b"5927782489442352469", **query: str) -> HookRequest:
    encrypted = seal(echo)
    timestamp = str(int(NOW.timestamp()))
    told = {
        "msg_signature": signature(encrypted, timestamp, "n1"),
        "timestamp": timestamp,
        "nonce": "n1",
        "echostr": encrypted.decode(),
    }
    return HookRequest("GET", told | query, {}, b"", NOW)


def test_the_address_check_is_answered_with_the_bare_text():
    assert receive(address_check(), SETTINGS) == Reception(body=b"5927782489442352469")


def test_a_forged_address_check_is_refused():
    with pytest.raises(BadSignature):
        receive(address_check(nonce="n2"), SETTINGS)


def test_a_new_contact_becomes_a_delivery_and_a_welcome():
    message = event(ChangeType="add_external_contact", State="ch_0001", WelcomeCode="wc-1")

    reception = receive(callback(message), SETTINGS)

    (delivery,) = reception.deliveries
    assert reception == Reception(deliveries=(delivery,))
    assert delivery == Delivery(
        key=delivery.key,
        kind="change_external_contact.add_external_contact",
        payload=message,
        thread=CUSTOMER,
        occurred_at=AT,
        urgent=UrgentTask("welcome", {"welcome_code": "wc-1", "member": "sales01", "external_userid": CUSTOMER}, 20.0),
    )


def test_without_a_text_there_is_no_welcome():
    message = event(ChangeType="add_external_contact", WelcomeCode="wc-1")

    assert received(message, SETTINGS | {"welcome_text": ""}).urgent is None


def test_the_json_envelope_says_the_same():
    message = event(ChangeType="edit_external_contact")
    encrypted = seal(message)
    request = callback(message, encrypted=encrypted)
    body = json.dumps({"tousername": "ww", "encrypt": encrypted.decode(), "agentid": "1000002"}).encode()

    as_json = receive(HookRequest("POST", request.query, {}, body, NOW), SETTINGS)

    assert as_json == receive(request, SETTINGS)


def test_the_envelope_of_a_suite_says_the_same_with_other_names():
    message = event(
        Event=None, MsgType=None, CreateTime=None, InfoType="change_external_contact", TimeStamp=1735718400,
        ChangeType="del_follow_user",
    )  # fmt: skip

    delivery = received(message)

    assert (delivery.kind, delivery.thread, delivery.occurred_at) == (
        "change_external_contact.del_follow_user",
        CUSTOMER,
        AT,
    )


def test_the_bell_of_a_service_desk_is_no_delivery():
    message = event(
        FromUserName=None, Event="kf_msg_or_event", UserID=None, ExternalUserID=None, Token="tok", OpenKfId="wk1"
    )

    assert receive(callback(message), SETTINGS) == Reception(bells=(Bell("kf:wk1", {"token": "tok"}),))


@pytest.mark.parametrize(
    ("fields", "bell"),
    [
        ({"Event": "kf_account_auth_change", "AuthAddOpenKfId": "wk2"}, "desks"),
        ({"Event": "change_contact", "ChangeType": "create_user"}, "members"),
    ],
)
def test_changed_lists_are_kept_and_read_again(fields, bell):
    reception = receive(callback(event(**fields)), SETTINGS)

    assert len(reception.deliveries) == 1
    assert reception.bells == (Bell(bell),)


def test_a_retry_has_the_same_key_whatever_its_envelope_and_spaces():
    message = event(ChangeType="edit_external_contact")
    spaced = message.replace(b"><", b">\n  <")

    assert received(message).key == received(message).key == received(spaced).key


def test_two_customers_of_one_second_have_two_keys():
    one = received(event(ChangeType="edit_external_contact"))
    other = received(event(ChangeType="edit_external_contact", ExternalUserID="wmOther"))

    assert one.key != other.key


def test_messages_have_their_own_id_as_key():
    message = event(Event=None, MsgType="text", FromUserName="sales01", Content="hi", MsgId="4561255354251345929")

    delivery = received(message)

    assert (delivery.key, delivery.kind) == ("message:4561255354251345929", "message.text")


def test_unknown_events_are_kept():
    assert received(event(Event="brand_new", ChangeType="Something")).kind == "brand_new.something"
    assert received(event(Event="Bad Kind!", ChangeType=None)).kind == "unknown"


@pytest.mark.parametrize(
    "message", [b"", b"hello", b"<xml>", b"{}", b"[]", b"{broken", b"\xff\xfe", b"<xml><A>1</B></xml>"]
)
def test_genuine_messages_that_cannot_be_read_are_kept(message):
    delivery = received(message)

    assert (delivery.kind, delivery.payload, delivery.thread, delivery.occurred_at) == ("unreadable", message, "", NOW)


@pytest.mark.parametrize("created", [None, "", "soon", "-1", "0", "9" * 30, "１７３５７１８４００"])
def test_without_a_readable_time_it_happened_when_it_arrived(created):
    delivery = received(event(ChangeType="edit_external_contact", CreateTime=created))

    assert delivery.occurred_at == NOW
    assert delivery.context == b'{"asked_at":%d}' % int(NOW.timestamp())


def test_json_messages_are_read_too():
    message = json.dumps(
        {"MsgType": "event", "Event": "hit_keyword", "CreateTime": 1735718400, "ExternalUserID": CUSTOMER}
    ).encode()

    delivery = received(message)

    assert (delivery.kind, delivery.thread, delivery.occurred_at) == ("hit_keyword", CUSTOMER, AT)


def test_an_id_that_is_too_long_names_nobody():
    assert (
        received(event(ChangeType="edit_external_contact", ExternalUserID="w" * 129, UserID="s" * 129)).thread == "sys"
    )


@pytest.mark.parametrize("minutes", [-11, 11])
def test_old_and_future_requests_are_refused(minutes):
    request = callback(event(), now=NOW + timedelta(minutes=minutes))
    late = HookRequest("POST", request.query, {}, request.body, NOW)

    with pytest.raises(BadSignature, match="old_timestamp"):
        receive(late, SETTINGS)


def tampered(request: HookRequest, **query: str) -> HookRequest:
    return HookRequest("POST", dict(request.query) | query, {}, request.body, request.now)


@pytest.mark.parametrize("name", ["msg_signature", "timestamp", "nonce"])
@pytest.mark.parametrize("value", ["", "x", "é", "\ud800", "9" * 50, "-1", "１７３５７１８４３０"])
def test_tampered_addresses_are_refused(name, value):
    with pytest.raises(BadSignature):
        receive(tampered(callback(event()), **{name: value}), SETTINGS)


def test_a_signed_timestamp_must_be_a_number():
    encrypted = seal(event())
    query = {"msg_signature": signature(encrypted, "soon", "n"), "timestamp": "soon", "nonce": "n"}

    with pytest.raises(BadSignature, match="old_timestamp"):
        receive(tampered(callback(b"", encrypted=encrypted), **query), SETTINGS)


def test_a_message_for_another_corp_is_refused():
    with pytest.raises(BadSignature, match="wrong_receiver"):
        receive(callback(b"", encrypted=seal(event(), receiver="ww2000000000000002")), SETTINGS)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_xml"),
        (b"<xml><Encrypt>" + b"A" * 65_536 + b"</Encrypt></xml>", "too_large"),
        (b"<xml><A>1</A></xml>", "no_encrypt"),
        (b"<xml><Encrypt><A>1</A></Encrypt></xml>", "no_encrypt"),
        (b'{"encrypt":', "not_json"),
        (b'{"encrypt": 7}', "not_json"),
        (b'{"other": "x"}', "not_json"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><xml><Encrypt>&b;</Encrypt></xml>', "dtd"),
    ],
)
def test_bodies_that_are_no_envelope_are_refused(body, reason):
    with pytest.raises(BadPayload) as caught:
        receive(HookRequest("POST", {}, {}, body, NOW), SETTINGS)

    assert caught.value.reason == reason


def test_a_document_type_inside_is_refused():
    with pytest.raises(BadPayload, match="dtd"):
        received(b'<!DOCTYPE a [<!ENTITY b "c">]><xml><Event>&b;</Event></xml>')


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", ""])
def test_other_methods_are_refused(method):
    with pytest.raises(BadPayload, match="bad_method"):
        receive(HookRequest(method, {}, {}, b"", NOW), SETTINGS)


@pytest.mark.parametrize("settings", [{}, SETTINGS | {"encoding_aes_key": "short"}])
def test_an_account_without_settings_refuses_everything(settings):
    with pytest.raises(BadPayload, match="not_configured"):
        receive(callback(event()), settings)


@given(
    body=st.binary(max_size=400),
    query=st.dictionaries(st.sampled_from(["msg_signature", "timestamp", "nonce", "echostr"]), st.text(max_size=60)),
    method=st.sampled_from(["GET", "POST"]),
)
def test_any_request_is_refused_in_one_of_two_ways(body, query, method):
    with pytest.raises((BadSignature, BadPayload)):
        receive(HookRequest(method, query, {}, body, NOW), SETTINGS)


@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=200).map(lambda text: event(Name=text).decode(errors="replace").encode()),
    )
)
def test_any_genuine_message_is_kept_or_refused(message):
    with suppress(BadPayload):
        reception = receive(callback(message), SETTINGS)

        assert [delivery.payload for delivery in reception.deliveries] == [message]
