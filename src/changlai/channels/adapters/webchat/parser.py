"""What a stored event means."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from changlai.channels.adapters.webchat.people import claims, guest_name
from changlai.channels.adapters.webchat.told import Kept, as_facts, read_kept
from changlai.channels.adapters.webchat.webhook import IDENTIFIED, MESSAGE, PAGES, SEEN
from changlai.channels.contracts import Content, Inbound, Profile, Skipped
from changlai.channels.enums import ContentKind, InboundKind
from changlai.channels.errors import BadPayload


class VisitorParser:
    """Messages, pages looked at, lines read, and who the visitor is."""

    def parse(
        self, kind: str, payload: bytes, context: bytes, settings: Mapping[str, Any]
    ) -> Sequence[Inbound] | Skipped:
        """Pure; never raises, whatever the payload holds."""
        reader = _READERS.get(kind)
        if reader is None:
            return Skipped("unknown_event")
        try:
            return reader(read_kept(payload), settings)
        except BadPayload:
            return Skipped("unreadable")


def _message(kept: Kept, settings: Mapping[str, Any]) -> Sequence[Inbound]:
    identities, dropped = claims(kept, settings)
    raw: dict[str, Any] = {"visit": as_facts(kept.visit)} | ({"dropped": dropped} if dropped else {})
    alone = kept.file is not None and not kept.text
    return (
        Inbound(
            kind=InboundKind.MESSAGE,
            identities=identities,
            occurred_at=kept.at,
            profile=_profile(kept, settings),
            content=Content(
                kind=ContentKind(kept.file.kind) if alone and kept.file else ContentKind.TEXT,
                text=kept.text,
                attachments=(kept.file,) if kept.file else (),
                raw=raw,
            ),
            platform_id=f"{kept.thread}:{kept.id}",
            address={"to": kept.thread},
        ),
    )


def _pages(kept: Kept, settings: Mapping[str, Any]) -> Sequence[Inbound]:
    identities, _ = claims(kept, settings)
    return [
        Inbound(
            kind=InboundKind.VIEWED,
            identities=identities,
            occurred_at=page.at,
            content=Content(
                kind=ContentKind.LINK, title=page.title or page.url, url=page.url, raw={"referrer": page.referrer}
            ),
        )
        for page in kept.pages
    ]


def _seen(kept: Kept, settings: Mapping[str, Any]) -> Sequence[Inbound]:
    identities, _ = claims(kept, settings)
    return (
        Inbound(
            kind=InboundKind.SEEN,
            identities=identities,
            occurred_at=kept.at,
            platform_id=kept.key,
            address={"to": kept.thread, "number": str(kept.number)},
        ),
    )


def _identified(kept: Kept, settings: Mapping[str, Any]) -> Sequence[Inbound]:
    identities, _ = claims(kept, settings)
    return (
        Inbound(
            kind=InboundKind.SNAPSHOT,
            identities=identities,
            occurred_at=kept.at,
            profile=Profile(name=kept.name, avatar_url=kept.avatar_url, company=kept.company),
            address={"to": kept.thread},
        ),
    )


def _profile(kept: Kept, settings: Mapping[str, Any]) -> Profile:
    """A signed-in visitor's name was told when they came in; another's is what they say, or a guest's number."""
    if kept.user:
        return Profile()
    return Profile(name=kept.name or guest_name(kept.device, settings), is_stand_in=not kept.name)


_READERS: Mapping[str, Callable[[Kept, Mapping[str, Any]], Sequence[Inbound]]] = {
    MESSAGE: _message,
    PAGES: _pages,
    SEEN: _seen,
    IDENTIFIED: _identified,
}
