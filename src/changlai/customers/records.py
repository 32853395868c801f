"""Customers as a kind of record."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Organisation
from changlai.channels import queries as channels
from changlai.channels.contracts import Product
from changlai.customers.models import Customer
from changlai.customers.queries import editable_by, touches, unseen_by, visible_to
from changlai.kernel.tenancy import organisation_id
from changlai.records.contracts import Face, HouseView, Kind

MINE = {"path": "owner", "is": "me"}
UNOWNED = {"path": "owner", "is_empty": True}


def faces(ids: Sequence[int]) -> Mapping[int, Face]:
    """Name, company, picture and where they were last met; four statements."""
    slug = Organisation.objects.values_list("slug", flat=True).get(pk=organisation_id())
    found = list(Customer.objects.filter(id__in=ids))
    marks = _marks(found)
    return {one.pk: _face(slug, one, marks.get(one.pk)) for one in found}


def _face(slug: str, customer: Customer, mark: Product | None) -> Face:
    digest = customer.avatar_digest
    return Face(
        title=customer.name or _now("Unnamed customer"),
        detail=customer.company,
        avatar=reverse("customers:portrait", args=[slug, customer.pk, digest]) if digest else "",
        mark=mark,
    )


def _marks(found: Sequence[Customer]) -> Mapping[int, Product]:
    """The kind of place each was last met at, or came from."""
    met = {one: touch.last_account_id or touch.first_account_id for one, touch in touches(found).items()}
    accounts = channels.accounts_by_id(account_id for account_id in met.values() if account_id)
    return {one: channels.product_of(accounts[place]) for one, place in met.items() if place in accounts}


KINDS = (
    Kind(
        slug="customer",
        label=_("Customer"),
        plural=_("Customers"),
        table="customers_customer",
        permission="customers.view",
        edit_permission="customers.edit",
        visible=visible_to,
        editable=editable_by,
        unseen=unseen_by,
        faces=faces,
        page=("customers:detail", "customer_id"),
        place="customers:list",
        icon="users",
        columns=("tags", "channel", "owner", "last_interaction_at", "city", "created_at"),
        order="-last_interaction_at",
        quick=("channel", "tags", "owner", "last_interaction_at"),
        views=(
            HouseView("all", _("All customers"), {"all": []}),
            HouseView("mine", _("My customers"), {"all": [MINE]}),
            HouseView("unowned", _("Nobody responsible"), {"all": [UNOWNED]}),
        ),
        find="words",
        title="name",
        export_permission="customers.export",
    ),
)
