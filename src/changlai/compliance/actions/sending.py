"""Keeping the record of refusals; stopping an organisation's sending and letting it go again."""

from datetime import datetime

from django.db import transaction

from changlai.accounts import actions as accounts
from changlai.accounts.models import Member, Organisation
from changlai.channels import actions as channels
from changlai.channels import queries as outgoing
from changlai.compliance.contracts import Decision, SendRequest
from changlai.compliance.enums import Fate
from changlai.compliance.models import RefusedSend


def record_refusal(*, request: SendRequest, decision: Decision, by: Member | None) -> None:
    """Write down what was not let out and why. Call it in a scope of its own: the refused action is rolled back."""
    RefusedSend.objects.create(
        organisation_id=request.organisation_id,
        customer_id=request.customer_id,
        account_id=request.account_id,
        member=by,
        rule=decision.rule,
        sentence=str(decision.sentence),
        refused_at=request.now,
    )


def freeze(*, organisation: Organisation, reason: str, by: Member | None, now: datetime) -> None:
    """Stop all sending: new messages are refused by the gate, queued ones stay queued, welcomes are not sent.

    What is being handed to a platform at this moment still leaves. ``by`` is None on the server. Raises the accounts'
    NoReason; sending that is stopped already gets the new reason.
    """
    accounts.freeze_sending(organisation=organisation, reason=reason, by=by, now=now)


@transaction.atomic
def thaw(*, organisation: Organisation, waiting: Fate, by: Member | None, now: datetime) -> int:
    """Let messages leave again; those that wait are sent or cancelled. Returns how many there were.

    Raises the accounts' NotFrozen when somebody else has decided already.
    """
    held = outgoing.waiting().messages
    fate = "released" if waiting == Fate.SEND else "cancelled"
    accounts.thaw_sending(organisation=organisation, by=by, fate=fate, waiting=held)
    if waiting == Fate.SEND:
        channels.release_waiting()
    else:
        channels.cancel_waiting(now=now)
    return held
