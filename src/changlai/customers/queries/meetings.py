"""How customers came, and where they were last met."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from changlai.customers.models import Customer
from changlai.kernel import db
from changlai.kernel.tenancy import organisation_id


@dataclass(frozen=True, slots=True)
class Touch:
    """How a customer came and was last met: accounts, and what the first live code or link had written on it."""

    first_account_id: int | None
    last_account_id: int | None
    state: str
    way: str


@dataclass(frozen=True, slots=True)
class Glance:
    """What a list shows of a customer beside their name; ``account_id`` is where they were last met, or came from."""

    id: int
    name: str
    company: str
    avatar_digest: str
    account_id: int | None


_FIRST = """(select i.account_id from customers_identity i where i.organisation_id = c.organisation_id
       and i.customer_id = c.id and i.account_id is not null order by i.created_at, i.id limit 1)"""
_LAST = """(select x.account_id from customers_interaction x where x.organisation_id = c.organisation_id
       and x.customer_id = c.id and x.account_id is not null order by x.occurred_at desc, x.id desc limit 1)"""
_GLANCES = f"""select c.id, c.name, c.company, c.avatar_digest, coalesce({_LAST}, {_FIRST}) from customers_customer c
    where c.organisation_id = %s and c.id = any(%b::bigint[])"""  # noqa: S608 - our own text
_TOUCHES = f"""select c.id, {_FIRST}, {_LAST},
    coalesce(f.state, ''), coalesce(f.way, '')
    from customers_customer c left join lateral (
      select f.state, f.way from customers_follow f where f.organisation_id = c.organisation_id
        and f.customer_id = c.id order by f.added_at nulls last, f.id limit 1) f on true
    where c.organisation_id = any(%b::bigint[]) and c.id = any(%b::bigint[])"""  # noqa: S608 - our own text


def touches(customers: Iterable[Customer]) -> dict[int, Touch]:
    """First and last touch of customers; one statement, whatever their number."""
    wanted = list(customers)
    organisations = sorted({customer.organisation_id for customer in wanted})
    return {row[0]: Touch(*row[1:]) for row in db.rows(_TOUCHES, (organisations, [c.id for c in wanted]))}


def glances(ids: Sequence[int]) -> list[Glance]:
    """Customers of the organisation in scope at a glance; one statement."""
    return [Glance(*row) for row in db.rows(_GLANCES, (organisation_id(), list(ids)))]
