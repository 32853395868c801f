"""What comes round by the clock: feeds, topics that were written anew, mentions whose time is over."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from changlai.accounts import queries as accounts
from changlai.kernel.cron import cron, in_each
from changlai.kernel.errors import Refusal
from changlai.kernel.http import Answer, Blocked, Client, OutboundFailed, TooLarge
from changlai.kernel.tenancy import scope
from changlai.listening import actions, feeds, queries

log = logging.getLogger("changlai.listening")
OK, UNCHANGED = 200, 304
PIECES = 40  # of one organisation in one go: others wait


@cron("listening.feeds", every=timedelta(minutes=1))
def read_feeds() -> None:
    """Each feed every quarter of an hour; asked outside of any transaction."""
    for organisation_id, source_id in _of_all(queries.feeds_due):
        _read_feed(organisation_id, source_id)


@cron("listening.topics", every=timedelta(seconds=10))
def apply_topics() -> None:
    """Stored mentions come to topics that were written anew; each piece is a transaction of its own."""
    for organisation_id, topic_id in _of_all(queries.topics_pending):
        for _piece in range(PIECES):
            with scope(organisation_id):
                more = actions.apply_topic(topic_id)
            if not more:
                break


@cron("listening.retention", every=timedelta(minutes=10))
def forget_over() -> None:
    """Mentions whose time of keeping is over go, with what was counted of them."""
    now, waiting = timezone.now(), list(accounts.organisation_ids())
    for _piece in range(PIECES):
        more: list[int] = []

        def forget(organisation_id: int, more: list[int] = more) -> None:
            if actions.forget_over(now=now):
                more.append(organisation_id)

        in_each(waiting, forget)
        waiting = more
        if not waiting:
            return


def _of_all(asked: Callable[[], list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """What a question finds in all organisations: one transaction, however many there are."""
    known = tuple(accounts.organisation_ids())
    if not known:
        return []
    with scope(*known):
        return asked()


def _read_feed(organisation_id: int, source_id: int) -> None:
    now = timezone.now()
    with scope(organisation_id):
        asked = actions.due_feed(source_id, now)
    if asked is None:
        return
    answer, error = _asked(*asked)
    if answer is not None:
        try:
            with scope(organisation_id):
                actions.read_feed(source_id, answer, now=now)
        except Refusal as refused:
            error = str(refused)
    if error:
        log.info("listening.feed.failed", extra={"source": source_id})
        with scope(organisation_id):
            actions.note_feed(source_id, error)


def _asked(url: str, headers: dict[str, str]) -> tuple[Answer | None, str]:
    """A feed's answer if there is something new, or why nothing came, in words."""
    try:
        answer = Client(limit=feeds.MOST_BYTES).get(url, headers=headers)
    except Blocked:
        return None, _("This address is not allowed: it leads into a private network. Use a public one.")
    except TooLarge:
        return None, _("The feed is larger than 5 MB. Ask its owner for a shorter one.")
    except OutboundFailed:
        return None, _("The feed's server cannot be reached. It is tried again in a quarter of an hour.")
    if answer.status in {OK, UNCHANGED}:
        return (answer if answer.status == OK else None), ""
    refusal = _("The feed's server answered %(status)d. Open the address in a browser to see why.")
    return None, refusal % {"status": answer.status}
