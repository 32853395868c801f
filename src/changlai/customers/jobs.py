"""What the customer room does in the background."""

from urllib.parse import urlsplit

from changlai.customers import actions
from changlai.customers.models import Customer
from changlai.kernel import files
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
    with completing(job):
        kept = None
        if picture:
            try:
                kept = files.keep(picture, "portrait", declared_type="image/*")
            except Refusal:
                kept = None
        actions.keep_portrait(customer_id=customer_id, url=url, file=kept if kept and kept.width else None)


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
