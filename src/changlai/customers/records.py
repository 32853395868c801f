"""Customers as a kind of record."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from changlai.accounts import queries as accounts
from changlai.channels import queries as channels
from changlai.channels.models import Account
from changlai.customers import queries
from changlai.customers.queries import Glance, editable_by, unseen_by, visible_to
from changlai.kernel.tenancy import organisation_id
from changlai.records.contracts import Face, HouseView, Kind
from changlai.ui.addresses import within

MINE = {"path": "owner", "is": "me"}
UNOWNED = {"path": "owner", "is_empty": True}


def faces(ids: Sequence[int]) -> Mapping[int, Face]:
    """Name, company, picture and where they were last met; three statements."""
    found = queries.glances(ids)
    slug = accounts.slug_of(organisation_id())
    met = channels.accounts_by_id(one.account_id for one in found if one.account_id)
    return {one.id: _face(slug, one, met.get(one.account_id or 0)) for one in found}


def _face(slug: str, one: Glance, account: Account | None) -> Face:
    digest = one.avatar_digest
    return Face(
        title=one.name or _now("Unnamed customer"),
        detail=one.company,
        avatar=within(slug, "customers:portrait", customer_id=one.id, digest=digest) if digest else "",
        mark=channels.product_named(account.channel, account.product) if account else None,
    )


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
