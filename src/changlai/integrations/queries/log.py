"""What endpoints were told, and how it went."""

from collections.abc import Sequence

from django.http import Http404

from changlai.accounts.models import Member
from changlai.integrations.models import Delivery, Endpoint, Try
from changlai.integrations.queries.endpoints import visible_to

PAGE = 50


def deliveries(
    endpoint: Endpoint, *, state: str = "", before: int | None = None, limit: int = PAGE
) -> Sequence[Delivery]:
    """Messages to an endpoint, the newest first; ``before`` is the id above the page."""
    rows = Delivery.objects.select_related("message").filter(endpoint=endpoint)
    if state:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[:limit])


def delivery_for(member: Member, delivery_id: int) -> Delivery:
    """One message to one endpoint; raises Http404 when it is not for this member."""
    rows = Delivery.objects.select_related("message", "endpoint")
    found = rows.filter(pk=delivery_id, endpoint__in=visible_to(member)).first()
    if found is None:
        raise Http404
    return found


def tries(delivery: Delivery) -> Sequence[Try]:
    """Every try, the newest first."""
    return list(Try.objects.filter(delivery=delivery).order_by("-id")[:100])
