"""What is still to be done for customers, counted: the tasks' share of their lists."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from changlai.kernel import db
from changlai.kernel.tenancy import organisation_id

_WAITING = """
    select k.customer_id, min(k.due_at), count(*), count(*) filter (where k.due_at < %(now)s) from tasks_task k
    where k.organisation_id = %(org)s and k.customer_id = any(%(ids)b::bigint[]) and k.done_at is null group by 1"""


def waiting(customer_ids: Sequence[int], now: datetime) -> Mapping[int, tuple[datetime | None, int, int]]:
    """Of customers with open tasks: when the next one is due, how many there are, and how many are late; one
    statement.
    """
    asked = {"org": organisation_id(), "ids": list(customer_ids), "now": now}
    return {customer: (due_at, count, late) for customer, due_at, count, late in db.rows(_WAITING, asked)}
