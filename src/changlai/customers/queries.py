"""Questions about customers. A person's reading begins at ``visible_to`` and ``get_for``."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404

from changlai.accounts import queries as accounts
from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.customers.models import Alias, Customer, Follow, Identity, Interaction

PAGE = 50


def visible_to(member: Member) -> QuerySet[Customer]:
    """Customers a member may see: own are those they are responsible for, team adds their department's."""
    match member.level("customers.view"):
        case Level.ALL:
            return Customer.objects.all()
        case Level.TEAM:
            return Customer.objects.filter(Q(owner_id__in=accounts.team_ids(member)) | Q(owner__isnull=True))
        case Level.OWN:
            return Customer.objects.filter(owner_id=member.id)
        case _:
            return Customer.objects.none()


def get_for(member: Member, customer_id: int) -> Customer:
    """One customer; the id of a merged one leads to the one that stayed. 404 when missing or not for this member."""
    customer = (
        visible_to(member).filter(id=customer_id).first()
        or visible_to(member).filter(id=current_id(customer_id)).first()
    )
    if customer is None:
        raise Http404
    return customer


def current_id(customer_id: int) -> int:
    """The id a customer has today."""
    return Alias.objects.filter(old_id=customer_id).values_list("customer_id", flat=True).first() or customer_id


def current_ids(ids: Iterable[int]) -> dict[int, int]:
    """The ids customers have today, for those that were merged; one statement."""
    return dict(Alias.objects.filter(old_id__in=set(ids)).values_list("old_id", "customer_id"))


def by_id(ids: Iterable[int]) -> dict[int, Customer]:
    """Customers of the organisations in scope, for labels on lists; one statement."""
    return {customer.id: customer for customer in Customer.objects.filter(id__in=set(ids))}


def page(
    member: Member, *, before: tuple[datetime, int] | None = None, text: str = "", limit: int = PAGE
) -> list[Customer]:
    """Customers by their last interaction, the latest first; ``before`` is the last row of the page above."""
    rows = visible_to(member).filter(last_interaction_at__isnull=False)
    if text:
        rows = rows.filter(name__icontains=text)
    if before is not None:
        rows = rows.filter(Q(last_interaction_at__lt=before[0]) | Q(last_interaction_at=before[0], id__lt=before[1]))
    return list(rows.select_related("owner").order_by("-last_interaction_at", "-id")[: limit + 1])


def identities(customer: Customer) -> list[Identity]:
    return list(Identity.objects.filter(customer=customer).order_by("kind", "id"))


def follows(customer: Customer) -> list[Follow]:
    return list(Follow.objects.filter(customer=customer).order_by("removed", "-added_at", "id"))


def timeline(
    customer: Customer, *, kinds: Iterable[str] = (), before: tuple[datetime, int] | None = None, limit: int = PAGE
) -> list[Interaction]:
    """A keyset page of the timeline, the latest first; one more row than ``limit`` tells that there is more."""
    rows = Interaction.objects.filter(customer_id=customer.id)
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    if before is not None:
        rows = rows.filter(Q(occurred_at__lt=before[0]) | Q(occurred_at=before[0], id__lt=before[1]))
    return list(rows.order_by("-occurred_at", "-id")[: limit + 1])
