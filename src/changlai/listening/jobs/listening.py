"""What comes round by the clock: topics that were written anew, mentions whose time is over."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.kernel.cron import cron, in_each
from changlai.kernel.tenancy import scope
from changlai.listening import actions, queries

PIECES = 40  # of one organisation in one go: others wait


@cron("listening.topics", every=timedelta(seconds=10))
def apply_topics() -> None:
    """Stored mentions come to topics that were written anew; each piece is a transaction of its own."""
    for organisation_id, topic_id in of_all(queries.topics_pending):
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


def of_all(asked: Callable[[], list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """What a question finds in all organisations: one transaction, however many there are."""
    known = tuple(accounts.organisation_ids())
    if not known:
        return []
    with scope(*known):
        return asked()
