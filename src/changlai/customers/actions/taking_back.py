"""Customers that an import made go again, unless somebody has worked with them since.

They go as a person is erased: every module forgets its rows of them. What was used since is what has an entry on the
timeline written after its own first one, or a row of a module that no table fills.
"""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.customers.actions.merging import participants
from changlai.customers.contracts import Participant, Traces
from changlai.customers.models import Alias, Identity
from changlai.customers.queries import editable_by
from changlai.kernel import db, discovery
from changlai.records import queries as records

# All that one batch of an import writes has the moment of its transaction.
_TOUCHED = """
    select i.customer_id, count(*) from customers_interaction i
    join (select customer_id c, min(recorded_at) at from customers_interaction
      where organisation_id = %(org)s and customer_id = any(%(ids)b::bigint[]) and kind = 'created' group by 1) made
      on made.c = i.customer_id
    where i.organisation_id = %(org)s and i.customer_id = any(%(ids)b::bigint[]) and i.recorded_at > made.at
    group by 1"""
_LOCK = """
    select id from customers_customer where organisation_id = %(org)s and id = any(%(ids)b::bigint[])
    order by id for update"""


@transaction.atomic
def take_back(*, customer_ids: Sequence[int], by: Member) -> Mapping[int, str]:
    """Remove these customers and everything of them; customer to the reason, for those that stay."""
    asked = {"org": by.organisation_id, "ids": list(customer_ids)}
    there = {row[0] for row in db.rows(_LOCK, asked)}
    kept = _merged([one for one in customer_ids if one not in there])
    mine = set(editable_by(by).filter(id__in=there).values_list("id", flat=True))
    kept |= {one: _("You may not change this customer any more.") for one in there - mine}
    kept |= _used(sorted(mine), by.organisation_id)
    gone = sorted(mine - kept.keys())
    if gone:
        names = Identity.objects.filter(customer_id__in=gone).values_list("kind", "scope", "value")
        traces = Traces(by.organisation_id, tuple(gone), list(names), is_taken_back=True)
        for participant in participants():
            participant.erase(traces)
    return kept


def _merged(ids: Sequence[int]) -> dict[int, str]:
    """Those that became part of another customer; who is simply gone needs no undoing."""
    merged = Alias.objects.filter(old_id__in=ids).select_related("customer")
    return {one.old_id: _("It was merged into %(name)s.") % {"name": one.customer.name} for one in merged}


def _used(ids: Sequence[int], organisation_id: int) -> dict[int, str]:
    if not ids:
        return {}
    found = {
        row[0]: _("It was used since: %(count)d new entries on its timeline.") % {"count": row[1]}
        for row in db.rows(_TOUCHED, {"org": organisation_id, "ids": list(ids)})
    }
    for participant in _others():
        for holding in participant.holdings(ids):
            for one, count in holding.counts.items():
                if count and one not in found:
                    found[one] = _("It was used since: %(what)s.") % {"what": holding.label}
    return found


def _others() -> list[Participant]:
    """Participants of modules that no table fills: whatever they hold was added by somebody."""
    fills = {type(part).__module__.split(".")[1] for part in records.parts("customer")}
    rooms = discovery.rooms("participants")
    return [room.PARTICIPANT for room in rooms if room.__name__.split(".")[1] not in fills]
