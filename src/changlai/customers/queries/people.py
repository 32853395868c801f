"""Questions about customers. A person's reading begins at ``visible_to`` and ``get_for``."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404

from changlai.accounts import queries as accounts
from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.customers.errors import MayNotEdit
from changlai.customers.models import Alias, Collaborator, Customer, Follow, Identity, Interaction
from changlai.kernel import db, shapes, tenancy

PAGE = 40
COUNTED = 1000
_OWNED: list[shapes.Shape] = [("c", Customer), ("m", Member)]
_WITH_OWNERS = """from customers_customer c
    left join accounts_member m on m.organisation_id = c.organisation_id and m.id = c.owner_id
    where c.organisation_id = %(org)s and c.id = any(%(ids)b::bigint[])"""


def visible_to(member: Member) -> QuerySet[Customer]:
    """Customers a member may see. Own: those they are responsible for, or collaborate on. Team: their department's
    besides, and nobody's. Who is in the bin is in none of it: see ``in_bin``.
    """
    return within(member, "customers.view").filter(binned_at__isnull=True)


def unseen_by(member: Member) -> QuerySet[Customer] | None:
    """Of a member who may see all customers, those in the bin; None for who sees some of them only."""
    is_all = member.level("customers.view") == Level.ALL
    return Customer.objects.filter(binned_at__isnull=False) if is_all else None


def editable_by(member: Member) -> QuerySet[Customer]:
    """Customers a member may change, of those they may see."""
    return visible_to(member) & within(member, "customers.edit")


def within(member: Member, permission: str, *, sharing: str = "") -> QuerySet[Customer]:
    """Customers a permission reaches, in the bin or not: where ``visible_to`` and ``in_bin`` begin. Of another module's
    permission ``sharing`` says as which of ours it counts for shared customers.
    """
    match member.level(permission):
        case Level.ALL:
            return Customer.objects.all()
        case Level.TEAM:
            reach = Q(owner_id__in=accounts.team_ids(member)) | Q(owner__isnull=True)
        case Level.OWN:
            reach = Q(owner_id=member.id)
        case _:
            return Customer.objects.none()
    shared = shared_with(member, sharing or permission)
    return Customer.objects.filter(reach | Q(id__in=shared)) if shared else Customer.objects.filter(reach)


def shared_with(member: Member, permission: str) -> frozenset[int]:
    """Ids of the customers a member collaborates on, as far as ``permission`` goes: to change one takes the right to
    write, and none of them is theirs to delete. Looked up once per member object; a list of ids lets the database use
    an index for each half of the question.
    """
    known: dict[int, bool] | None = member.__dict__.get("_collaborations")
    if known is None:
        rows = Collaborator.objects.filter(member_id=member.pk).values_list("customer_id", "can_write")
        known = member.__dict__["_collaborations"] = dict(rows)
    if permission == "customers.view":
        return frozenset(known)
    if permission == "customers.delete":  # who works beside the owner does not decide that
        return frozenset()
    return frozenset(one for one, can_write in known.items() if can_write)


def get_for(member: Member, customer_id: int) -> Customer:
    """One customer; the id of a merged one leads to the one that stayed. 404 when missing or not for this member."""
    found = with_owners([customer_id]) or with_owners([current_id(customer_id)])
    if not found or not can_view(member, found[0]):
        raise Http404
    return found[0]


def with_owners(ids: Sequence[int]) -> list[Customer]:
    """These customers of the organisation in scope with who is responsible for them, in the order of their ids as
    given; missing ones left out. One statement.
    """
    made = {}
    known = {"org": tenancy.organisation_id(), "ids": list(filter(db.is_id, ids))}
    for customer, owner in shapes.ask(_OWNED, _WITH_OWNERS, known):
        customer.owner = owner
        made[customer.pk] = customer
    return [made[one] for one in ids if one in made]


def get_to_edit(member: Member, customer_id: int) -> Customer:
    """One customer the member may change; 404 when it is not to be seen, MayNotEdit when it is only to be seen."""
    customer = get_for(member, customer_id)
    if not can_edit(member, customer):
        raise MayNotEdit(customer.name)
    return customer


def can_view(member: Member, customer: Customer) -> bool:
    """Whether a customer at hand is one the member may see."""
    return _reaches(member, "customers.view", customer)


def can_edit(member: Member, customer: Customer) -> bool:
    """Whether the member's right to change customers reaches this one."""
    return _reaches(member, "customers.edit", customer)


def can_unmask(member: Member, customer: Customer) -> bool:
    """Whether the member may see this customer's full phone number."""
    return _reaches(member, "customers.unmask", customer)


def can_bin(member: Member, customer: Customer) -> bool:
    """Whether the member may move this customer to the bin, or restore one who is there."""
    return reaches(member, "customers.delete", customer)


def _reaches(member: Member, permission: str, customer: Customer) -> bool:
    return customer.binned_at is None and reaches(member, permission, customer)


def reaches(member: Member, permission: str, customer: Customer) -> bool:
    """Whether a permission reaches this customer, in the bin or not."""
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


def below(field: str, moment: datetime | None, row_id: int) -> Q:
    """What stands below a row of a list, the latest first."""
    return Q(**{f"{field}__lt": moment}) | Q(**{field: moment, "id__lt": row_id})


# --- one customer -------------------------------------------------------------------------------------------------


def identities(customer: Customer) -> list[Identity]:
    """The names a customer is known by on platforms."""
    return shapes.held(Identity, "t.customer_id = %(customer)s order by t.kind, t.id", {"customer": customer.pk})


def identity_of(customer: Customer, identity_id: int) -> Identity:
    """One of the customer's identities; 404 when it is not theirs."""
    identity = Identity.objects.filter(customer=customer, id=identity_id).first()
    if identity is None:
        raise Http404
    return identity


def follows(customer: Customer) -> list[Follow]:
    """Colleagues' relations with a customer: those that last first, the latest on top."""
    order = "order by t.removed, t.added_at desc, t.id"
    return shapes.held(Follow, f"t.customer_id = %(customer)s {order}", {"customer": customer.pk})


def aliases(customer: Customer) -> list[Alias]:
    """The customers that were merged into this one, the latest first."""
    rest = "t.customer_id = %(customer)s order by t.merged_at desc, t.id desc"
    return shapes.held(Alias, rest, {"customer": customer.pk})


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
    conditions = ["t.customer_id = %(customer)s"]
    conditions += ["t.kind = any(%(kinds)b::text[])"] if kinds else []
    conditions += ["(t.occurred_at, t.id) < (%(before)s, %(before_id)s)"] if before else []
    conditions += ["(t.occurred_at, t.id) >= (%(down_to)s, %(down_to_id)s)"] if down_to else []
    known: dict[str, object] = {"customer": customer.pk, "kinds": list(kinds), "limit": limit + 1}
    known |= {"before": before[0], "before_id": before[1]} if before else {}
    known |= {"down_to": down_to[0], "down_to_id": down_to[1]} if down_to else {}
    rest = f"{' and '.join(conditions)} order by t.occurred_at desc, t.id desc limit %(limit)s"
    return shapes.held(Interaction, rest, known)


_LATEST_OF = """
    select x.id, x.occurred_at from unnest(%(ids)b::bigint[]) c(id) cross join lateral (
      select i.id, i.occurred_at from customers_interaction i
      where i.organisation_id = %(org)s and i.customer_id = c.id
      order by i.occurred_at desc, i.id desc limit %(limit)s) x
    order by x.occurred_at desc, x.id desc limit %(limit)s"""


def timeline_of(customer_ids: Sequence[int]) -> list[Interaction]:
    """The latest entries of several customers together; two statements, however much happened with each."""
    asked = {"ids": list(customer_ids), "org": tenancy.organisation_id(), "limit": PAGE}
    found = db.rows(_LATEST_OF, asked) if customer_ids else []
    if not found:
        return []
    rest = """t.customer_id = any(%(ids)b::bigint[]) and t.occurred_at >= %(first)s and t.id = any(%(found)b::bigint[])
        order by t.occurred_at desc, t.id desc"""
    first = min(moment for _id, moment in found)
    return shapes.held(Interaction, rest, {"ids": asked["ids"], "first": first, "found": [one for one, _ in found]})


_KIND_COUNTS = """select kind, count(*) from (
    select kind from customers_interaction where organisation_id = %s and customer_id = %s
    order by occurred_at desc limit %s) x group by kind"""


def kind_counts(customer: Customer) -> dict[str, int]:
    """How many entries of each kind the timeline has, among its latest COUNTED ones."""
    found = db.rows(_KIND_COUNTS, (customer.organisation_id, customer.id, COUNTED))
    return {str(row[0]): int(row[1]) for row in found}
