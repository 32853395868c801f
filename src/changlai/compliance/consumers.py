"""Compliance listens: who is purged from the bin leaves no copy and no notice behind."""

from collections.abc import Sequence

from changlai.compliance import actions
from changlai.customers.events import CustomerPurged
from changlai.kernel.events import consumer
from changlai.kernel.tenancy import scope


@consumer("compliance.purges", reads=[CustomerPurged])
def forget_beside(events: Sequence[CustomerPurged]) -> None:
    """Copies of their data and notices that lead to them; open requests about them end."""
    for event in events:
        with scope(event.organisation_id):
            actions.forget_beside(organisation_id=event.organisation_id, customer_ids=event.customer_ids)
