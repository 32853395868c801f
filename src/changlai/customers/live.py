"""Who may hear what happens to a customer as it happens."""

from changlai.accounts.contracts import LiveRoom
from changlai.accounts.models import Member
from changlai.customers import queries


def of_customer(member: Member, parts: tuple[str, ...]) -> bool:
    """One customer's timeline."""
    is_id = len(parts) == 1 and parts[0].isdecimal()
    return is_id and queries.visible_to(member).filter(pk=int(parts[0])).exists()


ROOMS = (LiveRoom("customer", of_customer),)
