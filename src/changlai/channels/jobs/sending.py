"""Messages on their way out: one thread at a time, in order, each handed over at most once by itself."""

import math
import time

import msgspec
from django.utils import timezone
from django.utils.translation import gettext_noop

from changlai.accounts import queries as accounts
from changlai.channels import actions, orders, registry
from changlai.channels.contracts import Content, IdentityClaim, Outgoing, Sent
from changlai.channels.engine import AccountDesk
from changlai.channels.enums import Outcome, SendState
from changlai.channels.errors import CallFailed
from changlai.channels.events import Delivered, DeliveryFailed, DeliveryUnknown
from changlai.channels.models import Account, Outbox
from changlai.kernel.events import publish
from changlai.kernel.http import TOTAL_SECONDS, seconds_for
from changlai.kernel.jobs import Job, RetryIn, add, hold, outside_job
from changlai.kernel.tenancy import scope

MAX_SEND_ATTEMPTS = 6  # tries of one message that the platform refuses for the moment
LEASE = 60.0  # seconds; from each message on it lasts for as long as that message may take
TURN = 40.0  # seconds after which the thread's rest is left to the next job
CALLS = 3  # of a message: the token, a file, the message itself
SPARE = 15.0  # seconds beside the calls: waiting for a token that another fetches, the database
BASE64 = 4 / 3  # a file is so much longer on its way at worst
SWITCHED_OFF = gettext_noop(
    "This channel account is switched off. An administrator can switch it on under Settings, Channels."
)
NO_ANSWER = gettext_noop("The platform's answer did not come, so it may have arrived. Ask before you send it again.")


@outside_job("channels.send", queue="outbox", seconds=LEASE, attempts=12)
def send(job: Job) -> None:
    """Send what waits in one thread, in order.

    ``sending`` is committed before the call: a message whose answer was lost becomes *unknown* and is never sent again
    by itself. While the organisation's sending is stopped, what is queued stays queued: whoever lifts the stop decides
    what becomes of it (see actions.release_waiting).
    """
    account = _account_of_any_state(job)
    end = time.monotonic() + TURN
    while time.monotonic() < end:
        row = _take(job, account)
        if row is None:
            return
        if row.state == SendState.SENDING:
            _hand_over(job, account, row)
    with scope(job.organisation_id):
        add("outbox", [orders.send_job(job.organisation_id, account.id, job.body["thread"])])


def _account_of_any_state(job: Job) -> Account:
    with scope(job.organisation_id):
        return Account.objects.get(id=job.body["account_id"])


def _take(job: Job, account: Account) -> Outbox | None:
    """The oldest waiting message of the thread, now *sending*; one that a vanished worker left so is now *unknown*.

    From now on the lease outlives the message's calls; raises LostLease when it is over already. None when there is
    nothing to send, or nothing may be sent.
    """
    with scope(job.organisation_id):
        row = (
            Outbox.objects.select_for_update()
            .filter(thread=job.body["thread"], account=account, state__in=[SendState.QUEUED, SendState.SENDING])
            .order_by("id")
            .first()
        )
        if row is None:
            return None
        if row.state == SendState.SENDING:
            _settle_unknown(row, account)
            return row
        if accounts.is_sending_frozen(row.organisation_id):
            return None
        row.state, row.attempt, row.handed_over_at = SendState.SENDING, row.attempt + 1, timezone.now()
        row.save(update_fields=["state", "attempt", "handed_over_at"])
        hold(job, _seconds(row) + SPARE)
        return row


def _seconds(row: Outbox) -> float:
    """The longest that all calls for a message may take: then they end, and only then its lease.

    So nobody finds it *sending* and calls it unknown while its file is still on the way.
    """
    size = sum(attachment.size for attachment in _content(row).attachments)
    return CALLS * TOTAL_SECONDS + seconds_for(math.ceil(size * BASE64))


def _content(row: Outbox) -> Content:
    return msgspec.convert(row.content, Content)


def _hand_over(job: Job, account: Account, row: Outbox) -> None:
    root = _root(account)
    sender = registry.channel(account.channel).sender
    outgoing = Outgoing(row.key, row.address, _content(row), row.author)
    desk = AccountDesk(root, until=time.monotonic() + _seconds(row))
    try:
        if sender is None or not root.is_active:
            raise CallFailed("account_off", SWITCHED_OFF, permanent=True)  # noqa: TRY301 - told as the platform's own
        sent = sender.send(desk, outgoing)
    except CallFailed as error:
        _not_sent(job, account, row, error)
        return
    with scope(job.organisation_id):
        _settle_sent(row, account, sent)


def _root(account: Account) -> Account:
    if account.parent_id is None:
        return account
    with scope(account.organisation_id):
        return Account.objects.get(id=account.parent_id)


def _not_sent(job: Job, account: Account, row: Outbox, error: CallFailed) -> None:
    """Uncertain is unknown; a passing refusal goes back to waiting and is tried later; a permanent one is told.

    A try that the platform put off by naming a time does not count as one of MAX_SEND_ATTEMPTS.
    """
    with scope(job.organisation_id):
        if error.uncertain:
            _settle_unknown(row, account)
            return
        if error.permanent or row.attempt >= MAX_SEND_ATTEMPTS:
            _settle_failed(row, account, error)
            return
        tried = row.attempt - 1 if error.wait else row.attempt
        Outbox.objects.filter(id=row.id).update(
            state=SendState.QUEUED, attempt=tried, code=error.code, reason=str(error.sentence)
        )
    raise RetryIn(error.wait or 2.0 ** (tried - 1))


def _settle_sent(row: Outbox, account: Account, sent: Sent) -> None:
    now = timezone.now()
    Outbox.objects.filter(id=row.id).update(
        state=SendState.SENT, platform_id=sent.platform_id, settled_at=now, code="", reason=""
    )
    publish(
        Delivered(
            organisation_id=row.organisation_id,
            key=row.thread,
            account_id=account.id,
            reference=row.reference,
            platform_id=sent.platform_id,
            at=now,
        )
    )


def _settle_failed(row: Outbox, account: Account, error: CallFailed) -> None:
    now = timezone.now()
    Outbox.objects.filter(id=row.id).update(
        state=SendState.FAILED,
        code=error.code,
        reason=str(error.sentence),
        settled_at=now,
        can_retry=not error.permanent,
    )
    actions.note(account, Outcome.FAILED, f"send:{error.code}"[:120])
    publish(
        DeliveryFailed(
            organisation_id=row.organisation_id,
            key=row.thread,
            account_id=account.id,
            reference=row.reference,
            code=error.code,
            reason=str(error.sentence),
            can_retry=not error.permanent,
            at=now,
            undeliverable=(IdentityClaim(*error.nowhere),) if error.nowhere else (),
        )
    )


def _settle_unknown(row: Outbox, account: Account) -> None:
    now = timezone.now()
    row.state = SendState.UNKNOWN
    Outbox.objects.filter(id=row.id).update(state=SendState.UNKNOWN, settled_at=now, can_retry=True)
    publish(
        DeliveryUnknown(
            organisation_id=row.organisation_id,
            key=row.thread,
            account_id=account.id,
            reference=row.reference,
            reason=NO_ANSWER,
            at=now,
        )
    )
