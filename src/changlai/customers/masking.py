"""What a member sees of a customer's names: in full, or masked where the member's role says so."""

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.customers.models import Identity
from changlai.ui.numbers import email, phone

FIELDS = {"phone": "customers.phone", "email": "customers.email"}  # kind of identity: its masked field
_MASKS = {"phone": phone, "email": email}


def is_masked(member: Member, identity: Identity) -> bool:
    """Whether the member sees the identity only in part. Asks no database when the role is loaded."""
    return identity.kind in FIELDS and not accounts.may_see_field(member, FIELDS[identity.kind])


def shown_value(member: Member, identity: Identity) -> str:
    """The identity's value as the member may see it."""
    if is_masked(member, identity):
        return _MASKS[identity.kind](identity.value)
    return phone(identity.value, masked=False) if identity.kind == "phone" else identity.value
