"""Who did something so often: answered from activity chunks, never from the timeline."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from changlai.accounts import queries as accounts
from changlai.customers.tallies import Ids, Sums, Tally
from changlai.kernel import db
from changlai.kernel.tenancy import organisation_id

_CHUNKS = """
    select id, xmin::text::bigint, ids, counts from customers_activitychunk
    where organisation_id = %s and kind = any(%b::text[]) and day between %s and %s order by id"""
_STATE = """
    select id, xmin::text::bigint from customers_activitychunk
    where organisation_id = %s and kind = any(%b::text[]) and day between %s and %s order by id"""
LONG = 7  # days from which on those that are over are added up once, and not for every question
STILL = 2  # days until today that are read anew each time: there is always something new
KEPT = 8  # sums of long times that a process keeps: four bytes a customer each
_kept: "OrderedDict[tuple[int, tuple[str, ...], date, date], tuple[list[db.Row], Sums]]" = OrderedDict()


def who_did(kinds: Sequence[str], *, times: int, since: date, until: date) -> Ids:
    """Ids of the customers of the organisation in scope who did any of these at least so often from one day to another,
    both included. One statement; two of a long time.
    """
    if (until - since).days < LONG:
        return Sums.of(_read(kinds, since, until)[1]).at_least(times)
    over = until - timedelta(days=STILL)
    whole = _whole(kinds, since, over)
    return whole.more(_read(kinds, over + timedelta(days=1), until)[1]).at_least(times)


def _whole(kinds: Sequence[str], since: date, until: date) -> Sums:
    """Days that are over, added up; again when one of their rows is another one than it was."""
    key = organisation_id(), tuple(sorted(kinds)), since, until
    kept = _kept.get(key)
    if kept is not None and kept[0] == db.rows(_STATE, (key[0], list(kinds), since, until)):
        return kept[1]
    state, parts = _read(kinds, since, until)
    _kept[key] = state, Sums.of(parts)
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return _kept[key][1]


def _read(kinds: Sequence[str], since: date, until: date) -> tuple[list[db.Row], list[Tally]]:
    rows = db.packed(_CHUNKS, (organisation_id(), list(kinds), since, until))
    return [row[:2] for row in rows], [Tally.opened(ids, counts) for _id, _version, ids, counts in rows]


def today(now: datetime) -> date:
    """What day it is for the organisation in scope."""
    return now.astimezone(accounts.zone_of(organisation_id())).date()
