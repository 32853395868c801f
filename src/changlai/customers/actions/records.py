"""What a person changes on a customer by hand, in one word."""

from django.db import transaction
from django.utils import timezone

from changlai.accounts.models import Member
from changlai.customers.actions.editing import edit
from changlai.customers.models import Customer, Identity
from changlai.kernel import audit


@transaction.atomic
def rename(*, customer: Customer, name: str, by: Member) -> None:
    """Give a customer a name that platforms no longer change."""
    edit(customer=customer, changes={"name": name}, by=by, now=timezone.now())


@transaction.atomic
def unmask(*, identity: Identity, by: Member) -> str:
    """The full value of a masked identity, for a member who may see it; who looked and when is written down."""
    audit.record("customers.unmasked", actor=by, obj=identity.customer, changes={"identity": identity.id})
    return identity.value
