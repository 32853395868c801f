"""A name on a platform becomes a customer's on a person's word: where nobody has it yet, and nothing stands against."""

from collections.abc import Sequence

from changlai.customers.actions.identities import Person
from changlai.customers.actions.unchecked import mark_unchecked
from changlai.kernel import db

_CLAIM = """
    insert into customers_identity (organisation_id, kind, scope, value, customer_id, is_strong, is_exclusive,
      account_id, created_at)
    select x.o, x.k, x.s, x.v, x.c, x.strong, x.exclusive, x.a, x.t
    from unnest(%(org)b::bigint[], %(customers)b::bigint[], %(kinds)b::text[], %(scopes)b::text[], %(values)b::text[],
      %(strong)b::bool[], %(exclusive)b::bool[], %(accounts)b::bigint[], %(times)b::timestamptz[])
      x(o, c, k, s, v, strong, exclusive, a, t)
    where not x.exclusive or not exists (
      select from customers_identity i where i.organisation_id = x.o and i.customer_id = x.c and i.kind = x.k
        and i.scope = x.s and i.value <> x.v and i.is_exclusive and i.is_strong)
    order by 1, 2, 3, 4 on conflict (organisation_id, kind, scope, value) do nothing
    returning organisation_id, customer_id"""


def claim(told: Sequence[tuple[int, Person]]) -> None:
    """(customer, person under their first claim): whoever writes under that name is the customer from now on.

    Left as it is: a name that somebody has already, and a second one of a kind of which a person has one. Two
    statements.
    """
    if not told:
        return
    names = [(customer, person, person.claims[0]) for customer, person in told]
    added = db.rows(
        _CLAIM,
        {
            "org": [person.organisation_id for _, person, _ in names],
            "customers": [customer for customer, _, _ in names],
            "kinds": [name.kind for _, _, name in names],
            "scopes": [name.scope for _, _, name in names],
            "values": [name.value for _, _, name in names],
            "strong": [name.strong for _, _, name in names],
            "exclusive": [name.exclusive for _, _, name in names],
            "accounts": [person.account_id for _, person, _ in names],
            "times": [person.seen_at for _, person, _ in names],
        },
    )
    mark_unchecked((organisation_id, customer) for organisation_id, customer in added)
