"""Looking at feeds: where one was read to, and what it said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from changlai.channels.contracts import Said
from changlai.kernel.jobs import NewJob, add
from changlai.kernel.tenancy import scope
from changlai.listening.actions.telling import tell
from changlai.listening.enums import SourceKind
from changlai.listening.models import MentionSource
from changlai.listening.queries.sources import EVERY

READ_FEED, QUEUE = "listening.feed", "feeds"


class Cursor(msgspec.Struct, omit_defaults=True):
    """What a feed said of its state, to be asked whether it changed."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class FeedAsked:
    """How a feed is asked, and the platform its entries belong to."""

    url: str
    headers: dict[str, str]
    platform: str


def order_feeds(due: Sequence[tuple[int, int]]) -> None:
    """Have feeds (organisation, source) read, side by side; one that waits is not ordered twice."""
    if due:
        with scope(*sorted({org for org, _source in due})):
            add(QUEUE, [NewJob(org, READ_FEED, {"source_id": one}, unique_key=f"feed {one}") for org, one in due])


def feed_to_read(source_id: int, now: datetime) -> FeedAsked | None:
    """How to ask a feed, if it is time to look; None when it is off, gone, or was looked at already."""
    source = MentionSource.objects.filter(id=source_id, kind=SourceKind.FEED, is_on=True).first()
    if source is None or (source.looked_at and source.looked_at > now - EVERY):
        return None
    cursor = msgspec.json.decode(source.cursor or "{}", type=Cursor)
    headers = {"Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.1"}
    if cursor.etag:
        headers["If-None-Match"] = cursor.etag
    if cursor.modified:
        headers["If-Modified-Since"] = cursor.modified
    return FeedAsked(source.url, headers, source.platform)


def take_feed(source_id: int, url: str, said: Sequence[Said], cursor: Cursor, *, now: datetime) -> None:
    """Take in what a feed says, and how far it was read, in the caller's transaction. Switched off or gone meanwhile,
    or led elsewhere, it brings nothing.
    """
    source = MentionSource.objects.select_for_update().filter(id=source_id, url=url, is_on=True).first()
    if source is None:
        return
    tell(said, source=source, now=now)
    source.cursor, source.error, source.looked_at = msgspec.json.encode(cursor).decode(), "", now
    source.save(update_fields=["cursor", "error", "looked_at"])


def note_feed(source_id: int, url: str, trouble: str, *, now: datetime) -> None:
    """Nothing came: why, for ``feeds.in_words``; empty when all is well and nothing is new."""
    MentionSource.objects.filter(id=source_id, url=url).update(error=trouble, looked_at=now)
