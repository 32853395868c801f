"""Reading feeds: each every quarter of an hour, side by side, so that a slow server holds up none of the others."""

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from changlai.kernel.cron import cron
from changlai.kernel.http import Answer, Blocked, Client, OutboundFailed, TooLarge
from changlai.kernel.jobs import Job, completing, outside_job
from changlai.kernel.tenancy import scope
from changlai.listening import actions, feeds, queries
from changlai.listening.actions.looking import QUEUE, Cursor, FeedAsked
from changlai.listening.jobs.listening import of_all

log = logging.getLogger("changlai.listening")
OK, UNCHANGED = 200, 304


@cron("listening.feeds", every=timedelta(minutes=1))
def order_feeds() -> None:
    """Have those read whose time has come."""
    now = timezone.now()
    actions.order_feeds(of_all(lambda: queries.feeds_due(now)))


@outside_job(actions.READ_FEED, queue=QUEUE, seconds=90)
def read_feed(job: Job) -> None:
    """Ask a feed, read it, and take in what it says; the last is one commit with the end of the job."""
    now, source_id = timezone.now(), int(job.body["source_id"])
    with scope(job.organisation_id):
        asked = actions.feed_to_read(source_id, now)
    if asked is None:
        with completing(job):
            return
    answer, trouble = _answer(asked)
    said = []
    if answer is not None:
        try:
            said = feeds.read(answer.body, platform=asked.platform, now=now)
        except feeds.BadFeed as bad:
            trouble = bad.why
    with completing(job):
        if answer is None or trouble:
            _note(source_id, asked.url, trouble, now)
        else:
            cursor = Cursor(answer.headers.get("ETag", "")[:200], answer.headers.get("Last-Modified", "")[:100])
            actions.take_feed(source_id, asked.url, said, cursor, now=now)


def _note(source_id: int, url: str, trouble: str, now: datetime) -> None:
    if trouble:
        log.info("listening.feed.failed", extra={"source": source_id, "trouble": trouble})
    actions.note_feed(source_id, url, trouble, now=now)


def _answer(asked: FeedAsked) -> tuple[Answer | None, str]:
    """A feed's answer if there is something new, or why nothing came."""
    try:
        answer = Client(limit=feeds.MOST_BYTES).get(asked.url, headers=asked.headers)
    except Blocked:
        return None, "blocked"
    except TooLarge:
        return None, "too_large"
    except OutboundFailed:
        return None, "away"
    if answer.status in {OK, UNCHANGED}:
        return (answer if answer.status == OK else None), ""
    return None, f"status {answer.status}"
