"""Phone numbers nobody can be called at, read once more: what people meant is mostly plain to see."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.customers.actions.doubts import SHARED
from changlai.customers.actions.editing import normal
from changlai.customers.actions.telling import tell_screens
from changlai.customers.actions.unchecked import mark_unchecked
from changlai.kernel import audit, db

_BAD = """
    select id, customer_id, scope, value from customers_identity
    where organisation_id = %(org)s and customer_id = any(%(ids)b::bigint[]) and kind = 'phone'
      and value !~ '^[+][1-9][0-9]{6,14}$' order by id for update"""
_HELD = """
    select value, scope, customer_id from customers_identity
    where organisation_id = %(org)s and kind = 'phone' and value = any(%(values)b::text[])"""
_MEND = """
    update customers_identity i set value = x.v, scope = x.s
    from unnest(%(ids)b::bigint[], %(scopes)b::text[], %(values)b::text[]) x(i, s, v)
    where i.organisation_id = %(org)s and i.id = x.i"""
_DROP = "delete from customers_identity where organisation_id = %(org)s and id = any(%(ids)b::bigint[])"


@transaction.atomic
def mend_phones(*, ids: Sequence[int], by: Member, now: datetime) -> Mapping[int, str]:  # noqa: ARG001 - as deeds are
    """Write the numbers of customers in their one form; a fixed number of statements. Customer to why not, for who has
    one that cannot be read.

    A number the customer has already goes; one that somebody else has is kept beside its first holder, as of a family.
    """
    rows = db.rows(_BAD, {"org": by.organisation_id, "ids": list(ids)})
    read = {row_id: normal("phone", value) for row_id, _customer, _scope, value in rows}
    known = {"org": by.organisation_id, "values": sorted({one for one in read.values() if one})}
    taken = {(value, scope): customer for value, scope, customer in db.rows(_HELD, known)} if known["values"] else {}
    has = {(value, customer) for (value, _scope), customer in taken.items()}
    mended: list[tuple[int, str, str]] = []
    dropped: list[int] = []
    for row_id, customer, scope, _value in rows:
        number = read[row_id]
        if not number:
            continue
        if (number, customer) in has:
            dropped.append(row_id)
            continue
        place = scope if (number, scope) not in taken else f"{SHARED}{customer}"
        taken[number, place] = customer
        has.add((number, customer))
        mended.append((row_id, place, number))
    _write(by, mended, dropped)
    whose = {row_id: customer for row_id, customer, _scope, _value in rows}
    changed = sorted({whose[row_id] for row_id in [*(one[0] for one in mended), *dropped]})
    if changed:
        audit.record("customers.phones_mended", actor=by, changes={"count": len(changed)})
        mark_unchecked((by.organisation_id, one) for one in changed)
        tell_screens((by.organisation_id, one) for one in changed)
    why = _("The number cannot be read. Ask the customer, or take it away.")
    return {whose[row_id]: why for row_id, number in read.items() if not number}


def _write(by: Member, mended: Sequence[tuple[int, str, str]], dropped: Sequence[int]) -> None:
    if dropped:
        db.run(_DROP, {"org": by.organisation_id, "ids": list(dropped)})
    if mended:
        columns = {"ids": [one[0] for one in mended], "scopes": [one[1] for one in mended]}
        db.run(_MEND, {"org": by.organisation_id, **columns, "values": [one[2] for one in mended]})
