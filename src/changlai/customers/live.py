"""Who may hear what happens to a customer as it happens."""

from changlai.accounts.contracts import LiveRoom
from changlai.accounts.models import Member
from changlai.customers import queries


def beside(member: Member, parts: tuple[str, ...]) -> bool:
    """``customer:<id>``: whoever may open the customer's page."""
    is_id = len(parts) == 1 and parts[0].isdecimal()
    return is_id and queries.visible_to(member).filter(id=int(parts[0])).exists()


ROOMS = (LiveRoom("customer", beside),)
