"""What a person or a program chooses for customers."""

from collections.abc import Collection, Iterable

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers.models import Customer
from changlai.kernel import audit
from changlai.tags.actions.marking import mark
from changlai.tags.contracts import Mark, Marked, Origin


def choose(*, customer: Customer, add: Iterable[int], remove: Iterable[int], origin: Origin) -> Marked:
    """Put tags on one customer and take others off. Raises OneOfGroup."""
    return mark(_marks([customer], add, remove, origin))


@transaction.atomic
def mark_many(
    *, customers: Collection[Customer], add: Collection[int], remove: Collection[int], origin: Origin, by: Member
) -> Marked:
    """The same tags for many customers, in a fixed number of statements. Raises OneOfGroup."""
    done = mark(_marks(customers, add, remove, origin))
    audit.record(
        "tags.marked_many",
        actor=by,
        changes={"customers": len(customers), "added": done.added, "removed": done.removed},
    )
    return done


def _marks(customers: Iterable[Customer], add: Iterable[int], remove: Iterable[int], origin: Origin) -> list[Mark]:
    wanted = [*((one, True) for one in add), *((one, False) for one in remove)]
    return [Mark(c.organisation_id, c.pk, tag_id, is_on, origin) for c in customers for tag_id, is_on in wanted]
