"""Learning, soon after somebody corrected a judgement."""

from collections.abc import Sequence

from django.utils import timezone

from changlai.ai import actions
from changlai.ai.actions.learning import LEARN
from changlai.kernel.jobs import Job, job
from changlai.kernel.tenancy import scope


@job(LEARN, seconds=180)
def learn(orders: Sequence[Job]) -> None:
    """Fit the own layer of each organisation that corrected something."""
    for organisation_id in sorted({order.organisation_id for order in orders}):
        with scope(organisation_id):
            actions.learn(now=timezone.now())
