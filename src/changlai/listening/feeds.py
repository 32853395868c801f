"""RSS and Atom feeds as what was said in public."""

import calendar
import hashlib
import html
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser  # type: ignore[import-untyped]  # it has no types of its own
import nh3
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from changlai.channels.contracts import SAID_KEY, IdentityClaim, Said, Speaker

MOST_ENTRIES = 200  # of one look at a feed
MOST_BYTES = 5 * 1024 * 1024
WEB = "web"  # the platform of a feed that names none


TROUBLES: Mapping[str, Promise] = {
    "blocked": _("This address is not allowed: it leads into a private network. Use a public one."),
    "too_large": _("The feed is larger than 5 MB. Ask its owner for a shorter one."),
    "away": _("The feed's server cannot be reached. It is tried again in a quarter of an hour."),
    "status": _("The feed's server answered %(status)s. Open the address in a browser to see why."),
    "entities": _("The feed defines entities of its own, so it is not read. Ask its owner for a plain one."),
    "no_feed": _("This is neither RSS nor Atom. Check the address: it often ends in /feed or .xml."),
}


class BadFeed(Exception):
    """What stands at an address is no feed that may be read; ``why`` is a key of TROUBLES."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def in_words(trouble: str) -> str:
    """Why nothing comes, for a reader in their language; empty without any: "status 404" is one of TROUBLES."""
    slug, _space, status = trouble.partition(" ")
    return str(TROUBLES.get(slug, TROUBLES["away"])) % {"status": status} if slug else ""


def read(body: bytes, *, platform: str, now: datetime) -> list[Said]:
    """The entries of a feed, at most 200; raises BadFeed. A document that defines entities of its own is not read."""
    if b"<!ENTITY" in body[:MOST_BYTES].upper().replace(b"\x00", b""):
        raise BadFeed("entities")
    found = feedparser.parse(body, resolve_relative_uris=False)
    if not found.entries and not found.get("version"):
        raise BadFeed("no_feed")
    return list(_entries(found, platform or WEB, now))


def _entries(found: Any, platform: str, now: datetime) -> Iterator[Said]:  # noqa: ANN401 - feedparser's own dicts
    for entry in found.entries[:MOST_ENTRIES]:
        url = str(entry.get("link", ""))
        key = str(entry.get("id") or url)
        title, body = _plain(entry.get("title", "")), _plain(_body(entry))
        text = body if body.startswith(title) else f"{title}\n{body}".strip()
        if not key and not text:
            continue
        author = _plain(entry.get("author", "")) or _plain(found.feed.get("title", ""))
        claim = IdentityClaim("feed_author", platform, author[:128]) if author else None
        yield Said(_short(key or text), platform, text, _when(entry, now), speaker=Speaker(claim, author), url=url)


def _body(entry: Any) -> str:  # noqa: ANN401 - see _entries
    contents = entry.get("content") or [{}]
    return str(contents[0].get("value") or entry.get("summary", ""))


def _plain(markup: object) -> str:
    """The words of a piece of HTML."""
    return html.unescape(nh3.clean(str(markup), tags=set())).strip()


def _short(key: str) -> str:
    """A key that fits: of a long one a digest."""
    return key if len(key) <= SAID_KEY else hashlib.sha256(key.encode(errors="replace")).hexdigest()


def _when(entry: Any, now: datetime) -> datetime:  # noqa: ANN401 - see _entries
    told = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return datetime.fromtimestamp(calendar.timegm(told), UTC) if told else now
    except (ValueError, OverflowError):
        return now
