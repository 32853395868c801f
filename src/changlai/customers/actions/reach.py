"""Which identities lead nowhere: told by a platform for good, until the person is heard from there again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.channels.contracts import IdentityClaim
from changlai.customers.actions.telling import tell_screens
from changlai.customers.events import ReachChanged
from changlai.customers.models import Identity
from changlai.kernel import audit, db
from changlai.kernel.events import publish

_FAILED = """
    update customers_identity i set undeliverable_at = x.t, undeliverable_reason = x.r
    from unnest(%b::bigint[], %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::text[]) x(o, k, s, v, t, r)
    where i.organisation_id = x.o and i.kind = x.k and i.scope = x.s and i.value = x.v
      and (i.undeliverable_at is null or i.undeliverable_at < x.t)
    returning i.organisation_id, i.customer_id"""
_HEARD = """
    update customers_identity i set undeliverable_at = null, undeliverable_reason = ''
    from unnest(%b::bigint[], %b::text[], %b::text[], %b::text[], %b::timestamptz[]) x(o, k, s, v, t)
    where i.organisation_id = x.o and i.kind = x.k and i.scope = x.s and i.value = x.v and i.undeliverable_at <= x.t
    returning i.organisation_id, i.customer_id"""


@dataclass(frozen=True, slots=True)
class NowhereTold:
    """That an identity leads nowhere, with the reason for contracts.in_words; without one, that it leads somewhere."""

    organisation_id: int
    claim: IdentityClaim
    at: datetime
    reason: str = ""


def keep_reach(failed: Sequence[NowhereTold], heard: Sequence[NowhereTold]) -> None:
    """Note what leads nowhere, and what leads somewhere again because its person wrote later. Unknown ones stay so."""
    changed = db.rows(_FAILED, (*_columns(failed), [one.reason for one in failed])) if failed else []
    changed += db.rows(_HEARD, _columns(heard)) if heard else []
    _tell(sorted({(row[0], row[1]) for row in changed}))


@transaction.atomic
def mark_reachable(*, identity: Identity, by: Member) -> None:
    """A colleague knows better than the platform: messages may go there again. An address that is good stays so."""
    if identity.undeliverable_at is None:
        return
    identity.undeliverable_at, identity.undeliverable_reason = None, ""
    identity.save(update_fields=["undeliverable_at", "undeliverable_reason"])
    audit.record("customers.contact_trusted", actor=by, obj=identity.customer, changes={"identity": identity.id})
    _tell([(identity.organisation_id, identity.customer_id)])


def _tell(people: Sequence[tuple[int, int]]) -> None:
    """(organisation, customer) of each whose reach changed: the customer's page looks again, the rest hears of it."""
    tell_screens(people)
    publish(*(ReachChanged(organisation_id=org, key=customer, customer_id=customer) for org, customer in people))


def _columns(told: Sequence[NowhereTold]) -> tuple[list[int], list[str], list[str], list[str], list[datetime]]:
    return (
        [one.organisation_id for one in told],
        [one.claim.kind for one in told],
        [one.claim.scope for one in told],
        [one.claim.value for one in told],
        [one.at for one in told],
    )
