"""Keeping activity chunks in step with the timeline.

An entry of the timeline is written once, whatever is read or told again: so what is new there is what is added here, in
the same transaction. Pieces are only added up; in which order they come does not matter.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from changlai.accounts.models import Organisation
from changlai.customers.enums import OWN_CHANGES
from changlai.customers.tallies import Tally, together
from changlai.kernel import db
from changlai.kernel.tenancy import organisation_id, organisations

ACTIVITY_DAYS = 400  # behaviour is asked about for a year at most
AT_ONCE = 31  # days counted in one statement by a rebuild
_OWN = sorted(OWN_CHANGES)
_INSERT = """
    insert into customers_activitychunk (organisation_id, kind, day, ids, counts)
    select o, k, d, i, c from unnest(%b::bigint[], %b::text[], %b::date[], %b::bytea[], %b::bytea[]) x(o, k, d, i, c)"""
_OF_CUSTOMERS = """
    select i.organisation_id, customer_id, kind, (occurred_at at time zone z.zone)::date, count(*)
    from customers_interaction i
    join unnest(%(orgs)b::bigint[], %(zones)b::text[]) z(org, zone) on z.org = i.organisation_id
    where i.organisation_id = any(%(orgs)b::bigint[]) and customer_id = any(%(ids)b::bigint[])
      and kind <> all(%(own)b::text[]) group by 1, 2, 3, 4"""
# What is kept and what is true as of one moment: whatever is written meanwhile is in both or in neither.
_COMPARED = """
    select kind, day, ids, counts, 0::bigint, 0::numeric from customers_activitychunk
    where organisation_id = %(org)s and day >= %(from)s and day < %(to)s
    union all
    select kind, (occurred_at at time zone %(zone)s)::date, null, null, count(*), sum(customer_id)
    from customers_interaction
    where organisation_id = %(org)s and occurred_at >= %(since)s and occurred_at < %(until)s
      and kind <> all(%(own)b::text[]) group by 1, 2"""
_DAY = """
    select kind, ids, counts, 0::bigint, 0::bigint from customers_activitychunk
    where organisation_id = %(org)s and day = %(from)s and kind = any(%(kinds)b::text[])
    union all
    select kind, null, null, customer_id, count(*) from customers_interaction
    where organisation_id = %(org)s and occurred_at >= %(since)s and occurred_at < %(until)s
      and kind = any(%(kinds)b::text[]) group by kind, customer_id"""
_IN_PIECES = """
    select kind, day from customers_activitychunk where organisation_id = %s
    group by 1, 2 having count(*) > 1 order by 2, 1 limit %s"""
_LOCK = """
    select id, ids, counts from customers_activitychunk
    where organisation_id = %s and kind = %s and day = %s order by id for update"""
_KEEP = "update customers_activitychunk set ids = %s, counts = %s where organisation_id = %s and id = %s"
_DROP = "delete from customers_activitychunk where organisation_id = %s and id = any(%b::bigint[])"
_FORGET = "delete from customers_activitychunk where organisation_id = %s and day < %s"
Place = tuple[str, date]  # kind and day
_Counts = Counter[tuple[int, str, date, int]]  # organisation, kind, day and customer


@dataclass(frozen=True, slots=True)
class Did:
    """A customer did something: whose, what, and when."""

    organisation_id: int
    customer_id: int
    kind: str
    at: datetime


def keep_activity(done: Iterable[Did]) -> None:
    """Add what customers did, from entries that are new on their timelines; two statements, whatever their number."""
    told = [one for one in done if one.kind not in OWN_CHANGES]
    if told:
        zones = _zones({one.organisation_id for one in told})
        _note(
            Counter(
                (one.organisation_id, one.kind, one.at.astimezone(zones[one.organisation_id]).date(), one.customer_id)
                for one in told
            )
        )


def along(customer_ids: Collection[int], change: Callable[[], None]) -> None:
    """Let a change move entries between these customers, and move their activity with them."""
    before = _of(organisations(), customer_ids)
    change()
    after = _of(organisations(), customer_ids)
    after.subtract(before)
    _note(after)


def forget_activity(org: int, customer_ids: Sequence[int]) -> None:
    """Take customers out for good, before their timelines go."""
    theirs = _of([org], customer_ids)
    _note({place: -count for place, count in theirs.items()})
    for kind, day in sorted({(kind, day) for _org, kind, day, _customer in theirs}):
        _make_one(org, kind, day)


def tidy_activity(org: int, now: datetime, *, most: int = 2000) -> int:
    """Make one of the pieces of each kind and day and drop what nobody asks about any more; how many days were in
    pieces, ``most`` at a time.
    """
    db.run(_FORGET, (org, now.date() - timedelta(days=ACTIVITY_DAYS)))
    found = db.rows(_IN_PIECES, (org, most))
    for kind, day in found:
        _make_one(org, kind, day)
    return len(found)


def check_activity(now: datetime) -> list[Place]:
    """Compare every day with the timeline and mend what differs, month by month; what was mended."""
    org = organisation_id()
    day, mended = now.date() - timedelta(days=ACTIVITY_DAYS), list[Place]()
    while day <= now.date() + timedelta(days=1):
        until = day + timedelta(days=AT_ONCE)
        mended += _check(org, day, until)
        day = until
    return mended


def _check(org: int, since: date, until: date) -> list[Place]:
    zone = _zones({org})[org]
    kept: dict[Place, list[Tally]] = {}
    truth: dict[Place, tuple[int, int]] = {}
    for kind, day, ids, counts, count, total in db.rows(_COMPARED, _asked(org, zone, since, until)):
        if ids is None:
            truth[kind, day] = count, int(total)
        else:
            kept.setdefault((kind, day), []).append(Tally.opened(ids, counts))
    sums = {place: together(parts).sums for place, parts in kept.items()}
    wrong = [place for place in {*sums, *truth} if sums.get(place, (0, 0)) != truth.get(place, (0, 0))]
    for day in sorted({day for _kind, day in wrong}):
        _mend(org, zone, day, sorted(kind for kind, one in wrong if one == day))
    return sorted(wrong, key=lambda place: (place[1], place[0]))


def _mend(org: int, zone: ZoneInfo, day: date, kinds: Sequence[str]) -> None:
    """Add what is missing of a day, and take off what is too much."""
    kept: dict[str, list[Tally]] = {kind: [] for kind in kinds}
    truth: dict[str, list[tuple[int, int]]] = {kind: [] for kind in kinds}
    asked = _asked(org, zone, day, day + timedelta(days=1)) | {"kinds": list(kinds)}
    for kind, ids, counts, customer, count in db.rows(_DAY, asked):
        if ids is None:
            truth[kind].append((customer, count))
        else:
            kept[kind].append(Tally.opened(ids, counts))
    _insert({(org, kind, day): together([Tally.of(truth[kind])], less=kept[kind]) for kind in kinds})
    for kind in kinds:
        _make_one(org, kind, day)


def _make_one(org: int, kind: str, day: date) -> None:
    """Only pieces that are locked are added up: what is written meanwhile is a piece of its own."""
    rows = db.rows(_LOCK, (org, kind, day))
    if not rows:
        return
    whole = together([Tally.opened(ids, counts) for _id, ids, counts in rows])
    if len(whole.ids):
        db.run(_KEEP, (*whole.sealed(), org, rows[0][0]))
    db.run(_DROP, (org, [row[0] for row in rows[1 if len(whole.ids) else 0 :]]))


def _of(orgs: Collection[int], customer_ids: Collection[int]) -> _Counts:
    """What these customers did, as their timelines say."""
    zones = _zones(orgs)
    asked = {
        "orgs": list(zones),
        "zones": [zone.key for zone in zones.values()],
        "ids": sorted(customer_ids),
        "own": _OWN,
    }
    return Counter({(org, kind, day, one): count for org, one, kind, day, count in db.rows(_OF_CUSTOMERS, asked)})


def _note(counts: Mapping[tuple[int, str, date, int], int]) -> None:
    found: dict[tuple[int, str, date], list[tuple[int, int]]] = {}
    for (org, kind, day, customer), count in counts.items():
        if count:
            found.setdefault((org, kind, day), []).append((customer, count))
    _insert({place: Tally.of(pairs) for place, pairs in found.items()})


def _insert(found: Mapping[tuple[int, str, date], Tally]) -> None:
    """Write pieces down, by organisation, kind and day."""
    places = sorted(place for place, tally in found.items() if len(tally.ids))
    if not places:
        return
    sealed = [found[place].sealed() for place in places]
    db.run(
        _INSERT,
        (
            [org for org, _kind, _day in places],
            [kind for _org, kind, _day in places],
            [day for _org, _kind, day in places],
            [ids for ids, _counts in sealed],
            [counts for _ids, counts in sealed],
        ),
    )


def _asked(org: int, zone: ZoneInfo, since: date, until: date) -> dict[str, object]:
    """The days from one to another, the last not included, and the moments they begin and end at."""
    return {
        "org": org,
        "zone": zone.key,
        "own": _OWN,
        "from": since,
        "to": until,
        "since": datetime.combine(since, time(), zone).astimezone(UTC),
        "until": datetime.combine(until, time(), zone).astimezone(UTC),
    }


def _zones(orgs: Iterable[int]) -> dict[int, ZoneInfo]:
    rows = Organisation.objects.filter(id__in=set(orgs)).values_list("id", "time_zone")
    return {org: ZoneInfo(zone) for org, zone in rows}
