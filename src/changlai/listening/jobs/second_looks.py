"""Asking a language model elsewhere about what was heard; nothing waits for it."""

import logging
import time
from datetime import timedelta

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.ai import actions as ai
from changlai.ai import queries
from changlai.ai.contracts import AskFailed
from changlai.ai.errors import NotNow
from changlai.kernel.cron import cron, in_each
from changlai.kernel.jobs import ENDING, Job, completing, hold, outside_job
from changlai.kernel.tenancy import scope
from changlai.listening.actions import second_looks
from changlai.listening.queries.second_looks import organisations_with_looks

log = logging.getLogger("changlai.listening")
LEASE = 120.0  # seconds one call may take, with all around it
TURN = 20.0  # seconds a job works before others have their turn


@outside_job(second_looks.LOOK, queue=second_looks.QUEUE, seconds=LEASE)
def look_again(job: Job) -> None:
    """Call after call, as long as there is something to ask; what comes too late for a turn has the next one."""
    until = time.monotonic() + TURN
    while not ENDING.is_set():
        with scope(job.organisation_id):
            hold(job, LEASE)
            looks = second_looks.claim(timezone.now())
        if not looks or not _asked(job.organisation_id, looks):
            return
        if time.monotonic() >= until:
            break
    with completing(job):
        second_looks.order_lane(int(job.body["lane"]))


@cron("listening.second_looks", every=timedelta(minutes=1))
def look_after() -> None:
    """What waits for the end of a pause, a new month or a larger budget is asked when its time has come."""
    known = tuple(accounts.organisation_ids())
    if known:
        with scope(*known):
            waiting = organisations_with_looks()
        in_each(waiting, _look_after)


def _look_after(_organisation_id: int) -> None:
    now = timezone.now()
    waiting = second_looks.tidy(now)
    if waiting and queries.may_ask(now):
        second_looks.order(waiting)


def _asked(organisation_id: int, looks: list[second_looks.Look]) -> bool:
    """Whether there was an answer, or may be one to other texts."""
    now = timezone.now()
    try:
        told = ai.ask([one.asked for one in looks], organisation_id=organisation_id, now=now)
    except NotNow:
        with scope(organisation_id):
            second_looks.put_back(looks, is_their_fault=False)
        return False
    except AskFailed as failed:
        log.info("listening.second_look.failed", extra={"organisation": organisation_id, "code": failed.failure})
        with scope(organisation_id):
            second_looks.put_back(looks, is_their_fault=failed.failure.is_of_texts)
        return failed.failure.is_of_texts
    with scope(organisation_id):
        second_looks.judge_again(looks, told, now=timezone.now())
    return True
