"""The customer beside the thread: who it is, how we know each other, and what other modules add."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from changlai.accounts.models import Member
from changlai.channels import outbound
from changlai.channels import queries as channels
from changlai.channels.contracts import Product
from changlai.customers import labels, masking
from changlai.customers import queries as customers
from changlai.customers.contracts import Panel
from changlai.customers.models import Customer, Follow, Identity
from changlai.inbox import queries
from changlai.inbox.models import Conversation
from changlai.inbox.tables.visit import Visit, visit
from changlai.kernel import discovery


@dataclass(frozen=True, slots=True)
class KnownAs:
    """A name of the customer on a platform. ``product`` is where it was first seen."""

    identity: Identity
    product: Product | None
    shown: str  # masked where the member's role says so; in full on the customer's page only, one by one

    @property
    def label(self) -> str:
        """What kind of name it is, in words."""
        return str(labels.IDENTITIES.get(self.identity.kind, self.identity.kind))

    @property
    def is_phone(self) -> bool:
        return self.identity.kind == "phone"


@dataclass(frozen=True, slots=True)
class Relation:
    """A colleague who has the customer as a contact on a platform."""

    follow: Follow
    colleague: str
    product: Product | None

    @property
    def way(self) -> str:
        """How they met, in words."""
        return labels.way_of(self.follow.way)

    @property
    def removal(self) -> str:
        """How it ended, in words; empty while it lasts."""
        return labels.removal_of(self.follow.removed)


@dataclass(frozen=True, slots=True)
class LoadedPanel:
    """A box of another module, fetched by its address."""

    slug: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything beside the thread. ``customer`` is None when the member may not see the customer's page."""

    customer: Customer | None
    identities: Sequence[KnownAs]
    relations: Sequence[Relation]
    recent: Sequence[queries.Listed]
    panels: Sequence[LoadedPanel]
    visit: Visit | None = None  # for somebody who writes from a site of ours


def beside(conversation: Conversation, member: Member, *, slug: str) -> Beside:
    """The customer of a conversation as this member may see them, in a fixed number of statements."""
    others = [one for one in queries.of_customer(member, conversation.customer_id) if one.id != conversation.pk]
    customer = conversation.customer
    if not customers.can_view(member, customer):
        return Beside(None, (), (), others, ())
    identities, follows = customers.identities(customer), customers.follows(customer)
    ids = {*(one.account_id for one in identities if one.account_id), *(follow.account_id for follow in follows)}
    products = _products(ids, conversation)
    names = _names(follows)
    return Beside(
        customer=customer,
        identities=[
            KnownAs(one, products.get(one.account_id or 0), masking.shown_value(member, one)) for one in identities
        ],
        relations=[
            Relation(one, names.get((one.account_id, one.colleague), one.colleague), products.get(one.account_id))
            for one in follows
        ],
        recent=others,
        panels=_panels(member, conversation.customer_id, slug),
        visit=_visit(conversation, customer),
    )


def _visit(conversation: Conversation, customer: Customer) -> Visit | None:
    """Asked only where the channel tells such things."""
    is_site = bool(outbound.hears_of(account=conversation.account, address=conversation.address))
    return visit(customers.visits(customer), timezone.now()) if is_site else None


def _products(account_ids: AbstractSet[int], conversation: Conversation) -> dict[int, Product]:
    """Of these accounts; nothing is asked where the customer is known by the conversation's only."""
    known = {conversation.account_id: conversation.account}
    if account_ids - known.keys():
        known = channels.accounts_by_id(account_ids)
    return {pk: channels.product_of(account) for pk, account in known.items()}


def _names(follows: Sequence[Follow]) -> dict[tuple[int, str], str]:
    """How the platforms call our colleagues; one statement for each account, and a customer rarely has two."""
    found: dict[tuple[int, str], str] = {}
    for account_id in sorted({follow.account_id for follow in follows}):
        ids = [follow.colleague for follow in follows if follow.account_id == account_id]
        names = channels.colleague_names(account_id, ids)
        found |= {(account_id, external_id): name for external_id, name in names.items()}
    return found


def _panels(member: Member, customer_id: int, slug: str) -> list[LoadedPanel]:
    declared: list[Panel] = [panel for room in discovery.rooms("panels") for panel in getattr(room, "PANELS", ())]
    allowed = sorted(
        (one for one in declared if not one.only_on_page and member.can(one.permission)), key=lambda one: one.order
    )
    return [
        LoadedPanel(
            panel.slug,
            str(panel.label),
            reverse(panel.url_name, kwargs={"organisation": slug, "customer_id": customer_id}),
        )
        for panel in allowed
    ]
