"""Our own copies of customers' pictures: platforms move them, and a screen must not load a stranger's address."""

from collections.abc import Sequence

from changlai.customers.actions.telling import tell_screens
from changlai.customers.models import Customer
from changlai.kernel import db
from changlai.kernel.jobs import NewJob, add
from changlai.kernel.models import StoredFile
from changlai.kernel.tenancy import organisation_id, organisations

_STALE = """
    select c.organisation_id, c.id from customers_customer c
    join unnest(%b::bigint[], %b::bigint[]) x(o, i) on c.organisation_id = x.o and c.id = x.i
    where c.avatar_url <> '' and c.avatar_url <> c.avatar_kept_url order by c.id"""
_HOLD = """
    select id from customers_customer where organisation_id = any(%b::bigint[]) and id = %s for no key update"""


def order_portraits(customers: Sequence[tuple[int, int]]) -> None:
    """Order a copy of the picture of each (organisation, customer) whose address is new: two statements."""
    if not customers:
        return
    stale = db.rows(_STALE, ([org for org, _ in customers], [customer for _, customer in customers]))
    add(
        "fetches",
        [NewJob(org, "customers.portrait", {"customer_id": id_}, f"portrait:{id_}", 1.0) for org, id_ in stale],
    )


def hold_portrait(customer_id: int) -> None:
    """Lock the customer before their job: who orders a copy of a new picture locks in this order too."""
    db.run(_HOLD, (list(organisations()), customer_id))


def keep_portrait(*, customer_id: int, url: str, file: StoredFile | None) -> None:
    """Keep the copy made from ``url``; without a file the address was no good and is not tried again."""
    Customer.objects.filter(id=customer_id, avatar_url=url).update(
        avatar_file_id=file.id if file else None, avatar_digest=file.sha256 if file else "", avatar_kept_url=url
    )
    tell_screens([(organisation_id(), customer_id)])
