"""What the customer room does in the background."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.customers import actions, queries
from changlai.customers.models import Customer
from changlai.kernel import bulk, files
from changlai.kernel.cron import cron, in_each
from changlai.kernel.errors import Refusal
from changlai.kernel.http import Blocked, Client, OutboundFailed, TooLarge
from changlai.kernel.jobs import Job, completing, job, outside_job
from changlai.kernel.tenancy import scope

logger = logging.getLogger("changlai.customers")
LOOKS = 20  # pieces of every organisation that are looked at in one go
PICTURE_BYTES = 2 * 1024 * 1024
OK, TOO_MANY, BROKEN = 200, 429, 500


@outside_job("customers.portrait", queue="fetches", seconds=30, attempts=4)
def copy_portrait(one: Job) -> None:
    """Fetch a customer's picture and keep it re-encoded. An address that gives no picture is left alone for good."""
    customer_id = int(one.body["customer_id"])
    with scope(one.organisation_id):
        url = Customer.objects.filter(id=customer_id).values_list("avatar_url", flat=True).first()
    if not url:
        return
    picture = _fetched(url)
    with completing(one, after=lambda: actions.hold_portrait(customer_id)):
        kept = None
        if picture:
            try:
                kept = files.keep(picture, "portrait", declared_type="image/*")
            except Refusal:
                kept = None
        actions.keep_portrait(customer_id=customer_id, url=url, file=kept if kept and kept.width else None)


@cron("customers.twins", every=timedelta(seconds=20))
def look_for_twins() -> None:
    """Who is new or changed is compared with the others, soon after; very many, when they are all written."""
    now = timezone.now()

    def look(organisation_id: int) -> None:
        actions.check_twins(organisation_id, now)

    for _ in range(LOOKS):
        with scope(*accounts.organisation_ids()):
            waiting = [one for one in queries.with_unchecked() if not bulk.makes_wait("duplicates", one)]
        if not waiting:
            return
        in_each(waiting, look)


@job(actions.CHECK_ALL, seconds=60)
def check_all(jobs: Sequence[Job]) -> None:
    """Put the next customers down for a look."""
    for one in jobs:
        with scope(one.organisation_id):
            actions.mark_next(one.organisation_id, int(one.body["after"]))


def _run_given_up(job: Job, error: str) -> None:
    actions.give_up_merge_run(run_id=int(job.body["run_id"]), error=error, now=timezone.now())


@job(actions.MERGE_RUN, seconds=60, given_up=_run_given_up)
def merge_many(jobs: Sequence[Job]) -> None:
    """The next piece of runs over many suggestions."""
    for one in jobs:
        with scope(one.organisation_id):
            actions.go_on_merging(run_id=int(one.body["run_id"]), now=timezone.now())


@job(actions.COUNT_QUALITY, seconds=120)
def count_quality(jobs: Sequence[Job]) -> None:
    """How good the records are, as of now."""
    for one in jobs:
        with scope(one.organisation_id):
            actions.count_quality(organisation_id=one.organisation_id, day=timezone.localdate())


@cron("customers.quality", every=timedelta(days=1), offset=timedelta(hours=20, minutes=23))
def count_all() -> None:
    """How good the records are, every night."""
    in_each(
        accounts.organisation_ids(),
        lambda one: actions.count_quality(organisation_id=one, day=timezone.localdate()),
    )


@cron("customers.images", every=timedelta(days=1), offset=timedelta(hours=18, minutes=37))
def forget_images() -> None:
    """Forget what is too old to be undone."""
    now = timezone.now()

    def forget(_organisation_id: int) -> None:
        actions.forget_images(now)

    in_each(accounts.organisation_ids(), forget)


@job(actions.PURGE, seconds=120)
def purge(jobs: Sequence[Job]) -> None:
    """Erase customers of the bin, a few with each job."""
    for one in jobs:
        with scope(one.organisation_id):
            by = Member.objects.filter(id=one.body["by_id"]).first() if one.body["by_id"] else None
            for customer_id in one.body["customer_ids"]:
                actions.purge(customer_id=int(customer_id), by=by, now=timezone.now())


@cron("customers.bin", every=timedelta(days=1), offset=timedelta(hours=19, minutes=13))
def empty_bins() -> None:
    """Whose time in the bin is over is purged, every night."""
    now = timezone.now()

    def empty(organisation_id: int) -> None:
        actions.purge_due(organisation_id, now)

    in_each(accounts.organisation_ids(), empty)


@cron("customers.activity", every=timedelta(minutes=10))
def tidy_activity() -> None:
    """Pieces of a day's activity are made one."""
    now = timezone.now()

    def tidy(organisation_id: int) -> None:
        actions.tidy_activity(organisation_id, now)

    in_each(accounts.organisation_ids(), tidy)


@cron("customers.activity_check", every=timedelta(days=1), offset=timedelta(hours=20, minutes=23))
def check_activity() -> None:
    """Every night activity is compared with the timelines; what differs is counted anew, and told in the log."""
    now = timezone.now()

    def check(organisation_id: int) -> None:
        mended = actions.check_activity(now)
        if mended:
            facts = {"organisation": organisation_id, "days": len(mended)}
            logger.warning("customers.activity_mended", extra=facts)

    in_each(accounts.organisation_ids(), check)


def _fetched(url: str) -> bytes:
    """The bytes behind an address; empty when it is no good. Raises OutboundFailed, to be tried again, when the other
    side cannot be reached or says that it is busy.
    """
    try:
        answer = Client(limit=PICTURE_BYTES).get(url)
    except (Blocked, TooLarge):
        return b""
    if answer.status == TOO_MANY or answer.status >= BROKEN:
        raise OutboundFailed(urlsplit(url).netloc, f"status_{answer.status}", uncertain=False)
    return answer.body if answer.status == OK else b""
