"""Telling colleagues something in the platform's client."""

import msgspec
from django.utils.translation import gettext_noop

from changlai.channels import registry
from changlai.channels.contracts.member_messages import MemberNote
from changlai.channels.engine import AccountDesk
from changlai.channels.errors import CallFailed
from changlai.channels.events import MemberMessageFailed
from changlai.channels.jobs.grounds import account_of, failed
from changlai.channels.models import Account
from changlai.kernel.events import publish, thread_key
from changlai.kernel.jobs import Job, Permanent, RetryIn, outside_job
from changlai.kernel.tenancy import scope

MEMBER_ATTEMPTS = 12  # with their growing pauses about an hour: older news is no news

CANNOT_TELL = gettext_noop(
    "This channel cannot tell colleagues anything, so the notice was not sent. They find it under the bell; discard "
    "this job."
)


@outside_job("channels.member_message", queue="member_messages", seconds=60, attempts=MEMBER_ATTEMPTS)
def tell(job: Job) -> None:
    """Tell one colleague; what is given up is told to whoever asked. Asked again after a crash, WeCom tells it once."""
    account = account_of(job)
    ways = registry.channel(account.channel).member_messages
    if ways is None:
        raise Permanent(CANNOT_TELL)
    note = msgspec.convert(job.body["note"], MemberNote)
    try:
        ways.tell(AccountDesk(account), job.body["recipient"], note)
    except CallFailed as error:
        wrong = failed(account, error, "member_message")
        is_last = isinstance(wrong, Permanent) or job.attempts + 1 >= MEMBER_ATTEMPTS
        if is_last and not isinstance(wrong, RetryIn):
            _give_up(account, job, str(error.sentence))
        raise wrong from error


def _give_up(account: Account, job: Job, reason: str) -> None:
    reference = str(job.body["reference"])
    with scope(account.organisation_id):
        publish(
            MemberMessageFailed(
                organisation_id=account.organisation_id,
                key=thread_key(reference),
                reference=reference,
                reason=reason,
            )
        )
