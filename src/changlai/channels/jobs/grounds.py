"""What every job of the channel room stands on: its account, its delivery, and what a failed call means for it."""

from django.utils import timezone
from django.utils.translation import gettext_noop

from changlai.channels import actions
from changlai.channels.enums import Outcome
from changlai.channels.errors import CallFailed, RateLimited
from changlai.channels.models import Account, Delivery, Stream
from changlai.kernel import db
from changlai.kernel.jobs import Job, Permanent, RetryIn
from changlai.kernel.tenancy import scope

EXPIRED = gettext_noop(
    "What the platform told us then is no longer kept, so there is nothing to fetch any more. Discard this job."
)
SWITCHED_OFF = gettext_noop(
    "Its channel account was removed or switched off. Switch it on under Settings, Channels, and try again; if it is "
    "gone for good, discard this job."
)
# By a prepared statement: planned anew for each of thousands of calls, its partitions cost more than its row.
_DELIVERY = """
    select organisation_id, id, account_id, kind, thread, occurred_at, received_at, payload, context
    from channels_delivery where organisation_id = %s and id = %s"""


def account_of(job: Job) -> Account:
    """The account a job is for; raises Permanent when it may not be used any more."""
    with scope(job.organisation_id):
        return _account(job)


def account_and_delivery_of(job: Job) -> tuple[Account, Delivery]:
    """The account and the raw delivery a job is for, in one look; raises Permanent when either is gone."""
    with scope(job.organisation_id):
        account = _account(job)
        found = db.row(_DELIVERY, (job.organisation_id, job.body["delivery_id"]))
    if found is None:
        raise Permanent(EXPIRED)
    org, number, account_id, kind, thread, occurred_at, received_at, payload, context = found
    delivery = Delivery(
        organisation_id=org,
        id=number,
        account_id=account_id,
        kind=kind,
        thread=thread,
        occurred_at=occurred_at,
        received_at=received_at,
        payload=payload,
        context=context,
    )
    return account, delivery


def _account(job: Job) -> Account:
    account = Account.objects.filter(id=job.body["account_id"], is_active=True).first()
    if account is None:
        raise Permanent(SWITCHED_OFF)
    return account


def failed(account: Account, error: CallFailed, what: str) -> Exception:
    """Note a failed call on the account and say how to go on. A call that our own bucket held back has not failed."""
    if isinstance(error, RateLimited):
        return RetryIn(error.wait)
    with scope(account.organisation_id):
        actions.note_call_failed(account.root_id, error, timezone.now())
        actions.note(account, Outcome.FAILED, f"{what}:{error.code}"[:120])
    if error.wait:
        return RetryIn(error.wait)
    return Permanent(str(error.sentence)) if error.permanent else error


def worked(account: Account) -> None:
    """A call worked: what was wrong with the account is over, unless a stream of its still stands still."""
    if account.last_error and not Stream.objects.filter(account_id=account.root_id).exclude(error="").exists():
        actions.note_error(account.root_id, "", timezone.now())
