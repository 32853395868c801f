import json
from base64 import b64encode
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changlai.channels.adapters.webhook import signing
from changlai.channels.adapters.webhook.manifest import CHANNEL
from changlai.channels.adapters.webhook.tests.support import AT, NOW, SECRET, SETTINGS, event, fixture, post, sign
from changlai.channels.contracts import Delivery, HookRequest, Reception
from changlai.channels.errors import BadPayload, BadSignature

receive = CHANNEL.webhook.receive


def test_the_example_of_the_specification_is_signed_as_it_says():
    """The published example of standardwebhooks.com."""
    key = signing.key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    ours = signing.signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')

    assert ours == b"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_event_becomes_a_delivery():
    body = fixture("message.json")

    assert receive(post(body), SETTINGS) == Reception(
        deliveries=[
            Delivery(key="event:evt_0001", kind="message.files", payload=body, thread="user-42", occurred_at=AT),
        ]
    )


def test_only_messages_with_files_want_them_fetched():
    (with_file,) = receive(post(fixture("message.json")), SETTINGS).deliveries
    (without,) = receive(post(event()), SETTINGS).deliveries

    assert [one.kind in CHANNEL.media_kinds for one in (with_file, without)] == [True, False]


def test_a_list_becomes_deliveries_with_their_own_bytes():
    deliveries = receive(post(fixture("batch.json")), SETTINGS).deliveries

    assert [(one.key, one.kind) for one in deliveries] == [
        ("event:evt_0002", "follow"),
        ("event:evt_0003", "page.view"),
    ]
    assert [json.loads(one.payload)["id"] for one in deliveries] == ["evt_0002", "evt_0003"]
    assert all(one.payload in fixture("batch.json") for one in deliveries)


def test_an_empty_list_is_taken():
    assert receive(post(b'{"events":[]}'), SETTINGS) == Reception(deliveries=[])


def test_several_signatures_while_a_secret_is_changed():
    body = event()
    signature = sign(body)["webhook-signature"]

    several = post(body, webhook_signature=f"v1,AAAA v2,{signature} {signature}")

    assert len(receive(several, SETTINGS).deliveries) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"webhook_id": "msg_2"},
        {"webhook_id": ""},
        {"webhook_id": "a.b"},
        {"webhook_id": "é"},
        {"webhook_timestamp": ""},
        {"webhook_timestamp": "soon"},
        {"webhook_timestamp": "１７３５７１８４３０"},
        {"webhook_timestamp": "1735718431"},
        {"webhook_signature": ""},
        {"webhook_signature": "v1,"},
        {"webhook_signature": "v1,\ud800é"},
        {"webhook_signature": " ".join(["v1,AAAA"] * 1000)},
    ],
)
def test_tampered_headers_are_refused(headers):
    with pytest.raises(BadSignature):
        receive(post(event(), **headers), SETTINGS)


def test_a_tampered_body_and_a_foreign_secret_are_refused():
    request = post(event())
    tampered = HookRequest("POST", {}, request.headers, request.body + b" ", NOW)
    foreign = SETTINGS | {"secret": signing.new_secret()}

    with pytest.raises(BadSignature):
        receive(tampered, SETTINGS)
    with pytest.raises(BadSignature):
        receive(request, foreign)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_old_and_future_requests_are_refused(minutes):
    request = post(event(), now=NOW + timedelta(minutes=minutes))

    with pytest.raises(BadSignature, match="old_timestamp"):
        receive(HookRequest("POST", {}, request.headers, request.body, NOW), SETTINGS)


DEEP = b'{"id":' + b"[" * 40 + b"]" * 40 + b"}"
DEEP_ENOUGH = json.dumps({"id": "evt_1", "a": [[]] * 40, "b": "[{" * 40 + '"\\'}).encode()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_json"),
        (b"[]", "not_json"),
        (b"7", "not_json"),
        (b"{", "not_json"),
        (b'{"id":"\xff"}', "not_json"),
        (b"{}", "bad_event"),
        (DEEP, "too_deep"),
        (b"[" * 60_000, "too_deep"),
        (DEEP_ENOUGH, "bad_event"),
        (event(text="x" * 66_000), "too_large"),
        (event(text="x" * 20_001), "bad_event"),
        (event(id=None), "bad_event"),
        (event(id=""), "bad_event"),
        (event(id="x" * 129), "bad_event"),
        (event(id=7), "bad_event"),
        (event(id="a\nb"), "bad_event"),
        (event(id="a\n"), "bad_event"),
        (event(type="message\n"), "bad_event"),
        (event(type="Bad Type"), "bad_event"),
        (event(occurred_at="2025-01-01T08:00:00"), "bad_event"),
        (event(occurred_at="yesterday"), "bad_event"),
        (event(occurred_at="2025-01-01T08:11:00Z"), "bad_time"),
        (event(occurred_at="0001-01-01T00:00:00+14:00"), "bad_time"),
        (event(occurred_at="9999-12-31T23:59:59-14:00"), "bad_time"),
        (event(occurred_at="1999-12-31T23:59:59Z"), "bad_time"),
        (event(**{"from": {}}), "bad_event"),
        (event(**{"from": "user-42"}), "bad_event"),
        (event(attachments=[{"url": "ftp://x"}]), "bad_event"),
        (event(attachments=[{"url": "https://x/1"}] * 11), "bad_event"),
        (event(attachments=[{"url": "https://x/" + "图" * 664}]), "bad_event"),
        (event(text="a\0b"), "unsafe_text"),
        (event(unknown={"a\0": [1]}), "unsafe_text"),
        (b'{"id":"\\ud800"}', "not_json"),
        (json.dumps({"events": [json.loads(event())] * 101}).encode(), "too_many"),
        (json.dumps({"events": {}}).encode(), "bad_event"),
        (json.dumps({"events": [json.loads(event()), 7]}).encode(), "bad_event"),
    ],
)
def test_signed_bodies_of_another_form_are_refused(body, reason):
    with pytest.raises(BadPayload) as caught:
        receive(post(body), SETTINGS)

    assert caught.value.reason == reason


def test_a_backslash_before_u0000_is_only_text():
    assert len(receive(post(event(text="\\u0000")), SETTINGS).deliveries) == 1


@pytest.mark.parametrize("method", ["GET", "PUT", ""])
def test_other_methods_are_refused(method):
    with pytest.raises(BadPayload, match="bad_method"):
        receive(HookRequest(method, {}, {}, b"", NOW), SETTINGS)


@pytest.mark.parametrize("settings", [{}, {"secret": ""}, {"secret": "whsec_!!"}])
def test_an_account_without_a_secret_refuses_everything(settings):
    with pytest.raises(BadPayload, match="not_configured"):
        receive(post(event()), settings)


@given(
    st.binary(max_size=300),
    st.dictionaries(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text(max_size=80)),
)
def test_any_request_is_refused_as_forged(body, headers):
    with pytest.raises(BadSignature):
        receive(HookRequest("POST", {}, headers, body, NOW), SETTINGS)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["id", "type", "occurred_at", "from", "text", "attachments", "events"]


@given(
    st.one_of(
        st.binary(max_size=300),
        st.dictionaries(st.sampled_from(FIELDS), json_values).map(lambda body: json.dumps(body).encode()),
        st.dictionaries(st.sampled_from(FIELDS), json_values).map(lambda fields: event(**fields)),
    )
)
def test_any_signed_body_is_taken_or_refused(body):
    with suppress(BadPayload):
        for delivery in receive(post(body), SETTINGS).deliveries:
            CHANNEL.parser.parse(delivery.kind, delivery.payload, delivery.context, SETTINGS)


@pytest.mark.parametrize(
    ("secret", "reason"),
    [
        (b64encode(b"x" * 32).decode(), "prefix"),
        ("whsec_", "length"),
        ("whsec_not base64", "base64"),
        ("whsec_é", "base64"),
        ("whsec_" + b64encode(b"x" * 23).decode(), "length"),
        ("whsec_" + b64encode(b"x" * 65).decode(), "length"),
    ],
)
def test_secrets_of_another_form_are_refused(secret, reason):
    with pytest.raises(ValueError, match=reason):
        signing.key_of(secret)


def test_every_new_secret_is_another_and_good():
    assert len({signing.new_secret() for _ in range(20)}) == 20
    assert signing.key_of(SECRET) == b"0123456789abcdef0123456789abcdef"
