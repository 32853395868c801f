"""Webhooks when a person is forgotten. They hold no row of a customer: nothing moves with a merge."""

from changlai.customers.contracts import Traces
from changlai.customers.participation import Rows
from changlai.integrations import actions


class Webhooks(Rows):
    """See customers.contracts.Participant."""

    def erase(self, traces: Traces) -> list[tuple[str, int]]:
        return actions.forget_person(traces)


PARTICIPANT = Webhooks()
