"""Colleagues as members of ours, and telling them something in the platform's client."""

import msgspec

from changlai.channels.contracts.member_messages import MemberNote
from changlai.channels.models import Colleague
from changlai.kernel import jobs
from changlai.kernel.jobs import NewJob
from changlai.kernel.tenancy import organisation_id

QUEUE = "member_messages"
MEMBER_MESSAGE = "channels.member_message"


def link_colleague(*, account_id: int, external_id: str, member_id: int | None) -> None:
    """Remember which member a platform's colleague is; None takes it back. One member is one colleague an account."""
    of_account = Colleague.objects.filter(account_id=account_id)
    if member_id is not None:
        of_account.filter(member_id=member_id).exclude(external_id=external_id).update(member_id=None)
    of_account.filter(external_id=external_id).update(member_id=member_id)


def tell_member(*, account_id: int, recipient: str, note: MemberNote, reference: str) -> None:
    """Queue a message to a colleague, in the caller's transaction. ``reference`` is the sender's name for it.

    When it is given up, MemberMessageFailed says so under that name.
    """
    body = {
        "account_id": account_id,
        "recipient": recipient,
        "note": msgspec.to_builtins(note),
        "reference": reference,
    }
    jobs.add(QUEUE, [NewJob(organisation_id(), MEMBER_MESSAGE, body, unique_key=f"member_message:{reference}")])
