"""Callbacks of Weibo's fans service (粉丝服务): the signature, then one message or event (PLATFORMS C).

The signature covers the secret, the time and a nonce, but not the body: what keeps a stranger out is HTTPS and the
random address. There is no message id, so sender, time and the bytes themselves make one.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any

from changlai.channels.adapters.weibo.values import load_object, moment, number_text, text
from changlai.channels.contracts import Bell, Delivery, HookRequest, Reception
from changlai.channels.contracts.reading import part
from changlai.channels.errors import BadPayload, BadSignature

LARGEST_BODY = 64 * 1024
WINDOW_SECONDS = 10 * 60  # Weibo names none; its own repeats come within 15 s
UNREADABLE, UNKNOWN = "unreadable", "unknown"
_KIND = re.compile(r"[a-z0-9_]{1,40}")
_MILLISECONDS = re.compile(r"[0-9]{10,16}", re.ASCII)
_NONCE_LENGTH = 128
_NOW = {"now": "1"}
# Somebody named us in public: it says so only, and what was said is fetched at once.
_BELLS = (Bell("mentions", _NOW), Bell("comment_mentions", _NOW))


class WeiboWebhook:
    """One address for the check (GET) and for messages (POST). Both are answered without a passive reply."""

    def receive(self, request: HookRequest, settings: Mapping[str, Any]) -> Reception:
        """Raises BadSignature, BadPayload."""
        _check(request, settings)
        if request.method == "GET":
            return Reception(body=request.query.get("echostr", "").encode(errors="replace"))
        if request.method != "POST":
            raise BadPayload("bad_method")
        if len(request.body) > LARGEST_BODY:
            raise BadPayload("too_large")
        return _take_apart(request, settings)


def signature(secret: str, timestamp: str, nonce: str) -> str:
    """SHA-1 over the three, sorted."""
    joined = "".join(sorted((secret, timestamp, nonce)))
    return hashlib.sha1(joined.encode(errors="replace"), usedforsecurity=False).hexdigest()


def _check(request: HookRequest, settings: Mapping[str, Any]) -> None:
    secret, query = settings.get("app_secret"), request.query
    if not secret:
        raise BadPayload("not_configured")
    given, timestamp, nonce = (query.get(name, "") for name in ("signature", "timestamp", "nonce"))
    if not given:
        raise BadSignature("missing_signature")
    wanted = signature(str(secret), timestamp, nonce[:_NONCE_LENGTH])
    if not hmac.compare_digest(given.encode(errors="replace"), wanted.encode()):
        raise BadSignature
    if not _MILLISECONDS.fullmatch(timestamp):
        raise BadSignature("old_timestamp")
    if abs(int(timestamp) / 1000 - request.now.timestamp()) > WINDOW_SECONDS:
        raise BadSignature("old_timestamp")


def _take_apart(request: HookRequest, settings: Mapping[str, Any]) -> Reception:
    fields = load_object(request.body)
    sender = number_text(fields, "sender_id")
    if fields and number_text(fields, "receiver_id") not in {"", str(settings.get("uid", ""))}:
        raise BadPayload("wrong_receiver")
    kind = kind_of(fields)
    digest = hashlib.sha256(request.body).hexdigest()
    delivery = Delivery(
        key=f"push:{sender}:{text(fields, 'created_at', 40)}:{digest}",
        kind=kind,
        payload=request.body,
        thread=sender,
        occurred_at=moment(fields) or request.now,
    )
    return Reception(deliveries=(delivery,), bells=_BELLS if kind == "mention" else ())


def kind_of(fields: Mapping[str, Any]) -> str:
    """``text``, ``image``, ``event.follow``, ...; UNREADABLE and UNKNOWN for what says nothing of itself."""
    if not fields:
        return UNREADABLE
    told = text(fields, "type", 40)
    if not _KIND.fullmatch(told):
        return UNKNOWN
    subtype = text(part(fields, "data"), "subtype", 40)
    return f"{told}.{subtype}" if told == "event" and _KIND.fullmatch(subtype) else told
