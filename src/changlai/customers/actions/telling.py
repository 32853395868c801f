"""Telling open screens that something about a customer is different: they look again; and others, whose it is now."""

from collections.abc import Iterable
from datetime import datetime

from changlai.accounts.models import Member
from changlai.customers.events import CustomerHandedOver
from changlai.customers.models import Customer
from changlai.kernel.sse import room, tell_many


def tell_screens(customers: Iterable[tuple[int, int]]) -> None:
    """(organisation, customer): heard when the transaction commits, once each."""
    tell_many([(room(org, "customer", one), "interaction", {"customer": one}) for org, one in dict.fromkeys(customers)])


def handed_over(
    customer: Customer, before: Member | None, owner: Member | None, by: Member, now: datetime
) -> CustomerHandedOver:
    """What is published when somebody else is responsible."""
    return CustomerHandedOver(
        organisation_id=customer.organisation_id,
        key=customer.pk,
        customer_id=customer.pk,
        from_id=before.pk if before else 0,
        to_id=owner.pk if owner else 0,
        by_id=by.pk,
        at=now,
    )
