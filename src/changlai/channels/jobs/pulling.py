"""Asking platforms: streams page by page, and what a delivery only hinted at."""

import time
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_noop

from changlai.channels import actions, collecting, intake, orders, registry
from changlai.channels.contracts import Bell, Pulled
from changlai.channels.engine import AccountDesk
from changlai.channels.errors import CallFailed, RateLimited
from changlai.channels.jobs.grounds import account_and_delivery_of, account_of, failed, worked
from changlai.channels.models import Account, Stream
from changlai.kernel.jobs import Job, Permanent, RetryIn, add, completing, outside_job
from changlai.kernel.jobs import job as inside_job
from changlai.kernel.tenancy import scope

PULL_ATTEMPTS = 8  # of a page that fails for the moment
STANDSTILL_SECONDS = 3.0  # until a platform is asked again that told of more, and gave nothing
TURN = 45.0  # seconds, and
PAGES_A_RUN = 20  # pages of a run; then the lease is given back, so that one long sync does not hold a thread

NOTHING_TO_PULL = gettext_noop(
    "This channel brings everything by itself, so there is nothing to fetch. Discard this job."
)


@outside_job("channels.pull", queue="jobs", seconds=90, attempts=PULL_ATTEMPTS)
def pull(job: Job) -> None:
    """Pull a stream page by page; the page and the new cursor are one commit, so nothing is lost or doubled.

    What others say is collected only while the register of sources allows it.
    """
    account, key, hint = account_of(job), job.body["key"], job.body.get("hint", {})
    puller = registry.channel(account.channel).puller
    if puller is None:
        raise Permanent(NOTHING_TO_PULL)
    with scope(job.organisation_id):
        if not collecting.open_keys(account, [key]):
            Stream.objects.filter(account=account, key=key).update(is_running=False)
            return
        stream, _ = Stream.objects.get_or_create(
            account=account, key=key, defaults={"organisation_id": account.organisation_id}
        )
    desk, cursor = AccountDesk(account), stream.cursor
    end = time.monotonic() + TURN
    for _ in range(PAGES_A_RUN):
        if time.monotonic() > end:
            break
        try:
            page = puller.pull(desk, key, cursor, hint)
        except CallFailed as error:
            _note_stopped(job, stream, error)
            raise failed(account, error, "pull") from error
        with scope(job.organisation_id):
            _keep_page(account, stream, page)
        if not page.more:
            _come_again(account, key, page)
            return
        if page.cursor == cursor:
            raise RetryIn(STANDSTILL_SECONDS)
        cursor = page.cursor
    with scope(job.organisation_id):
        add("jobs", [orders.pull_job(job.organisation_id, account.id, Bell(key, hint))])


def _come_again(account: Account, key: str, page: Pulled) -> None:
    """By a job of its own that waits: a pull that is ordered while it runs itself would be due at once."""
    if page.again:
        with scope(account.organisation_id):
            add("jobs", [orders.look_job(account.organisation_id, account.id, key, delay=page.again)])


@inside_job("channels.look", queue="jobs", seconds=60)
def look(waited: Sequence[Job]) -> None:
    """The time between two looks at these streams is over: pull them."""
    for one in waited:
        with scope(one.organisation_id):
            add("jobs", [orders.pull_job(one.organisation_id, one.body["account_id"], Bell(one.body["key"]))])


def _note_stopped(job: Job, stream: Stream, error: CallFailed) -> None:
    """Say what stopped the stream. What is not tried again by itself runs no more, so that a person may start it."""
    if isinstance(error, RateLimited):
        return
    with scope(job.organisation_id):
        Stream.objects.filter(id=stream.id).update(error=str(error.sentence))
        if error.permanent or (not error.wait and job.attempts + 1 >= PULL_ATTEMPTS):
            Stream.objects.filter(id=stream.id).update(is_running=False)


def _keep_page(account: Account, stream: Stream, page: Pulled) -> None:
    """Everything a page brought and how far we are."""
    intake.store(account.organisation_id, account.id, page.deliveries)
    actions.keep_endpoints(account=account, endpoints=page.endpoints, are_all=page.has_all_endpoints)
    actions.keep_colleagues(account=account, members=page.members)
    actions.keep_rosters(account=account, rosters=page.rosters)
    actions.keep_authorised_until(account=account, until=page.authorised_until)
    actions.keep_tag_list(account=account, listed=page.tag_list)
    stream.cursor, stream.done, stream.total, stream.error = page.cursor, page.done, page.total, ""
    stream.is_running = page.more
    if not page.more:
        stream.finished_at = timezone.now()
    stream.save(update_fields=["cursor", "done", "total", "error", "is_running", "finished_at"])
    if not page.more:
        worked(account)


@outside_job("channels.fetch", queue="fetches", seconds=60)
def fetch(job: Job) -> None:
    """Ask the platform for what a delivery only hinted at, and store the answer as a delivery of its own."""
    account, delivery = account_and_delivery_of(job)
    ask = registry.channel(account.channel).fetch
    if ask is None:
        return
    try:
        found = ask(AccountDesk(account), delivery.kind, bytes(delivery.payload))
    except CallFailed as error:
        raise failed(account, error, "fetch") from error
    with completing(job):
        intake.store(account.organisation_id, account.id, found)
        worked(account)
