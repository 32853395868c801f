"""What the customer room does in the background."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.customers import actions
from changlai.customers.models import Customer
from changlai.kernel import files
from changlai.kernel.cron import cron, in_each
from changlai.kernel.errors import Refusal
from changlai.kernel.http import Blocked, Client, OutboundFailed, TooLarge
from changlai.kernel.jobs import Job, completing, outside_job
from changlai.kernel.tenancy import scope

PICTURE_BYTES = 2 * 1024 * 1024
OK, TOO_MANY, BROKEN = 200, 429, 500


@outside_job("customers.portrait", queue="jobs", seconds=30, attempts=4)
def copy_portrait(job: Job) -> None:
    """Fetch a customer's picture and keep it re-encoded. An address that gives no picture is left alone for good."""
    customer_id = int(job.body["customer_id"])
    with scope(job.organisation_id):
        url = Customer.objects.filter(id=customer_id).values_list("avatar_url", flat=True).first()
    if not url:
        return
    picture = _fetched(url)
    with completing(job, after=lambda: actions.hold_portrait(customer_id)):
        kept = None
        if picture:
            try:
                kept = files.keep(picture, "portrait", declared_type="image/*")
            except Refusal:
                kept = None
        actions.keep_portrait(customer_id=customer_id, url=url, file=kept if kept and kept.width else None)


@cron("customers.duplicates", every=timedelta(days=1), offset=timedelta(hours=18, minutes=37))
def look_for_duplicates() -> None:
    """Suggest who looks alike, every night; forget what is too old to be undone."""
    now = timezone.now()

    def look(organisation_id: int) -> None:
        actions.look_for_duplicates(organisation_id=organisation_id, now=now)
        actions.forget_images(now)

    in_each(accounts.organisation_ids(), look)


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
