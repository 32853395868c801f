"""Staying connected to platforms that tell news on a connection of ours, so that they come at once."""

import time
from dataclasses import dataclass

from changlai.channels import orders, registry
from changlai.channels.contracts import Bell
from changlai.channels.engine import AccountDesk
from changlai.channels.errors import CallFailed
from changlai.channels.jobs.grounds import account_of
from changlai.kernel import db
from changlai.kernel.jobs import ENDING, Job, RetryIn, add, outside_job
from changlai.kernel.tenancy import scope

LISTEN_SECONDS = 240.0  # of one turn: then whoever waits for a thread has theirs
LEASE = LISTEN_SECONDS + 60.0
PAUSE = 60.0  # seconds after a connection that could not be kept; streams are polled meanwhile


@dataclass(frozen=True, slots=True)
class ThisTurn:
    """A contracts.Turn to a moment (monotonic seconds), or until this process is to end."""

    end: float

    def is_over(self) -> bool:
        return ENDING.is_set() or time.monotonic() > self.end

    def fileno(self) -> int:
        return ENDING.fileno()


@outside_job("channels.listen", queue="listen", seconds=LEASE)
def listen(job: Job) -> None:
    """Listen to a feed for a while and order a pull for all its news, then have the next turn ordered.

    What a broken connection means for the account is told by the pulls; here it only costs a pause, and one that is
    refused for good waits for the next poll. No connection to our database is held while nothing happens.
    """
    account, key, end = account_of(job), job.body["key"], time.monotonic() + LISTEN_SECONDS
    channel = registry.channel(account.channel)
    if channel.listener is None or channel.feeds is None or key not in channel.feeds(account.settings):
        return

    def ring() -> None:
        with scope(job.organisation_id):
            add("jobs", [orders.pull_job(job.organisation_id, account.id, Bell(key))])
        db.drop_connection()

    desk = AccountDesk(account)
    db.drop_connection()
    try:
        channel.listener.listen(desk, key, ring, ThisTurn(end))
    except CallFailed as error:
        if error.permanent:  # a wrong password, asked for every minute, would have the mailbox locked
            return
        raise RetryIn(PAUSE) from None
    with scope(job.organisation_id):
        add("listen", [orders.listen_job(job.organisation_id, account.id, key)])
