"""Requests as a visitor's page makes them, and identities as a site's server signs them, without a line of ours."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

from changlai.channels.adapters.webchat import tokens
from changlai.channels.adapters.webchat.tokens import Session
from changlai.channels.contracts import DOOR, HookRequest

SECRET = "a secret of more than twenty-four letters"
SITE = "https://shop.example.com"
SETTINGS: dict[str, Any] = {"account_id": 9, "secret": SECRET, "sites": SITE, "color": "#0f8a5f", "zone": "UTC"}
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
DEVICE = "0123456789abcdef0123456789abcdef"
SESSION = Session(9, DEVICE)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"


def jwt(claims: dict[str, Any], secret: str = SECRET, head: dict[str, Any] | None = None) -> str:
    """RFC 7519, HS256."""
    parts = [_part(json.dumps(one).encode()) for one in (head or {"alg": "HS256", "typ": "JWT"}, claims)]
    mac = hmac.new(secret.encode(), ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, _part(mac)])


def identity(now: datetime = NOW, **claims: Any) -> str:
    return jwt({"sub": "user-42", "exp": int(now.timestamp()) + 600, **claims})


def message(**fields: Any) -> dict[str, Any]:
    return {"type": "message", "id": "client-0001", "text": "你好"} | fields


def post(*events: dict[str, Any], session: Session = SESSION, now: datetime = NOW, door: str = DOOR) -> HookRequest:
    body = json.dumps({"events": events}, ensure_ascii=False).encode()
    headers = {"authorization": f"Bearer {tokens.session_token(session, now)}", "user-agent": CHROME}
    return HookRequest("POST", {}, headers, body, now, door=door)


def arrival(now: datetime = NOW, **fields: Any) -> HookRequest:
    return HookRequest("POST", {}, {}, json.dumps({"site": SITE} | fields).encode(), now, door=DOOR)


def _part(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
