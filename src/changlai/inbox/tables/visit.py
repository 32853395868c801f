"""Where a visitor is: the pages they look at, and what their browser says of place and language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from changlai.customers.enums import InteractionKind
from changlai.customers.models import Interaction

SHOWN = 5  # pages
PLACES: Mapping[str, Promise] = {
    "Asia/Shanghai": _("China"),
    "Asia/Urumqi": _("Ürümqi"),
    "Asia/Hong_Kong": _("Hong Kong"),
    "Asia/Macau": _("Macao"),
    "Asia/Taipei": _("Taipei"),
    "Asia/Singapore": _("Singapore"),
    "Asia/Tokyo": _("Tokyo"),
    "Asia/Seoul": _("Seoul"),
    "Europe/London": _("London"),
    "America/New_York": _("New York"),
    "America/Los_Angeles": _("Los Angeles"),
}


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page and when it was looked at."""

    url: str
    title: str
    at: datetime

    @property
    def where(self) -> str:
        """Host and path, without what follows a question mark."""
        parts = urlsplit(self.url)
        return parts.netloc + parts.path


@dataclass(frozen=True, slots=True)
class Visit:
    """The pages, the newest first; ``place``, ``local`` time, ``language`` and ``browser`` where they are known."""

    pages: list[SeenPage]
    place: str = ""
    local: datetime | None = None
    language: str = ""
    browser: str = ""

    @property
    def facts(self) -> list[str]:
        """Language and browser, for one line."""
        return [one for one in (self.language, self.browser) if one]


def visit(found: Iterable[Interaction], now: datetime) -> Visit | None:
    """Made of interactions, the newest first; None when nothing was told."""
    latest: dict[str, SeenPage] = {}
    told: Mapping[str, Any] = {}
    for one in found:
        content = one.facts.get("content") or {}
        raw = content.get("raw") or {}
        facts = raw.get("visit") or {}
        told = told or facts
        url, title = facts.get("url", ""), facts.get("title", "")
        if one.kind == InteractionKind.VIEWED:
            url, title = content.get("url", ""), content.get("title", "")
        if url and url not in latest:
            latest[url] = SeenPage(str(url), str(title or url), one.occurred_at)
    if not latest and not told:
        return None
    zone = str(told.get("zone", ""))
    return Visit(
        list(latest.values())[:SHOWN],
        _place(zone),
        _local(zone, now),
        str(told.get("language", "")),
        str(told.get("browser", "")),
    )


def _place(zone: str) -> str:
    return str(PLACES.get(zone) or zone.rpartition("/")[2].replace("_", " "))


def _local(zone: str, now: datetime) -> datetime | None:
    try:
        return now.astimezone(ZoneInfo(zone)) if zone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
