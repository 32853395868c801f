"""Counting everything again from the mentions: what the board should show, beside what it did.

The sums are kept with every mention, so nothing should ever differ. Where something does (a program that wrote past
the product, another time zone of the organisation) it is put right here, and said.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from changlai.accounts import queries as accounts
from changlai.kernel import db, tenancy
from changlai.listening.actions import tallies

PIECE_DAYS = 7
# Everything of some days is joined: row by row, as the planner likes to where it knows little, would take minutes.
_PLANNED = "select set_config('statement_timeout', '0', true), set_config('enable_nestloop', 'off', true)"
_AS_EVER = "select set_config('enable_nestloop', 'on', true)"
_ENDS = """
    select least(min(m.first), min(t.hour)), greatest(max(m.last), max(t.hour)) from
      (select min(said_at) as first, max(said_at) as last from listening_mention where organisation_id = %(org)s) m,
      (select hour from listening_mentiontally where organisation_id = %(org)s
       union all select day::timestamptz from listening_wordtally where organisation_id = %(org)s
       union all select null) t"""
# Every mention of the days once for everything and once for each topic it belongs to.
_TOLD = """
    with told as (
      select m.id, m.said_at, m.platform, m.sentiment, m.fold_id, m.words, 0::bigint as topic_id
      from listening_mention m where m.organisation_id = %(org)s and m.said_at >= %(start)s and m.said_at < %(end)s
      union all
      select m.id, m.said_at, m.platform, m.sentiment, m.fold_id, m.words, t.topic_id
      from listening_mention m
      join listening_mentiontopic t on t.organisation_id = m.organisation_id and t.mention_id = m.id
      where m.organisation_id = %(org)s and m.said_at >= %(start)s and m.said_at < %(end)s),
"""
_HOURS = "k.hour >= %(start)s and k.hour < %(end)s"
_DAYS = "k.day >= %(first)s and k.day <= %(last)s"


def _mending(table: str, keys: str, sums: tuple[str, ...], counted: str, within: str) -> str:
    """Writes what differs between the rows of a table and what is ``counted``; answers how many rows did."""
    wrong = " or ".join(f"coalesce(r.{one}, 0) <> coalesce(k.{one}, 0)" for one in sums)
    chosen = ", ".join(f"coalesce(r.{one}, 0) as {one}" for one in sums)
    written = ", ".join(f"{one} = excluded.{one}" for one in sums)
    return f"""{_TOLD} truth as ({counted}),
      kept as (select * from {table} k where k.organisation_id = %(org)s and {within}),
      wrong as (select {keys}, {chosen} from truth r full join kept k using ({keys}) where {wrong}),
      mended as (
        insert into {table} (organisation_id, {keys}, {", ".join(sums)}) select %(org)s, * from wrong order by {keys}
        on conflict (organisation_id, {keys}) do update set {written} returning 1)
      select count(*) from mended"""  # noqa: S608 - our own text


_HOUR = "date_trunc('hour', said_at, %(zone)s)"
_MENTIONS = _mending(
    "listening_mentiontally",
    "topic_id, hour, platform, sentiment",
    ("count", "copies"),
    f"""select topic_id, {_HOUR} as hour, platform, sentiment, count(*)::int as count, count(fold_id)::int as copies
      from told group by 1, 2, 3, 4""",  # noqa: S608 - our own text
    _HOURS,
)
_ASPECTS = _mending(
    "listening_aspecttally",
    "topic_id, hour, platform, aspect, sentiment",
    ("count",),
    f"""select topic_id, {_HOUR.replace("said_at", "told.said_at")} as hour, platform, a.aspect, a.sentiment,
        count(*)::int as count
      from told join listening_mentionaspect a on a.organisation_id = %(org)s and a.mention_id = told.id
        and a.said_at >= %(start)s and a.said_at < %(end)s
      group by 1, 2, 3, 4, 5""",  # noqa: S608 - our own text
    _HOURS,
)
_WORDS = _mending(
    "listening_wordtally",
    "topic_id, day, word",
    ("count",),
    """select topic_id, (said_at at time zone %(zone)s)::date as day, word, count(distinct told.id)::int as count
      from told cross join lateral unnest(words) word group by 1, 2, 3""",
    _DAYS,
)
_EMPTY = (
    f"delete from listening_mentiontally k where organisation_id = %(org)s and {_HOURS} and count = 0",  # noqa: S608 - our own text
    f"delete from listening_aspecttally k where organisation_id = %(org)s and {_HOURS} and count = 0",  # noqa: S608 - our own text
    f"delete from listening_wordtally k where organisation_id = %(org)s and {_DAYS} and count = 0",  # noqa: S608 - our own text
)


@dataclass(frozen=True, slots=True)
class Recounted:
    """How many sums were wrong and are right now."""

    mentions: int = 0
    aspects: int = 0
    words: int = 0

    def __add__(self, other: "Recounted") -> "Recounted":
        return Recounted(self.mentions + other.mentions, self.aspects + other.aspects, self.words + other.words)

    @property
    def total(self) -> int:
        return self.mentions + self.aspects + self.words


def days_counted() -> tuple[date, date] | None:
    """The first and the last day of the organisation's calendar with a mention or a sum; None without any."""
    organisation_id = tenancy.organisation_id()
    first, last = db.rows(_ENDS, {"org": organisation_id})[0]
    if first is None:
        return None
    zone = accounts.zone_of(organisation_id)
    return first.astimezone(zone).date(), last.astimezone(zone).date()


def pieces(since: date | None = None) -> list[tuple[date, date]]:
    """The days to be counted again, in pieces that keep nobody waiting for long: a transaction for each."""
    ends = days_counted()
    if ends is None:
        return []
    first, last = max(ends[0], since or ends[0]), ends[1]
    starts = [first + timedelta(days=number) for number in range(0, (last - first).days + 1, PIECE_DAYS)]
    return [(start, min(start + timedelta(days=PIECE_DAYS - 1), last)) for start in starts]


def recount(first: date, last: date) -> Recounted:
    """Bring the sums of these days in line with the mentions; who counts waits until the transaction ends."""
    organisation_id = tenancy.organisation_id()
    zone = accounts.zone_of(organisation_id)
    start, end = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    asked = {"org": organisation_id, "zone": zone.key, "start": start, "end": end, "first": first, "last": last}
    tallies.hold()
    db.row(_PLANNED)
    found = Recounted(*(db.value(statement, asked) for statement in (_MENTIONS, _ASPECTS, _WORDS)))
    for statement in _EMPTY:
        db.run(statement, asked)
    db.row(_AS_EVER)
    return found
