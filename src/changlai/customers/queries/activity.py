"""Who did something so often: answered from activity chunks, never from the timeline."""

from collections.abc import Sequence
from datetime import date, datetime

from changlai.accounts import queries as accounts
from changlai.customers.tallies import Ids, Tally, at_least
from changlai.kernel import db
from changlai.kernel.tenancy import organisation_id

_CHUNKS = """
    select ids, counts from customers_activitychunk
    where organisation_id = %s and kind = any(%b::text[]) and day between %s and %s"""


def who_did(kinds: Sequence[str], *, times: int, since: date, until: date) -> Ids:
    """Ids of the customers of the organisation in scope who did any of these at least so often from one day to another,
    both included. One statement.
    """
    rows = db.packed(_CHUNKS, (organisation_id(), list(kinds), since, until))
    return at_least([Tally.opened(ids, counts) for ids, counts in rows], times)


def today(now: datetime) -> date:
    """What day it is for the organisation in scope."""
    return now.astimezone(accounts.zone_of(organisation_id())).date()
