"""Messages that are neither words nor a file, as small cards of readable text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from changlai.channels.contracts import Content
from changlai.channels.enums import ContentKind
from changlai.inbox.tables import wording


@dataclass(frozen=True, slots=True)
class Card:
    """An icon, a title, some words; ``url`` when it leads somewhere outside."""

    icon: str
    title: str
    detail: str = ""
    url: str = ""


def card_of(content: Content) -> Card | None:
    """The card of a message; None for texts, menus and files."""
    make = _MAKERS.get(content.kind)
    return make(content) if make else None


def _location(content: Content) -> Card:
    place = _coordinates(content.raw)
    lines = [line for line in (content.text, place) if line]
    return Card("map-pin", content.title or str(wording.LABELS[ContentKind.LOCATION]), "\n".join(lines))


def _coordinates(raw: Mapping[str, Any]) -> str:
    found = [raw.get(name) for name in ("latitude", "longitude")]
    return ", ".join(f"{one:.5f}" for one in found if isinstance(one, (int, float)) and not isinstance(one, bool))


def _link(content: Content) -> Card:
    return Card("link", content.title or content.url, content.text, content.url)


def _miniprogram(content: Content) -> Card:
    label = str(wording.LABELS[ContentKind.MINIPROGRAM])
    return Card("command", content.title or label, _("A mini program; it opens on the customer's phone only."))


def _business_card(content: Content) -> Card:
    return Card("id", str(wording.LABELS[ContentKind.CARD]), content.text)


def _other(content: Content) -> Card:
    """Adapters name what has no content of its own with an English sentence; ours are translated here."""
    title = _(content.title) if content.title else str(wording.LABELS[ContentKind.OTHER])
    detail = "" if content.text == content.title else content.text
    return Card("message-circle", title, detail)


_MAKERS: Mapping[ContentKind, Callable[[Content], Card]] = {
    ContentKind.LOCATION: _location,
    ContentKind.LINK: _link,
    ContentKind.MINIPROGRAM: _miniprogram,
    ContentKind.CARD: _business_card,
    ContentKind.OTHER: _other,
}
