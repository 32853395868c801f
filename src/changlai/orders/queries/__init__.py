"""Questions about orders. They reach as far as a member's right reaches for their customers."""

from changlai.orders.queries.customers import (
    LATEST,
    Sums,
    account_name,
    editable_customers,
    latest,
    latest_of_company,
    member_ids,
    sums,
    sums_of,
)
from changlai.orders.queries.orders import (
    PAGE,
    Filter,
    can_edit,
    editable_by,
    get_for,
    get_to_edit,
    items,
    page,
    visible_to,
    with_people,
)

__all__ = [
    "LATEST",
    "PAGE",
    "Filter",
    "Sums",
    "account_name",
    "can_edit",
    "editable_by",
    "editable_customers",
    "get_for",
    "get_to_edit",
    "items",
    "latest",
    "latest_of_company",
    "member_ids",
    "page",
    "sums",
    "sums_of",
    "visible_to",
    "with_people",
]
