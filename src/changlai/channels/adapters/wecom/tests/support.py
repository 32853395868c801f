"""A platform for tests: seals callbacks with wechatpy's crypto, which shares no line with ours."""

import json
from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from wechatpy.crypto import PrpCrypto, _get_signature

from changlai.channels.adapters.wecom.manifest import CHANNEL
from changlai.channels.contracts import Delivery, HookRequest, Inbound, Skipped

FIXTURES = Path(__file__).parent / "fixtures"
VECTORS = Path(__file__).parents[7] / "shared" / "vectors"
needs_vectors = pytest.mark.skipif(
    not VECTORS.is_dir(), reason=f"the published test vectors are not at {VECTORS} (they are not part of the project)"
)

CORPID = "ww1000000000000001"
SETTINGS: dict[str, Any] = {
    "account_id": 7,
    "corpid": CORPID,
    "agentid": "1000002",
    "secret": "app-secret-0123456789abcdef",
    "token": "callbackToken01",
    "encoding_aes_key": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    "welcome_text": "{customer|您}好，我是{member|小禾}",
    "kf_welcome_text": "欢迎光临",
}
NOW = datetime(2025, 1, 1, 8, 0, 30, tzinfo=UTC)
AT = datetime(2025, 1, 1, 8, 0, 0, tzinfo=UTC)  # 1735718400
CUSTOMER = "wmExampleCustomer0000000000000001"


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def seal(message: bytes, *, settings: Mapping[str, Any] = SETTINGS, receiver: str | None = None) -> bytes:
    """The base64 text WeCom would send."""
    key = b64decode(settings["encoding_aes_key"] + "=")
    return bytes(PrpCrypto(key).encrypt(message, receiver or settings["corpid"]))


def signature(encrypted: bytes, timestamp: str, nonce: str, token: str = str(SETTINGS["token"])) -> str:
    return str(_get_signature(token, timestamp, nonce, encrypted))


def callback(message: bytes, *, now: datetime = NOW, nonce: str = "n0", encrypted: bytes | None = None) -> HookRequest:
    """A POST as WeCom makes it."""
    encrypted = seal(message) if encrypted is None else encrypted
    timestamp = str(int(now.timestamp()))
    body = (
        b"<xml><ToUserName><![CDATA[ww1000000000000001]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID>"
        b"<Encrypt><![CDATA[" + encrypted + b"]]></Encrypt></xml>"
    )
    told = {"msg_signature": signature(encrypted, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
    return HookRequest("POST", told, {}, body, now)


def event(**fields: object) -> bytes:
    """The XML of an event; None leaves a field out."""
    told = {
        "ToUserName": CORPID,
        "FromUserName": "sys",
        "CreateTime": 1735718400,
        "MsgType": "event",
        "Event": "change_external_contact",
        "UserID": "sales01",
        "ExternalUserID": CUSTOMER,
    } | fields
    lines = [f"<{name}><![CDATA[{value}]]></{name}>" for name, value in told.items() if value is not None]
    return f"<xml>{''.join(lines)}</xml>".encode()


def received(message: bytes, settings: Mapping[str, Any] = SETTINGS) -> Delivery:
    """The only delivery of a callback with this message."""
    (delivery,) = CHANNEL.webhook.receive(callback(message), settings).deliveries
    return delivery


def meaning(
    kind: str, payload: bytes | dict[str, Any], context: bytes = b"", settings: Mapping[str, Any] = SETTINGS
) -> Any:
    """What the parser makes of it: the one Inbound, or Skipped."""
    if isinstance(payload, dict):
        payload = json.dumps(payload, ensure_ascii=False).encode()
    answer = CHANNEL.parser.parse(kind, payload, context, settings)
    if isinstance(answer, Skipped):
        return answer
    (inbound,) = answer
    assert isinstance(inbound, Inbound)
    return inbound
