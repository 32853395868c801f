"""What a person changes on a customer by hand."""

from django.db import transaction
from django.utils import timezone

from changlai.accounts.models import Member
from changlai.customers.actions.timeline import Entry, own_causes, record
from changlai.customers.enums import InteractionKind
from changlai.customers.errors import CannotOwn, EmptyNote
from changlai.customers.models import Customer, Identity
from changlai.kernel import audit


@transaction.atomic
def rename(*, customer: Customer, name: str, by: Member) -> None:
    """Give a customer a name that platforms no longer change."""
    before = customer.name
    customer.name, customer.is_named_by_hand = name, True
    customer.save(update_fields=["name", "is_named_by_hand"])
    audit.record("customers.renamed", actor=by, obj=customer, changes={"name": [before, name]})


@transaction.atomic
def assign_owner(*, customer: Customer, owner: Member | None, by: Member) -> None:
    """Make a colleague responsible for a customer, or nobody. Raises CannotOwn for one who may not see customers."""
    if owner is not None and not owner.can("customers.view"):
        raise CannotOwn(owner.name)
    names = [one.name if one else "" for one in (customer.owner, owner)]
    customer.owner = owner
    customer.save(update_fields=["owner"])
    audit.record("customers.owner_changed", actor=by, obj=customer, changes={"owner": names})


@transaction.atomic
def write_note(*, customer: Customer, text: str, by: Member) -> None:
    """Put a note on the timeline. Raises EmptyNote for one of blanks only."""
    if not text.strip():
        raise EmptyNote
    now = timezone.now()
    record(
        [
            Entry(
                customer.organisation_id,
                customer.id,
                None,
                InteractionKind.NOTE,
                now,
                own_causes()[0],
                facts={"text": text.strip(), "member_id": by.id, "member": by.name},
            )
        ]
    )


@transaction.atomic
def unmask(*, identity: Identity, by: Member) -> str:
    """The full value of a masked identity, for a member who may see it; who looked and when is written down."""
    audit.record("customers.unmasked", actor=by, obj=identity.customer, changes={"identity": identity.id})
    return identity.value
