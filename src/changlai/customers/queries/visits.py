"""Where a customer was on our sites, as the widget there told."""

from changlai.customers.enums import InteractionKind
from changlai.customers.models import Customer, Interaction

LATEST = 12  # interactions looked at


def visits(customer: Customer) -> list[Interaction]:
    """The latest pages looked at and messages, which name the page they were written on; the newest first."""
    kinds = [InteractionKind.VIEWED, InteractionKind.MESSAGE_IN]
    found = Interaction.objects.filter(customer_id=customer.pk, kind__in=kinds)
    return list(found.order_by("-occurred_at", "-id")[:LATEST])
