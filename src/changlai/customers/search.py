"""Customers for the command palette."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import SearchHit, SearchProvider
from changlai.accounts.models import Member, Organisation
from changlai.customers import queries, wording
from changlai.customers.queries import Filter


def find(member: Member, text: str, limit: int) -> list[SearchHit]:
    """Customers whose name holds ``text``, those met last first."""
    found = queries.page(member, Filter(text=text), limit=limit)[:limit]
    slug = Organisation.objects.values_list("slug", flat=True).get(pk=member.organisation_id)
    return [
        SearchHit(
            wording.name_of(customer.name),
            reverse("customers:detail", args=[slug, customer.id]),
            detail=customer.owner.name if customer.owner else "",
            icon="user",
        )
        for customer in found
    ]


PROVIDERS = (SearchProvider("customers", _("Customers"), "customers.view", find, order=20),)
