"""Rows of the list."""

from collections.abc import Sequence
from dataclasses import dataclass

from changlai.channels import queries as channels
from changlai.channels.contracts import Product
from changlai.channels.models import Account
from changlai.customers import labels, queries, sources
from changlai.customers.models import Customer


@dataclass(frozen=True, slots=True)
class Row:
    """A customer in the list. ``product`` is where they were last met, ``source`` the account where they
    came in, ``came_from`` where they came from as it is said of them; both in words.
    """

    customer: Customer
    product: Product | None
    source: str
    state: str
    came_from: str


def rows(found: Sequence[Customer]) -> list[Row]:
    """Rows of a page of customers; two statements, whatever their number."""
    touches = queries.touches(found)
    accounts = channels.accounts_by_id(
        account_id
        for touch in touches.values()
        for account_id in (touch.first_account_id, touch.last_account_id)
        if account_id
    )
    made = []
    for customer in found:
        touch = touches[customer.id]
        first, last = accounts.get(touch.first_account_id or 0), accounts.get(touch.last_account_id or 0)
        source = first.name if first else ""
        way, said = touch.state or labels.way_of(touch.way), sources.told(customer.source)
        made.append(Row(customer, product_of(last or first), source, way, said or source))
    return made


def product_of(account: Account | None) -> Product | None:
    """The kind of place an account is; None when there is no account."""
    return channels.product_of(account) if account is not None else None
