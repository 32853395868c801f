"""Why somebody sees an order: what the page that explains access asks."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import RecordFacts, RecordKind
from changlai.accounts.models import Member
from changlai.orders import queries


def look(asker: Member, order_id: int) -> RecordFacts | None:
    """The order's number and who is responsible for its customer: that is what decides."""
    try:
        order = queries.get_for(asker, order_id)
    except Http404:
        return None
    return RecordFacts(order.number, Member.objects.filter(id=order.customer.owner_id).first())


def is_seen(member: Member, order_id: int) -> bool:
    """As the lists say."""
    return queries.visible_to(member).filter(id=order_id).exists()


RECORDS = (
    RecordKind(
        "order",
        _("Order"),
        "orders:detail",
        "order_id",
        ("orders.view", "orders.edit", "customers.view"),
        look,
        is_seen,
    ),
)
