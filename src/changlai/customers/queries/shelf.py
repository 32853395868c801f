"""The list of customers, page by page, and how each of them came."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from changlai.accounts.models import Member
from changlai.customers.enums import Shelf
from changlai.customers.models import Customer, Identity
from changlai.customers.queries.people import PAGE, below, visible_to, with_owners
from changlai.kernel import db


@dataclass(frozen=True, slots=True)
class Filter:
    """Which customers a list shows: a shelf, a part of the name, the accounts they were first seen on (None: any)."""

    shelf: Shelf = Shelf.ALL
    text: str = ""
    account_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a customer stands in a list: those with an interaction first, the latest on top, then the others."""

    moment: datetime | None
    id: int


def chosen(member: Member, wanted: Filter) -> QuerySet[Customer]:
    """The customers of a filter, in no order."""
    rows = visible_to(member)
    match wanted.shelf:
        case Shelf.MINE:
            rows = rows.filter(owner_id=member.id)
        case Shelf.UNOWNED:
            rows = rows.filter(owner__isnull=True)
        case Shelf.ALL:
            pass
    if wanted.text:
        rows = rows.filter(name__icontains=wanted.text)
    if wanted.account_ids is not None:
        rows = rows.filter(id__in=Identity.objects.filter(account_id__in=wanted.account_ids).values("customer_id"))
    return rows


def page(member: Member, wanted: Filter, *, after: Place | None = None, limit: int = PAGE) -> list[Customer]:
    """A keyset page below ``after``; one more row than ``limit`` tells that there is more. At most three statements."""
    rows = chosen(member, wanted).values_list("id", flat=True)
    found: list[int] = []
    if after is None or after.moment is not None:
        active = rows.filter(last_interaction_at__isnull=False)
        if after is not None:
            active = active.filter(below("last_interaction_at", after.moment, after.id))
        found = list(active.order_by("-last_interaction_at", "-id")[: limit + 1])
    if len(found) <= limit:
        silent = rows.filter(last_interaction_at__isnull=True)
        if after is not None and after.moment is None:
            silent = silent.filter(id__lt=after.id)
        found += silent.order_by("-id")[: limit + 1 - len(found)]
    return with_owners(found)


def page_above(member: Member, wanted: Filter, *, before: Place, limit: int = PAGE) -> list[Customer]:
    """The page that ends above ``before``, in the list's order; one more row, on top, when there is more above it."""
    rows = chosen(member, wanted).values_list("id", flat=True)
    found: list[int] = []
    active = rows.filter(last_interaction_at__isnull=False).order_by("last_interaction_at", "id")
    if before.moment is None:
        silent = rows.filter(last_interaction_at__isnull=True, id__gt=before.id)
        found = list(silent.order_by("id")[: limit + 1])
    else:
        later = Q(last_interaction_at__gt=before.moment) | Q(last_interaction_at=before.moment, id__gt=before.id)
        active = active.filter(later)
    if len(found) <= limit:
        found += active[: limit + 1 - len(found)]
    return with_owners(found[::-1])


def neighbours(member: Member, wanted: Filter, customer: Customer) -> tuple[int | None, int | None]:
    """The ids of the customers above and below this one in the list of a filter."""
    place = Place(customer.last_interaction_at, customer.id)
    above = page_above(member, wanted, before=place, limit=0)
    below = page(member, wanted, after=place, limit=0)
    return (above[-1].id if above else None), (below[0].id if below else None)


def count_up_to(member: Member, wanted: Filter, bound: int) -> int:
    """How many customers a filter has, counted no further than ``bound``."""
    return chosen(member, wanted).order_by()[:bound].count()


@dataclass(frozen=True, slots=True)
class Touch:
    """How a customer came and was last met: accounts, and what the first live code or link had written on it."""

    first_account_id: int | None
    last_account_id: int | None
    state: str
    way: str


_TOUCHES = """select c.id,
    (select i.account_id from customers_identity i where i.organisation_id = c.organisation_id and i.customer_id = c.id
       and i.account_id is not null order by i.created_at, i.id limit 1),
    (select x.account_id from customers_interaction x where x.organisation_id = c.organisation_id
       and x.customer_id = c.id and x.account_id is not null order by x.occurred_at desc, x.id desc limit 1),
    coalesce(f.state, ''), coalesce(f.way, '')
    from customers_customer c left join lateral (
      select f.state, f.way from customers_follow f where f.organisation_id = c.organisation_id
        and f.customer_id = c.id order by f.added_at nulls last, f.id limit 1) f on true
    where c.organisation_id = any(%b::bigint[]) and c.id = any(%b::bigint[])"""


def touches(customers: Iterable[Customer]) -> dict[int, Touch]:
    """First and last touch of customers; one statement, whatever their number."""
    wanted = list(customers)
    organisations = sorted({customer.organisation_id for customer in wanted})
    return {row[0]: Touch(*row[1:]) for row in db.rows(_TOUCHES, (organisations, [c.id for c in wanted]))}
