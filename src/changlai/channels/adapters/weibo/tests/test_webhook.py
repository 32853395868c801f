"""Callbacks of the fans service: the published signature, the address check, what is refused, what is one message."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from changlai.channels.adapters.weibo.manifest import CHANNEL
from changlai.channels.adapters.weibo.tests.support import CUSTOMER, MOMENT, NOW, SETTINGS, UID, push, stamp
from changlai.channels.adapters.weibo.webhook import signature
from changlai.channels.contracts import HookRequest, Inbound, Skipped
from changlai.channels.enums import ContentKind, InboundKind
from changlai.channels.errors import BadPayload, BadSignature

VECTORS = Path(os.environ.get("CHANGLAI_VECTORS", Path(__file__).parents[7] / "shared" / "vectors"))
receive = CHANNEL.webhook.receive


def vectors() -> Path:
    if not VECTORS.is_dir():
        pytest.skip("the published vectors are not here")
    return VECTORS


def meaning(request: HookRequest) -> Inbound | str:
    [delivery] = receive(request, SETTINGS).deliveries
    answer = CHANNEL.parser.parse(delivery.kind, delivery.payload, delivery.context, SETTINGS)
    if isinstance(answer, Skipped):
        return answer.reason
    [inbound] = answer
    return inbound


def test_published_signature_is_taken_and_the_echo_answered():
    [vector] = json.loads((vectors() / "crypto" / "weibo_fans_service_signature.json").read_text())
    query = {name: vector[name] for name in ("signature", "timestamp", "nonce", "echostr")}
    now = datetime.fromtimestamp(int(vector["timestamp"]) / 1000, UTC)

    assert signature(vector["appsecret"], vector["timestamp"], vector["nonce"]) == vector["signature"]
    reception = receive(HookRequest("GET", query, {}, b"", now), {"app_secret": vector["appsecret"]})
    assert reception.body == vector["echostr"].encode()


@pytest.mark.parametrize("name", ["message.text.json", "message.voice.json", "event.follow.json"])
def test_published_bodies_are_read(name):
    body = (vectors() / "weibo" / name).read_bytes()

    answer = meaning(HookRequest("POST", stamp(), {}, body, NOW))

    kinds = {"message.text.json": ContentKind.TEXT, "message.voice.json": ContentKind.VOICE}
    if name in kinds:
        assert isinstance(answer, Inbound)
        assert answer.content is not None
        assert answer.content.kind == kinds[name]
        assert answer.occurred_at == datetime(2012, 7, 16, 10, 9, 20, tzinfo=UTC)
    else:
        assert answer == "kept_only"


def test_message_is_answered_with_nothing_and_names_its_writer():
    assert receive(push(), SETTINGS).body == b""

    inbound = meaning(push())

    assert isinstance(inbound, Inbound)
    assert (inbound.kind, inbound.occurred_at, inbound.address) == (InboundKind.MESSAGE, MOMENT, {"to": CUSTOMER})
    assert [(one.kind, one.scope, one.value) for one in inbound.identities] == [("weibo_uid", "", CUSTOMER)]
    assert inbound.content is not None
    assert inbound.content.text == "沙发有货吗"


def test_picture_comes_with_the_handle_of_its_receiver():
    inbound = meaning(push(type="image", data={"vfid": 1, "tovfid": 2}))

    assert isinstance(inbound, Inbound)
    assert inbound.content is not None
    assert [(one.kind, one.remote) for one in inbound.content.attachments] == [("image", "2")]


def test_being_named_rings_and_makes_no_customer():
    reception = receive(push(type="mention", data={"subtype": "status", "key": "1"}), SETTINGS)

    assert {bell.key for bell in reception.bells} == {"mentions", "comment_mentions"}
    assert meaning(push(type="mention")) == "kept_only"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"type": "hologram"}, "unknown_event"),
        ({"type": ["text"]}, "unknown_event"),
        ({"type": "event", "data": {"subtype": "scan\u202e"}}, "unknown_event"),
        ({"sender_id": True}, "no_customer"),
        ({"sender_id": int(UID)}, "own_message"),
        ({"created_at": "yesterday"}, "bad_time"),
    ],
)
def test_what_is_not_understood_is_kept_without_effect(fields, reason):
    assert meaning(push(**fields)) == reason


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"[" * 60_000])
def test_body_that_is_no_object_is_kept_as_unreadable(body):
    assert meaning(HookRequest("POST", stamp(), {}, body, NOW)) == "unreadable"


def test_hostile_text_keeps_its_words():
    inbound = meaning(push(text="a\x00b \ud83d &lt;script&gt;" + "长" * 5_000))

    assert isinstance(inbound, Inbound)
    assert inbound.content is not None
    assert inbound.content.text.startswith("ab  <script>长")
    inbound.content.text.encode()


@pytest.mark.parametrize(
    ("request_", "error", "reason"),
    [
        (HookRequest("POST", stamp(), {}, b"x" * 70_000, NOW), BadPayload, "too_large"),
        (HookRequest("PUT", stamp(), {}, b"{}", NOW), BadPayload, "bad_method"),
        (HookRequest("POST", stamp() | {"timestamp": "x"}, {}, b"{}", NOW), BadSignature, "bad_signature"),
        (push(receiver_id=5), BadPayload, "wrong_receiver"),
    ],
)
def test_what_is_refused_says_why_on_the_health_page(request_, error, reason):
    with pytest.raises(error) as caught:
        receive(request_, SETTINGS)

    assert caught.value.reason == reason
