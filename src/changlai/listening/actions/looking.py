"""Looking at feeds: where one was read to, and what it said."""

from datetime import datetime, timedelta

import msgspec
from django.db import transaction

from changlai.kernel.http import Answer
from changlai.listening import feeds
from changlai.listening.actions.telling import tell
from changlai.listening.models import MentionSource

EVERY = timedelta(minutes=15)


class Cursor(msgspec.Struct, omit_defaults=True):
    """What a feed said of its state, to be asked whether it changed."""

    etag: str = ""
    modified: str = ""


def due_feed(source_id: int, now: datetime) -> tuple[str, dict[str, str]] | None:
    """Address and headers to ask with, when it is time to look; noted as looked at."""
    with transaction.atomic():
        source = MentionSource.objects.select_for_update(skip_locked=True).filter(id=source_id, is_on=True).first()
        if source is None or (source.looked_at and source.looked_at > now - EVERY):
            return None
        source.looked_at = now
        source.save(update_fields=["looked_at"])
    cursor = msgspec.json.decode(source.cursor or "{}", type=Cursor)
    asked = {"Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.1"}
    if cursor.etag:
        asked["If-None-Match"] = cursor.etag
    if cursor.modified:
        asked["If-Modified-Since"] = cursor.modified
    return source.url, asked


def read_feed(source_id: int, answer: Answer, *, now: datetime) -> None:
    """Take in what a feed says; raises BadFeed when it is none."""
    source = MentionSource.objects.get(id=source_id)
    said = feeds.read(answer.body, platform=source.platform, now=now)
    tell(said, source=source, now=now)
    cursor = Cursor(answer.headers.get("ETag", "")[:200], answer.headers.get("Last-Modified", "")[:100])
    source.cursor, source.error = msgspec.json.encode(cursor).decode(), ""
    source.save(update_fields=["cursor", "error"])


def note_feed(source_id: int, error: str) -> None:
    """Nothing came: why, in words; empty when all is well and nothing is new."""
    MentionSource.objects.filter(id=source_id).update(error=error)
