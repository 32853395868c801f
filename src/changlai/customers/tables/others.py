"""What other modules add to a customer's page."""

from dataclasses import dataclass

from changlai.accounts.models import Member
from changlai.customers.contracts import Panel
from changlai.customers.models import Customer
from changlai.kernel import discovery


@dataclass(frozen=True, slots=True)
class Button:
    """A button in the head of the page."""

    label: str
    icon: str
    url: str
    is_main: bool


def panels(member: Member) -> list[Panel]:
    """The boxes of other modules this member may see, in order."""
    declared = (panel for room in discovery.rooms("panels") for panel in getattr(room, "PANELS", ()))
    return sorted((one for one in declared if member.can(one.permission)), key=lambda one: (one.order, one.slug))


def buttons(member: Member, slug: str, customer: Customer) -> list[Button]:
    """The buttons of other modules that lead somewhere for this customer."""
    declared = [action for room in discovery.rooms("panels") for action in getattr(room, "ACTIONS", ())]
    made = []
    for action in sorted(declared, key=lambda action: (action.order, action.slug)):
        url = action.address(member, slug, customer.id) if member.can(action.permission) else ""
        if url:
            made.append(Button(str(action.label), action.icon, url, action.is_main))
    return made
