"""What a stored event means."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import Any

from changlai.channels.adapters.webhook.events import Event, File, Person, read_event
from changlai.channels.adapters.webhook.people import claims
from changlai.channels.contracts import Attachment, Content, Follow, Inbound, Profile, Skipped
from changlai.channels.enums import ContentKind, InboundKind
from changlai.channels.errors import BadPayload


class CustomParser:
    """Events of type ``message`` and ``follow``; others are kept without effect."""

    def parse(
        self, kind: str, payload: bytes, context: bytes, settings: Mapping[str, Any]
    ) -> Sequence[Inbound] | Skipped:
        """Pure; never raises, whatever the payload holds."""
        reader = _READERS.get(kind)
        if reader is None:
            return Skipped("unknown_event")
        try:
            return (reader(read_event(payload), settings),)
        except BadPayload:
            return Skipped("unreadable")


def _message(event: Event, settings: Mapping[str, Any]) -> Inbound:
    identities, dropped = claims(event.person, settings)
    attachments = tuple(map(_attachment, event.attachments))
    alone = not event.text and len(attachments) == 1
    return Inbound(
        kind=InboundKind.MESSAGE,
        identities=identities,
        occurred_at=event.occurred_at.astimezone(UTC),
        profile=_profile(event.person),
        content=Content(
            kind=ContentKind(attachments[0].kind) if alone else ContentKind.TEXT,
            text=event.text,
            attachments=attachments,
            raw={"dropped": dropped} if dropped else {},
        ),
        platform_id=event.id,
        address={"to": event.person.id},
    )


def _followed(event: Event, settings: Mapping[str, Any]) -> Inbound:
    identities, dropped = claims(event.person, settings)
    return Inbound(
        kind=InboundKind.FOLLOW_ADDED,
        identities=identities,
        occurred_at=event.occurred_at.astimezone(UTC),
        profile=_profile(event.person),
        content=Content(kind=ContentKind.OTHER, raw={"dropped": dropped}) if dropped else None,
        follow=Follow(member=event.member, added_at=event.occurred_at.astimezone(UTC), state=event.state),
        platform_id=event.id,
        address={"to": event.person.id},
    )


def _profile(person: Person) -> Profile:
    return Profile(name=person.name, avatar_url=person.avatar_url or "")


def _attachment(file: File) -> Attachment:
    family = file.media_type.partition("/")[0]
    kind = {"image": "image", "audio": "voice", "video": "video"}.get(family, "file")
    return Attachment(kind=kind, name=file.name, media_type=file.media_type, remote=file.url)


_READERS: Mapping[str, Callable[[Event, Mapping[str, Any]], Inbound]] = {
    "message": _message,
    "message.files": _message,
    "follow": _followed,
}
