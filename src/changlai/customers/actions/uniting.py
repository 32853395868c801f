"""What a person decides about who is who: merging by hand, and finding whom to look at."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers.actions.facts import CHOICES
from changlai.customers.actions.merging import Merge, merge_many
from changlai.customers.errors import CannotMerge
from changlai.customers.models import Customer, Merging
from changlai.customers.queries import LARGEST_MERGE
from changlai.kernel import audit, db

MOST_ALIKE = 5  # customers who share a name: more of them have a common name, and are no duplicates
# Same name at the same company, same name with the same picture, or one number or address known in two ways.
_ALIKE = """
    with named as (
      select min(id) as a, array_agg(id order by id) ids, 'same_name_company' as reason from customers_customer
      where organisation_id = %(org)s and name <> '' and company <> ''
      group by lower(name), lower(company) having count(*) between 2 and %(most)s
      union all
      select min(id), array_agg(id order by id), 'same_name_portrait' from customers_customer
      where organisation_id = %(org)s and name <> '' and avatar_digest <> ''
      group by lower(name), avatar_digest having count(*) between 2 and %(most)s
      union all
      select min(customer_id), array_agg(distinct customer_id order by customer_id), 'same_value:' || kind
      from customers_identity where organisation_id = %(org)s and kind in ('phone', 'email')
      group by kind, value having count(distinct customer_id) between 2 and %(most)s)
    insert into customers_suggestion (organisation_id, first_id, second_id, reason, created_at)
    select distinct on (n.a, other) %(org)s, n.a, other, n.reason, %(now)s
    from named n cross join lateral unnest(n.ids) other where other <> n.a
    on conflict (organisation_id, first_id, second_id) do nothing returning id"""


@transaction.atomic
def unite(*, into: Customer, others: Collection[Customer], choices: Mapping[str, Customer], by: Member) -> Merging:
    """Make one customer of several, on a person's word; ``choices``: field of CHOICES to the one whose value stays.

    Raises CannotMerge: too few, too many, a choice from elsewhere, or somebody is gone meanwhile.
    """
    ids = sorted({one.pk for one in others} - {into.pk})
    everybody = {into.pk, *ids}
    if not ids:
        raise CannotMerge("one_only")
    if len(everybody) > LARGEST_MERGE:
        raise CannotMerge("too_many")
    if not set(choices) <= set(CHOICES) or not {one.pk for one in choices.values()} <= everybody:
        raise CannotMerge("wrong_choice")
    held = Customer.objects.select_for_update().filter(id__in=everybody).order_by("id").values_list("id", flat=True)
    if len(held) != len(everybody):
        raise CannotMerge("gone")
    chosen = {name: one.pk for name, one in choices.items()}
    (merging,) = merge_many([Merge(into.organisation_id, into.pk, tuple(ids), reason="by_hand", by=by, choices=chosen)])
    audit.record("customers.merged", actor=by, obj=merging, changes={"customer": into.pk, "merged": ids})
    return merging


def look_for_duplicates(*, organisation_id: int, now: datetime) -> int:
    """Suggest customers that look alike; what was decided once is not asked again. Returns how many are new."""
    return len(db.rows(_ALIKE, {"org": organisation_id, "most": MOST_ALIKE, "now": now}))
