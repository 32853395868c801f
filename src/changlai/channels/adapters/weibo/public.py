"""What people say on Weibo to everybody: posts, posts passed on, comments."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from changlai.channels.adapters.weibo.identities import claim
from changlai.channels.adapters.weibo.values import (
    NAME_LENGTH,
    TEXT_LENGTH,
    count,
    load_object,
    moment,
    number_text,
    short_id,
    text,
    web_address,
)
from changlai.channels.contracts import SAID_LENGTH, Delivery, Said, Skipped, Speaker
from changlai.channels.contracts.reading import part
from changlai.channels.enums import SaidKind

Fields = Mapping[str, Any]
STATUS, COMMENT = "said.status", "said.comment"  # kinds of deliveries
PLATFORM = "weibo"
_SITE = "https://weibo.com"


def delivery(kind: str, payload: bytes, now: datetime, *, to_us: bool) -> Delivery | None:
    """A row of an answer as a delivery; None for one without an id, which nobody could tell from another."""
    fields = load_object(payload)
    number = number_text(fields, "id")
    if not number:
        return None
    return Delivery(
        key=f"{kind}:{number}",
        kind=kind,
        payload=payload,
        thread=number_text(part(fields, "user"), "id"),
        occurred_at=moment(fields) or now,
        context=msgspec.json.encode({"to_us": to_us}),
        in_public=True,
    )


def read(kind: str, payload: bytes, context: bytes, settings: Fields) -> Sequence[Said] | Skipped:
    """Pure; never raises, whatever the payload holds."""
    if kind not in {STATUS, COMMENT}:
        return Skipped("unknown_event")
    fields = load_object(payload)
    number, at = number_text(fields, "id"), moment(fields)
    if not number or at is None:
        return Skipped("unreadable" if not number else "bad_time")
    author = number_text(part(fields, "user"), "id")
    if not author:
        return Skipped("gone")  # deleted, or shut away since
    if author == str(settings.get("uid", "")):
        return Skipped("own_message")
    said = _comment(fields, number, at) if kind == COMMENT else _status(fields, number, at)
    return (msgspec.structs.replace(said, to_us=said.to_us or _is_to_us(said.text, context, settings)),)


def _status(fields: Fields, number: str, at: datetime) -> Said:
    passed_on = part(fields, "retweeted_status")
    return Said(
        key=number,
        platform=PLATFORM,
        text=_words(fields),
        said_at=at,
        kind=SaidKind.REPOST if passed_on else SaidKind.POST,
        speaker=_speaker(part(fields, "user")),
        url=_address(fields, number),
        parent=number_text(passed_on, "id"),
        about=_words(passed_on),
        likes=count(fields, "attitudes_count"),
        comments=count(fields, "comments_count"),
        reposts=count(fields, "reposts_count"),
        pictures=_pictures(fields),
        address={"id": number},
    )


def _comment(fields: Fields, number: str, at: datetime) -> Said:
    """A comment stands below a post; ``about`` is the comment it answers, or the post."""
    status, answered = part(fields, "status"), part(fields, "reply_comment")
    post = number_text(status, "id")
    return Said(
        key=f"c{number}",  # Weibo numbers comments and posts apart
        platform=PLATFORM,
        text=_words(fields),
        said_at=at,
        kind=SaidKind.COMMENT,
        speaker=_speaker(part(fields, "user")),
        url=_address(status, post) if post else "",
        parent=f"c{number_text(answered, 'id')}" if number_text(answered, "id") else post,
        about=_words(answered) or _words(status),
        likes=count(fields, "like_count"),
        address={"id": post, "cid": number} if post else {},
    )


def _words(fields: Fields) -> str:
    """The text, whole where Weibo tells the rest of a long post."""
    whole = text(part(fields, "longText"), "longTextContent", TEXT_LENGTH)
    return (whole or text(fields, "text", TEXT_LENGTH))[:SAID_LENGTH]


def _speaker(user: Fields) -> Speaker:
    uid = number_text(user, "id")
    return Speaker(
        claim=claim(uid),
        name=text(user, "screen_name", NAME_LENGTH) or text(user, "name", NAME_LENGTH),
        url=f"{_SITE}/u/{uid}",
        avatar_url=web_address(user, "avatar_large") or web_address(user, "profile_image_url"),
        followers=count(user, "followers_count"),
        is_verified=user.get("verified") is True,
        place=text(user, "location", NAME_LENGTH),
    )


def _address(status: Fields, number: str) -> str:
    author = number_text(part(status, "user"), "id")
    return f"{_SITE}/{author}/{short_id(number_text(status, 'mid') or number)}" if author else ""


def _pictures(fields: Fields) -> int:
    pictures = fields.get("pic_urls") or fields.get("pic_ids")
    return len(pictures) if isinstance(pictures, list) else 0


def _is_to_us(words: str, context: bytes, settings: Fields) -> bool:
    """The stream says so, or the text names the account."""
    return load_object(context).get("to_us") is True or names_us(words, settings)


def names_us(words: str, settings: Fields) -> bool:
    """Whether a text names the account: then it may write to the author once within 48 hours, else not."""
    name = str(settings.get("screen_name") or "").lstrip("@")
    return bool(name and f"@{name}" in words)
