"""Keeping the board's sheets true: days on which something changed are counted again, soon and in the background."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from changlai.accounts import queries as accounts
from changlai.accounts.hours import Hours
from changlai.inbox.enums import Split
from changlai.inbox.models import Conversation, DaySheet
from changlai.kernel import db

DAYS_AT_ONCE = 20
KEPT_DAYS = 400  # as far back as days are counted when the board begins
MINUTE, HOUR, DAY = 60, 3600, 86_400
_STALE = """
    insert into inbox_staleday (organisation_id, day)
    select distinct c.organisation_id, (c.opened_at at time zone o.time_zone)::date
    from inbox_conversation c join accounts_organisation o on o.id = c.organisation_id
    where c.organisation_id = any(%(orgs)b::bigint[]) and c.id = any(%(ids)b::bigint[])"""
_ALL_STALE = """
    insert into inbox_staleday (organisation_id, day)
    select distinct c.organisation_id, (c.opened_at at time zone o.time_zone)::date
    from inbox_conversation c join accounts_organisation o on o.id = c.organisation_id
    where c.organisation_id = %(org)s and c.opened_at >= %(since)s"""
_TAKE = """
    delete from inbox_staleday where organisation_id = %(org)s and day in (
      select distinct day from inbox_staleday where organisation_id = %(org)s order by day desc limit %(limit)s)
    returning day"""
_ROWS = """
    select account_id, assignee_id, opened_at, first_answer_at, closed_at, score from inbox_conversation
    where organisation_id = %(org)s and opened_at >= %(start)s and opened_at < %(end)s order by opened_at, id"""
_DROP = "delete from inbox_daysheet where organisation_id = %(org)s and day = %(day)s"
_KEEP = """
    insert into inbox_daysheet
      (organisation_id, day, split, key, opened, answered, closed, rated, score_sum, first, solved)
    select %(org)s, %(day)s, s, k, o, a, c, r, ss, f::jsonb, so::jsonb
    from unnest(%(splits)b::text[], %(keys)b::bigint[], %(opened)b::int[], %(answered)b::int[], %(closed)b::int[],
      %(rated)b::int[], %(sums)b::int[], %(firsts)b::text[], %(solveds)b::text[]) x(s, k, o, a, c, r, ss, f, so)
    on conflict (organisation_id, day, split, key) do nothing"""


def mark_stale(conversations: Iterable[tuple[int, int]]) -> None:
    """(organisation, conversation) of those that changed: the days they were opened on are counted again."""
    found = sorted(set(conversations))
    if found:
        db.run(_STALE, {"orgs": sorted({one[0] for one in found}), "ids": [one[1] for one in found]})


def count_days(organisation_id: int, *, now: datetime) -> int:
    """Count the stale days again, the latest first; returns how many. An organisation's first time counts all."""
    if not DaySheet.objects.exists() and Conversation.objects.exists():
        db.run(_ALL_STALE, {"org": organisation_id, "since": now - timedelta(days=KEPT_DAYS)})
    days: set[date] = {row[0] for row in db.rows(_TAKE, {"org": organisation_id, "limit": DAYS_AT_ONCE})}
    if days:
        zone = accounts.zone_of(organisation_id)
        hours = accounts.hours(organisation_id)
        for day in sorted(days, reverse=True):
            _count(organisation_id, day, zone, hours)
    return len(days)


@dataclass(slots=True)
class _Sheet:
    opened: int = 0
    answered: int = 0
    closed: int = 0
    rated: int = 0
    score_sum: int = 0
    first: dict[str, int] = field(default_factory=dict)
    solved: dict[str, int] = field(default_factory=dict)

    def take(self, first: int | None, solved: int | None, score: int | None) -> None:
        self.opened += 1
        if first is not None:
            self.answered += 1
            self.first[str(first)] = self.first.get(str(first), 0) + 1
        if solved is not None:
            self.closed += 1
            self.solved[str(solved)] = self.solved.get(str(solved), 0) + 1
        if score:
            self.rated += 1
            self.score_sum += score


def _count(organisation_id: int, day: date, zone: ZoneInfo, hours: Hours) -> None:
    start, end = (datetime.combine(one, time(), zone) for one in (day, day + timedelta(days=1)))
    sheets: dict[tuple[Split, int], _Sheet] = {}
    known = {"org": organisation_id, "day": day}
    for account_id, member_id, opened_at, answered_at, closed_at, score in db.rows(
        _ROWS, {"org": organisation_id, "start": start, "end": end}
    ):
        first = rounded(hours.seconds_between(opened_at, answered_at)) if answered_at else None
        solved = rounded(hours.seconds_between(opened_at, closed_at)) if closed_at else None
        keys = {
            Split.ALL: 0,
            Split.MEMBER: member_id or 0,
            Split.ACCOUNT: account_id,
            Split.HOUR: opened_at.astimezone(zone).hour,
        }
        for place in keys.items():
            sheets.setdefault(place, _Sheet()).take(first, solved, score)
    db.run(_DROP, known)
    if sheets:
        _keep(known, list(sheets.items()))


def _keep(known: dict[str, object], sheets: Sequence[tuple[tuple[Split, int], _Sheet]]) -> None:
    def encoded(counts: dict[str, int]) -> str:
        return msgspec.json.encode(counts).decode()

    columns = {
        "splits": [split.value for (split, _), _ in sheets],
        "keys": [key for (_, key), _ in sheets],
        "opened": [one.opened for _, one in sheets],
        "answered": [one.answered for _, one in sheets],
        "closed": [one.closed for _, one in sheets],
        "rated": [one.rated for _, one in sheets],
        "sums": [one.score_sum for _, one in sheets],
        "firsts": [encoded(one.first) for _, one in sheets],
        "solveds": [encoded(one.solved) for _, one in sheets],
    }
    db.run(_KEEP, known | columns)


def rounded(seconds: int) -> int:
    """As people read a duration: to the second below a minute, to 5 seconds below 10, 30 s, 5 min, an hour above."""
    for limit, step in ((MINUTE, 1), (10 * MINUTE, 5), (HOUR, 30), (DAY, 5 * MINUTE)):
        if seconds < limit:
            return round(seconds / step) * step
    return round(seconds / HOUR) * HOUR
