"""Keeping the record of refusals."""

from changlai.accounts.models import Member
from changlai.compliance.contracts import Decision, SendRequest
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
