"""What the channel room does in the background: pulls, fetches, files, welcomes, sending, the nightly reconcile."""

from changlai.channels.jobs.clock import fold, nightly, poll
from changlai.channels.jobs.listening import LISTEN_SECONDS, listen
from changlai.channels.jobs.media import MEDIA_ATTEMPTS, fetch_media
from changlai.channels.jobs.member_messages import MEMBER_ATTEMPTS, tell
from changlai.channels.jobs.pulling import PAGES_A_RUN, PULL_ATTEMPTS, fetch, look, pull
from changlai.channels.jobs.sending import MAX_SEND_ATTEMPTS, send
from changlai.channels.jobs.starting import START_ATTEMPTS, start
from changlai.channels.jobs.urgent import run_urgent

__all__ = [
    "LISTEN_SECONDS",
    "MAX_SEND_ATTEMPTS",
    "MEDIA_ATTEMPTS",
    "MEMBER_ATTEMPTS",
    "PAGES_A_RUN",
    "PULL_ATTEMPTS",
    "START_ATTEMPTS",
    "fetch",
    "fetch_media",
    "fold",
    "listen",
    "look",
    "nightly",
    "poll",
    "pull",
    "run_urgent",
    "send",
    "start",
    "tell",
]
