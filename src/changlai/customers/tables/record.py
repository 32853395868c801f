"""The record's sections: who the customer is, whose contact, what was merged into it."""

from dataclasses import dataclass
from datetime import datetime

from changlai.accounts.models import Member
from changlai.channels import queries as channels
from changlai.channels.contracts import Product, in_words
from changlai.channels.models import Account
from changlai.customers import labels, masking, queries
from changlai.customers.models import Customer, Follow, Identity, Merging
from changlai.customers.tables.rows import product_of


@dataclass(frozen=True, slots=True)
class KnownAs:
    """A name of the customer on a platform; ``value`` is masked where it must be."""

    identity: Identity
    label: str
    value: str
    product: Product | None
    is_masked: bool

    @property
    def undeliverable(self) -> str:
        """Why nothing arrives there, in the reader's language; empty while something does."""
        return in_words(self.identity.undeliverable_reason)


@dataclass(frozen=True, slots=True)
class Relation:
    """A colleague who has, or had, the customer as a contact."""

    follow: Follow
    colleague: str
    product: Product | None
    way: str
    removal: str
    tags: list[str]


@dataclass(frozen=True, slots=True)
class Merged:
    """A record that became part of this one."""

    old_id: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """The left column of a customer's page."""

    identities: list[KnownAs]
    relations: list[Relation]
    merged: list[Merged]
    suggestions: list[tuple[Customer, str]]
    mergings: list[Merging]  # that still stand, the latest first


def record(customer: Customer, member: Member) -> Record:
    """Who the customer is, in a fixed number of statements."""
    identities, follows = queries.identities(customer), queries.follows(customer)
    account_ids = {one.account_id for one in identities if one.account_id} | {one.account_id for one in follows}
    accounts = channels.accounts_by_id(account_ids)
    names = channels.colleagues((follow.account_id for follow in follows), (follow.colleague for follow in follows))
    return Record(
        [_known_as(identity, accounts, member) for identity in identities],
        [_relation(follow, accounts, names) for follow in follows],
        [Merged(one.old_id, one.merged_at, labels.merge_reason(one.reason)) for one in queries.aliases(customer)],
        [(other, labels.duplicate_reason(reason)) for other, reason in queries.suggestions(member, customer)],
        queries.mergings(customer),
    )


def _known_as(identity: Identity, accounts: dict[int, Account], member: Member) -> KnownAs:
    label = str(labels.IDENTITIES.get(identity.kind, identity.kind))
    product = product_of(accounts.get(identity.account_id or 0))
    shown = masking.shown_value(member, identity)
    return KnownAs(identity, label, shown, product, masking.is_masked(member, identity))


def _relation(follow: Follow, accounts: dict[int, Account], names: dict[tuple[int, str], str]) -> Relation:
    return Relation(
        follow,
        names.get((follow.account_id, follow.colleague), follow.colleague),
        product_of(accounts.get(follow.account_id)),
        labels.way_of(follow.way),
        labels.removal_of(follow.removed),
        [tag[2] for tag in follow.tags if len(tag) == 3],  # noqa: PLR2004 - (platform id, group, name)
    )
