"""Why somebody sees a customer: what the page that explains access asks."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import RecordFacts, RecordKind
from changlai.accounts.models import Member
from changlai.customers import queries


def look(asker: Member, customer_id: int) -> RecordFacts | None:
    """The customer's name and who is responsible."""
    try:
        customer = queries.get_for(asker, customer_id)
    except Http404:
        return None
    return RecordFacts(customer.name, customer.owner)


def is_seen(member: Member, customer_id: int) -> bool:
    """As the lists say."""
    return queries.visible_to(member).filter(id=queries.current_id(customer_id)).exists()


RECORDS = (
    RecordKind(
        "customer",
        _("Customer"),
        "customers:detail",
        "customer_id",
        ("customers.view", "customers.edit", "customers.unmask"),
        look,
        is_seen,
    ),
)
