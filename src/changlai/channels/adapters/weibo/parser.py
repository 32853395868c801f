"""What a private message or an event of the fans service means, in the house's words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from changlai.channels.adapters.weibo.identities import claim, private_address
from changlai.channels.adapters.weibo.values import load_object, moment, number_text, text, web_address
from changlai.channels.contracts import Attachment, Content, Inbound, Profile, Skipped
from changlai.channels.contracts.reading import part
from changlai.channels.enums import ContentKind, InboundKind

Fields = Mapping[str, Any]
PROFILE = "profile"  # kind of what we asked about a person
WRITTEN = ("text", "image", "voice", "position")
ENTERED = ("event.scan", "event.scan_follow", "event.click")
# Who follows us, or names us to everybody, is no customer yet; that we may write to who follows is in the manifest.
KEPT = ("mention", "event.follow", "event.unfollow", "event.subscribe", "event.unsubscribe", "event.view")


class WeiboParser:
    """Pure; never raises, whatever the payload holds."""

    def parse(self, kind: str, payload: bytes, context: bytes, settings: Fields) -> Sequence[Inbound] | Skipped:
        """What a stored delivery means."""
        fields = load_object(payload)
        if kind == PROFILE:
            return _profile(fields)
        uid = number_text(fields, "sender_id")
        if kind in KEPT:
            return Skipped("kept_only")
        if kind not in (*WRITTEN, *ENTERED):
            return Skipped("unreadable" if kind == "unreadable" else "unknown_event")
        at = moment(fields)
        if not uid or at is None:
            return Skipped("no_customer" if not uid else "bad_time")
        if uid == str(settings.get("uid", "")):
            return Skipped("own_message")
        return (_inbound(kind, uid, at, fields),)


def _inbound(kind: str, uid: str, at: datetime, fields: Fields) -> Inbound:
    written = _CONTENTS.get(kind)
    return Inbound(
        kind=InboundKind.MESSAGE if written else InboundKind.ENTERED,
        identities=(claim(uid),),
        occurred_at=at,
        profile=Profile(name=f"微博用户 {uid}", is_stand_in=True),
        content=written(fields) if written else None,
        platform_id=f"{uid}:{int(at.timestamp())}" if written else "",
        address=private_address(uid),
    )


def _text(fields: Fields) -> Content:
    return Content(text=text(fields, "text"))


def _file(fields: Fields) -> Content:
    """A picture or a recording: ``tovfid`` is the handle that its receiver reads."""
    kind = ContentKind(text(fields, "type", 40))
    handle = number_text(part(fields, "data"), "tovfid")
    return Content(kind, attachments=(Attachment(kind.value, remote=handle),))


def _position(fields: Fields) -> Content:
    place = part(fields, "data")
    raw = {
        name: str(place[name])[:40] for name in ("latitude", "longitude") if isinstance(place.get(name), str | float)
    }
    return Content(ContentKind.LOCATION, text=text(fields, "text"), raw=raw)


_CONTENTS: Mapping[str, Callable[[Fields], Content]] = {
    "text": _text,
    "image": _file,
    "voice": _file,
    "position": _position,
}
_GENDERS = {"m": "male", "f": "female"}


def _profile(fields: Fields) -> Sequence[Inbound] | Skipped:
    uid, at = number_text(fields, "id"), moment(fields, "asked_at")
    if not uid or at is None:
        return Skipped("no_customer")
    profile = Profile(
        name=text(fields, "screen_name", 64) or text(fields, "name", 64),
        avatar_url=web_address(fields, "avatar_large"),
        gender=_GENDERS.get(text(fields, "gender", 1), ""),
    )
    return (Inbound(kind=InboundKind.SNAPSHOT, identities=(claim(uid),), occurred_at=at, profile=profile),)
