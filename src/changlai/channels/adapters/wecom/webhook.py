"""Callbacks of WeCom: verify, decrypt, take apart (document paths 90930, 92130, 94670)."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from changlai.channels.adapters.wecom import markup
from changlai.channels.adapters.wecom.context import context_of
from changlai.channels.adapters.wecom.crypt import Crypt, crypt_for
from changlai.channels.adapters.wecom.values import identifier, load_object, moment, text
from changlai.channels.contracts import Bell, Delivery, HookRequest, Reception, UrgentTask
from changlai.channels.errors import BadPayload, BadSignature

LARGEST_BODY = 64 * 1024
WINDOW_SECONDS = 10 * 60  # WeCom names no window; its own repeats come within 15 s
WELCOME_SECONDS = 20.0  # a welcome code lives this long, and once

UNREADABLE = "unreadable"  # kind of a genuine callback we cannot read: kept, without effect
UNKNOWN = "unknown"  # kind of one that does not say what it is
_KIND = re.compile(r"[a-z0-9_]{1,40}(\.[a-z0-9_]{1,40})?")
_SECONDS = re.compile(r"[0-9]{1,11}", re.ASCII)

_ENCRYPT = re.compile(rb"<Encrypt>\s*<!\[CDATA\[([A-Za-z0-9+/=]{1,65536})\]\]>\s*</Encrypt>")

_TOKEN_LENGTH = 128


class _JsonEnvelope(msgspec.Struct):
    encrypt: str


class WecomWebhook:
    """The callback address of a self-built app; 微信客服 rings at the same one."""

    def receive(self, request: HookRequest, settings: Mapping[str, Any]) -> Reception:
        """Answer the address check (GET) or take a callback (POST). Raises BadSignature, BadPayload."""
        crypt = _crypt(settings)
        if request.method == "GET":
            return Reception(body=_verified(crypt, request, _encode(request.query.get("echostr", ""))))
        if request.method != "POST":
            raise BadPayload("bad_method")
        message = _verified(crypt, request, _envelope(request.body))
        return _take_apart(message, settings, request.now)


def _crypt(settings: Mapping[str, Any]) -> Crypt:
    try:
        return crypt_for(settings["token"], settings["encoding_aes_key"], settings["corpid"])
    except (KeyError, ValueError):
        raise BadPayload("not_configured") from None


def _verified(crypt: Crypt, request: HookRequest, encrypted: bytes) -> bytes:
    """The decrypted message: signature first, then age, then the cipher."""
    query = request.query
    timestamp = query.get("timestamp", "")
    crypt.check(query.get("msg_signature", ""), timestamp, query.get("nonce", ""), encrypted)
    if not _SECONDS.fullmatch(timestamp) or abs(int(timestamp) - request.now.timestamp()) > WINDOW_SECONDS:
        raise BadSignature("old_timestamp")
    return crypt.decrypt(encrypted)


def _envelope(body: bytes) -> bytes:
    """The base64 text inside either envelope, XML or JSON."""
    if len(body) > LARGEST_BODY:
        raise BadPayload("too_large")
    if body.lstrip().startswith(b"{"):
        try:
            return _encode(msgspec.json.decode(body, type=_JsonEnvelope).encrypt)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise BadPayload("not_json") from None
    found = _ENCRYPT.findall(body)
    if len(found) == 1 and b"<!D" not in body:  # WeCom's own envelope; what else it may hold is signed by nobody
        return bytes(found[0])
    encrypted = markup.read(body).get("Encrypt")
    if not isinstance(encrypted, str):
        raise BadPayload("no_encrypt")
    return _encode(encrypted)


def _encode(base64_text: str) -> bytes:
    return base64_text.encode(errors="replace")


def _take_apart(message: bytes, settings: Mapping[str, Any], now: datetime) -> Reception:
    fields = read_message(message)
    kind = kind_of(fields)
    if kind == "kf_msg_or_event" and (open_kfid := identifier(fields, "OpenKfId")):
        return Reception(bells=(Bell(f"kf:{open_kfid}", {"token": text(fields, "Token", _TOKEN_LENGTH)}),))
    at = occurred_at(fields)
    delivery = Delivery(
        key=_key(message, fields, settings["corpid"]),
        kind=kind,
        payload=message,
        thread=thread_of(fields),
        occurred_at=at or now,
        context=b"" if at else context_of(asked_at=now),
        urgent=_welcome(fields, settings),
    )
    return Reception(deliveries=(delivery,), bells=_BELLS.get(kind, ()))


# Events that only say "this list has changed": the list is read again.
_BELLS: Mapping[str, tuple[Bell, ...]] = {
    "kf_account_auth_change": (Bell("desks"),),
    "change_contact.create_user": (Bell("members"),),
    "change_external_tag.create": (Bell("tags"),),
    "change_external_tag.update": (Bell("tags"),),
    "change_external_tag.delete": (Bell("tags"),),
    "change_external_tag.shuffle": (Bell("tags"),),
    "change_contact.update_user": (Bell("members"),),
}


def read_message(message: bytes) -> dict[str, Any]:
    """The fields of a callback, XML or JSON; none when it cannot be read. Raises BadPayload(``dtd``)."""
    if message.startswith(b"{"):
        return load_object(message)
    try:
        return markup.read(message)
    except BadPayload as error:
        if error.reason == "dtd":
            raise
        return {}


def kind_of(fields: Mapping[str, Any]) -> str:
    """``change_external_contact.add_external_contact``, ``message.text``, ``unknown`` ..."""
    if not fields:
        return UNREADABLE
    event = text(fields, "Event") or text(fields, "InfoType")
    change = text(fields, "ChangeType")
    family, member = (event, change) if event else ("message", text(fields, "MsgType"))
    kind = (f"{family}.{member}" if member else family).lower()
    return kind if _KIND.fullmatch(kind) else UNKNOWN


def occurred_at(fields: Mapping[str, Any]) -> datetime | None:
    """When it happened, as either envelope says it: CreateTime, or TimeStamp of a suite."""
    return moment(fields, "CreateTime") or moment(fields, "TimeStamp")


def thread_of(fields: Mapping[str, Any]) -> str:
    """Whom it is about: the customer, else the group chat, else the member."""
    for name in ("ExternalUserID", "ChatId", "UserID", "FromUserName"):
        if found := identifier(fields, name):
            return found
    return ""


def _key(message: bytes, fields: Mapping[str, Any], corpid: str) -> str:
    """A message by its id. An event by all it says: FromUserName is always ``sys``, so the advised
    FromUserName + CreateTime would make two customers of one second the same. Order and spaces do not count.
    """
    if message_id := identifier(fields, "MsgId"):
        return f"message:{message_id}"
    said = message if not fields else repr(sorted(fields.items())).encode(errors="backslashreplace")
    return "event:" + hashlib.sha256(corpid.encode() + b"\n" + said).hexdigest()


def _welcome(fields: Mapping[str, Any], settings: Mapping[str, Any]) -> UrgentTask | None:
    code = fields.get("WelcomeCode")
    if not code or not settings.get("welcome_text"):
        return None
    body = {
        "welcome_code": text(fields, "WelcomeCode"),
        "member": identifier(fields, "UserID"),
        "external_userid": identifier(fields, "ExternalUserID"),
    }
    return UrgentTask("welcome", body, WELCOME_SECONDS)
