"""Questions about customers. A person's reading begins at ``visible_to`` and ``get_for``."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404

from changlai.accounts import queries as accounts
from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.customers.enums import Shelf
from changlai.customers.errors import MayNotEdit
from changlai.customers.models import Alias, Collaborator, Customer, Follow, Identity, Interaction
from changlai.kernel import db

PAGE = 50
COUNTED = 1000


def visible_to(member: Member) -> QuerySet[Customer]:
    """Customers a member may see. Own: those they are responsible for, or collaborate on. Team: their department's
    besides, and nobody's.
    """
    return _within(member, "customers.view")


def editable_by(member: Member) -> QuerySet[Customer]:
    """Customers a member may change, of those they may see."""
    return visible_to(member) & _within(member, "customers.edit")


def _within(member: Member, permission: str) -> QuerySet[Customer]:
    match member.level(permission):
        case Level.ALL:
            return Customer.objects.all()
        case Level.TEAM:
            reach = Q(owner_id__in=accounts.team_ids(member)) | Q(owner__isnull=True)
        case Level.OWN:
            reach = Q(owner_id=member.id)
        case _:
            return Customer.objects.none()
    shared = shared_with(member, permission)
    return Customer.objects.filter(reach | Q(id__in=shared)) if shared else Customer.objects.filter(reach)


def shared_with(member: Member, permission: str) -> frozenset[int]:
    """Ids of the customers a member collaborates on, as far as ``permission`` goes: to change one takes the right to
    write. Looked up once per member object; a list of ids lets the database use an index for each half of the question.
    """
    known: dict[int, bool] | None = member.__dict__.get("_collaborations")
    if known is None:
        rows = Collaborator.objects.filter(member_id=member.pk).values_list("customer_id", "can_write")
        known = member.__dict__["_collaborations"] = dict(rows)
    if permission == "customers.view":
        return frozenset(known)
    return frozenset(one for one, can_write in known.items() if can_write)


def get_for(member: Member, customer_id: int) -> Customer:
    """One customer; the id of a merged one leads to the one that stayed. 404 when missing or not for this member."""
    rows = visible_to(member).select_related("owner")
    customer = rows.filter(id=customer_id).first() or rows.filter(id=current_id(customer_id)).first()
    if customer is None:
        raise Http404
    return customer


def get_to_edit(member: Member, customer_id: int) -> Customer:
    """One customer the member may change; 404 when it is not to be seen, MayNotEdit when it is only to be seen."""
    customer = get_for(member, customer_id)
    if not can_edit(member, customer):
        raise MayNotEdit(customer.name)
    return customer


def can_edit(member: Member, customer: Customer) -> bool:
    """Whether the member's right to change customers reaches this one."""
    return _reaches(member, "customers.edit", customer)


def can_unmask(member: Member, customer: Customer) -> bool:
    """Whether the member may see this customer's full phone number."""
    return _reaches(member, "customers.unmask", customer)


def _reaches(member: Member, permission: str, customer: Customer) -> bool:
    match member.level(permission):
        case Level.ALL:
            return True
        case Level.TEAM:
            is_own = customer.owner_id is None or customer.owner_id in accounts.team_ids(member)
        case Level.OWN:
            is_own = customer.owner_id == member.id
        case _:
            return False
    return is_own or customer.pk in shared_with(member, permission)


def current_id(customer_id: int) -> int:
    """The id a customer has today."""
    return Alias.objects.filter(old_id=customer_id).values_list("customer_id", flat=True).first() or customer_id


def current_ids(ids: Iterable[int]) -> dict[int, int]:
    """The ids customers have today, for those that were merged; one statement."""
    return dict(Alias.objects.filter(old_id__in=set(ids)).values_list("old_id", "customer_id"))


def by_id(ids: Iterable[int]) -> dict[int, Customer]:
    """Customers of the organisations in scope, for labels on lists; one statement."""
    return {customer.id: customer for customer in Customer.objects.filter(id__in=set(ids))}


# --- the list -----------------------------------------------------------------------------------------------------


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
    """A keyset page below ``after``; one more row than ``limit`` tells that there is more. At most two statements."""
    rows = chosen(member, wanted).select_related("owner")
    found: list[Customer] = []
    if after is None or after.moment is not None:
        active = rows.filter(last_interaction_at__isnull=False)
        if after is not None:
            active = active.filter(_below("last_interaction_at", after.moment, after.id))
        found = list(active.order_by("-last_interaction_at", "-id")[: limit + 1])
    if len(found) <= limit:
        silent = rows.filter(last_interaction_at__isnull=True)
        if after is not None and after.moment is None:
            silent = silent.filter(id__lt=after.id)
        found += silent.order_by("-id")[: limit + 1 - len(found)]
    return found


def page_above(member: Member, wanted: Filter, *, before: Place, limit: int = PAGE) -> list[Customer]:
    """The page that ends above ``before``, in the list's order; one more row, on top, when there is more above it."""
    rows = chosen(member, wanted).select_related("owner")
    found: list[Customer] = []
    active = rows.filter(last_interaction_at__isnull=False).order_by("last_interaction_at", "id")
    if before.moment is None:
        silent = rows.filter(last_interaction_at__isnull=True, id__gt=before.id)
        found = list(silent.order_by("id")[: limit + 1])
    else:
        later = Q(last_interaction_at__gt=before.moment) | Q(last_interaction_at=before.moment, id__gt=before.id)
        active = active.filter(later)
    if len(found) <= limit:
        found += active[: limit + 1 - len(found)]
    return found[::-1]


def neighbours(member: Member, wanted: Filter, customer: Customer) -> tuple[int | None, int | None]:
    """The ids of the customers above and below this one in the list of a filter."""
    place = Place(customer.last_interaction_at, customer.id)
    above = page_above(member, wanted, before=place, limit=0)
    below = page(member, wanted, after=place, limit=0)
    return (above[-1].id if above else None), (below[0].id if below else None)


def count_up_to(member: Member, wanted: Filter, bound: int) -> int:
    """How many customers a filter has, counted no further than ``bound``."""
    return chosen(member, wanted).order_by()[:bound].count()


def _below(field: str, moment: datetime | None, row_id: int) -> Q:
    return Q(**{f"{field}__lt": moment}) | Q(**{field: moment, "id__lt": row_id})


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


# --- one customer -------------------------------------------------------------------------------------------------


def identities(customer: Customer) -> list[Identity]:
    """The names a customer is known by on platforms."""
    return list(Identity.objects.filter(customer=customer).order_by("kind", "id"))


def identity_of(customer: Customer, identity_id: int) -> Identity:
    """One of the customer's identities; 404 when it is not theirs."""
    identity = Identity.objects.filter(customer=customer, id=identity_id).first()
    if identity is None:
        raise Http404
    return identity


def follows(customer: Customer) -> list[Follow]:
    """Colleagues' relations with a customer: those that last first, the latest on top."""
    return list(Follow.objects.filter(customer=customer).order_by("removed", "-added_at", "id"))


def aliases(customer: Customer) -> list[Alias]:
    """The customers that were merged into this one, the latest first."""
    return list(Alias.objects.filter(customer=customer).order_by("-merged_at", "-id"))


def timeline(
    customer: Customer,
    *,
    kinds: Collection[str] = (),
    before: tuple[datetime, int] | None = None,
    down_to: tuple[datetime, int] | None = None,
    limit: int = PAGE,
) -> list[Interaction]:
    """A keyset page of the timeline, the latest first; one more row than ``limit`` tells that there is more.

    ``before`` is the last entry of the page above; ``down_to`` asks for nothing older than that entry.
    """
    rows = Interaction.objects.filter(customer_id=customer.id)
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    if before is not None:
        rows = rows.filter(_below("occurred_at", before[0], before[1]))
    if down_to is not None:
        rows = rows.filter(Q(occurred_at__gt=down_to[0]) | Q(occurred_at=down_to[0], id__gte=down_to[1]))
    return list(rows.order_by("-occurred_at", "-id")[: limit + 1])


_KIND_COUNTS = """select kind, count(*) from (
    select kind from customers_interaction where organisation_id = %s and customer_id = %s
    order by occurred_at desc limit %s) x group by kind"""


def kind_counts(customer: Customer) -> dict[str, int]:
    """How many entries of each kind the timeline has, among its latest COUNTED ones."""
    found = db.rows(_KIND_COUNTS, (customer.organisation_id, customer.id, COUNTED))
    return {str(row[0]): int(row[1]) for row in found}
