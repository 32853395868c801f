"""Requests as another system makes them, signed without a line of ours."""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from changlai.channels.contracts import HookRequest

FIXTURES = Path(__file__).parent / "fixtures"
SECRET = "whsec_" + b64encode(b"0123456789abcdef0123456789abcdef").decode()
SETTINGS: dict[str, Any] = {"account_id": 9, "secret": SECRET, "send_url": "https://erp.example.com/hooks"}
NOW = datetime(2025, 1, 1, 8, 0, 30, tzinfo=UTC)
AT = datetime(2025, 1, 1, 8, 0, 0, tzinfo=UTC)


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def sign(body: bytes, message_id: str = "msg_1", now: datetime = NOW, secret: str = SECRET) -> dict[str, str]:
    """The headers of the Standard Webhooks specification."""
    timestamp = str(int(now.timestamp()))
    key = b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{b64encode(mac.digest()).decode()}",
    }


def post(body: bytes, now: datetime = NOW, **headers: str) -> HookRequest:
    """A signed POST; ``headers`` override (names with _ for -)."""
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    return HookRequest("POST", {}, sign(body, now=now) | changed, body, now)


def event(**fields: object) -> bytes:
    """A message; None leaves a field out."""
    told = {
        "id": "evt_1",
        "type": "message",
        "occurred_at": "2025-01-01T08:00:00Z",
        "from": {"id": "user-42"},
        "text": "hi",
    } | fields
    return json.dumps({name: value for name, value in told.items() if value is not None}).encode()
