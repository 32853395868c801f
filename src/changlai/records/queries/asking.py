"""What one member looks for among the records of one kind, and what the index suggests for it.

Of what few records have, the index names all. Of what very many have, the records are walked along as the member may
see them, who was met last first, until there is a page: the commoner it is, the sooner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings

from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.kernel import db, tenancy
from changlai.records import registry
from changlai.records.contracts import Kind, Sql, Word
from changlai.records.matching import Sight
from changlai.records.pieces import ELSEWHERE, EXACT, Probe, kind_number, numbers, probes, terms_of, ways
from changlai.records.queries.within import whole

FEW = 3_000  # records within sight, up to which each of them is looked at
MANY = 4_000  # records with the same pieces, from which on they are not gathered but walked along
STEP, WALKED = 400, 20_000  # records walked along in the first step, and for one page in all
FIRST = (-1, 0, 0)  # the place before the first hit
_MINUTE = 60_000_000  # microseconds; the index counts minutes, who walks along counts as the table does
_LATEST = 10**17  # microseconds: later than any moment
_LONG_AGO = 1 << 32  # above all minutes and below all microseconds of our days
_FIND = """select rank, seen, record_id from records_text_find(
    %(org)s, %(kind)s, %(ranks)b::int4[], %(sets)b::int4[], %(rank)s, %(seen)s, %(record)s, %(limit)s, %(depth)s)"""
_AMONG = """select rank, seen, record_id from records_text_among(
    %(org)s, %(kind)s, %(ranks)b::int4[], %(sets)b::int4[], %(among)b::bigint[],
    %(rank)s, %(seen)s, %(record)s, %(limit)s)"""
_WALK = """
    with walked as materialized (
      select {seen} as seen, r.id from {table} r where {where} order by {order} limit %(step)s),
    found as materialized (
      select id from records_text_sift(%(org)s, %(kind)s, %(of_rank)b::int4[], %(better)b::int4[],
        array(select id from walked)) x(id))
    select seen, id, id in (select id from found), (select count(*) from walked) from walked
    where id in (select id from found) or (seen, id) = (select seen, id from walked order by seen, id limit 1)
    order by seen desc, id desc"""
_SIGHT = "select array(select r.id from {table} r where {where} limit %(most)s)"
Place = tuple[int, int, int]  # rank, when it was last met (minutes, or of who is walked along microseconds), id
Spot = tuple[int, int | None, int | None]  # the same; without the last two the beginning of a rank
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Suggested:
    """Records that may be hits, the best first; ``next``: where what follows begins, None when that is all."""

    places: Sequence[Place]
    next: Place | None


@dataclass
class Question:
    """What one member looks for among the records of one kind; without one, a machine that sees nothing masked.

    ``is_strict``: what the index says is not always looked up in the words afterwards, so parts of masked words are
    asked for only by who may look for those of every field; which rank a hit has is not asked.
    """

    member: Member | None
    kind: Kind
    text: str
    is_strict: bool = False

    @cached_property
    def terms(self) -> list[str]:
        return terms_of(self.text)

    @cached_property
    def sources(self) -> list[int]:
        """Which of the kind's sources the member may look into; the kind's own is always the first."""
        found = registry.findables()[self.kind.slug]
        return [at for at, one in enumerate(found) if not one.permission or self._can(one.permission)]

    @property
    def sees_all(self) -> bool:
        """Whether the member may look into all of them."""
        return len(self.sources) == len(registry.findables()[self.kind.slug])

    @cached_property
    def sight(self) -> Sight:
        """What of masked words the member may see and look for; asked once a field."""
        found = registry.findables()[self.kind.slug]
        who = self.member
        if who is None:
            return Sight(lambda _field: False, lambda _field: False)
        seen = {field for one in found if one.sees for field in one.labels if one.sees(who, field)}
        open_ = seen | {field for one in found if one.parts for field in one.labels if one.parts(who, field)}
        return Sight(lambda field: base(field) in seen, lambda field: base(field) in open_)

    @cached_property
    def sees_some(self) -> bool:
        """Whether parts of any masked field may be looked for: the index is asked for them, and matching decides."""
        found = registry.findables()[self.kind.slug]
        open_ = [self.sight.parts(field) for one in found for field in one.masked]
        return all(open_) if self.is_strict else any(open_)

    @property
    def _sees_records(self) -> Member:
        assert self.member is not None  # noqa: S101 - a machine narrows lists, whose records somebody else chooses
        return self.member

    def _can(self, permission: str) -> bool:
        return self.member is None or self.member.can(permission)

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What the gate is asked, under every key there is: while they change, records are read under either."""
        found = (ways if self.is_strict else probes)(self.text, sees_masked=self.sees_some)
        rows = [(probe.rank, held) for probe in found for held in self._held(probe)]
        rows.sort(key=lambda row: row[0])
        return {
            "org": tenancy.organisation_id(),
            "kind": kind_number(self.kind.slug),
            "ranks": [rank for rank, _held in rows],
            "sets": rectangle([held for _rank, held in rows]),
            "depth": MANY,
        }

    def _held(self, probe: Probe) -> list[list[int]]:
        org = tenancy.organisation_id()
        return [numbers(org, self.kind.slug, probe.pieces, key) for key in settings.FIELD_KEYS]

    @cached_property
    def among(self) -> list[int] | None:
        """All the member may see when that is little, None when it is much."""
        if self.member is None or self.member.level(self.kind.permission) == Level.ALL:
            return None
        where = whole(self.kind.visible(self._sees_records), Sql("true"))
        sql = _SIGHT.format(table=self.kind.table, where=where.text)
        ids: list[int] = db.planned(sql, {**where.values, "most": FEW + 1})[0][0]
        return ids if len(ids) <= FEW else None

    def suggested(self, after: Place, limit: int, page: int) -> Suggested:
        """What the index suggests below a place, ``limit`` at most; ``page`` of those that are walked along: they are
        within sight.
        """
        if self.among is not None:
            rows = self._gate(_AMONG, after, limit, among=self.among)
            return Suggested(rows, rows[-1] if len(rows) == limit else None)
        found: list[Place] = []
        place: Spot | Place = after
        while True:
            rows = self._gate(_FIND, place, limit - len(found))
            many = rows.pop()[0] if rows and rows[-1][2] is None else None
            found += rows
            if many is None:
                return Suggested(found, found[-1] if len(found) == limit else None)
            spot = (place[1], place[2]) if place[0] == many and place[1] is not None and place[2] is not None else None
            walked, stopped = self._walked(many, spot, min(page, limit - len(found)))
            found += walked
            if stopped is not None:
                return Suggested(found, (many, *stopped))
            place = many + 1, None, None

    def _gate(self, sql: str, place: "Spot | Place", limit: int, **more: object) -> list[Any]:
        rank, seen, record = place
        if seen is not None and seen > _LONG_AGO:  # until now records were walked along
            seen //= _MINUTE
        return db.rows(sql, {**self.asked, **more, "rank": rank, "seen": seen, "record": record, "limit": limit})

    def _walked(
        self, rank: int, spot: tuple[int, int] | None, limit: int
    ) -> tuple[list[Place], tuple[int, int] | None]:
        """Hits of one rank among the records as they follow each other, and where to go on; None at the end."""
        found: list[Place] = []
        step, walked = STEP, 0
        while walked < WALKED:
            hits, spot = self._step(rank, spot, step)
            found += ((rank, *hit) for hit in hits)
            if len(found) >= limit:
                return found[:limit], found[limit - 1][1:]
            if spot is None:
                break
            walked += step
            step = _next_step(walked, len(found), limit)
        return found, spot

    def _step(
        self, rank: int, spot: tuple[int, int] | None, count: int
    ) -> tuple[list[tuple[int, int]], tuple[int, int] | None]:
        """The hits among the next records below a spot, and the last of these records; None when there are no more."""
        column, table = registry.findables()[self.kind.slug][0].moment, self.kind.table
        is_met = bool(column) and (spot is None or spot[0] > 0)
        below = _met_before(column, spot) if is_met else _below(column, spot)
        where = whole(self.kind.visible(self._sees_records), below)
        seen = f"(extract(epoch from r.{column}) * 1000000)::bigint" if is_met else "0::bigint"
        order = f"r.{column} desc, r.id desc" if is_met else "r.id desc"
        ranks = self.asked["ranks"]
        first = ranks.index(rank)
        sets = {
            "of_rank": self.asked["sets"][first : first + ranks.count(rank)],
            "better": self.asked["sets"][:first],
            "step": count,
        }
        sql = _WALK.format(seen=seen, table=table, where=where.text, order=order)
        rows = db.planned(sql, {**self.asked, **where.values, **sets})
        hits = [(row[0], row[1]) for row in rows if row[2]]
        if rows and rows[-1][3] == count:
            return hits, (rows[-1][0], rows[-1][1])
        return hits, (0, db.LARGEST_ID) if is_met else None

    def words(self, ids: Sequence[int]) -> dict[int, list[Word]]:
        """The words of records the member may look into."""
        found: dict[int, list[Word]] = {}
        sources = registry.findables()[self.kind.slug]
        for at in self.sources:
            for one, words in sources[at].words(ids).items():
                found.setdefault(one, []).extend(words)
        return found

    def visible(self, ids: Sequence[int]) -> set[int]:
        return set(self.kind.visible(self._sees_records).filter(id__in=ids).order_by().values_list("id", flat=True))


def _next_step(walked: int, found: int, limit: int) -> int:
    """As many records as are likely to hold the rest of the hits, and a few more; more and more while there is none."""
    likely = (limit - found) * walked // found * 5 // 4 if found else walked * 4
    return min(max(likely, STEP), WALKED - walked) or STEP


def is_place(place: Place) -> bool:
    """Whether a place, which may come from an address, can be one of ours."""
    rank, seen, record = place
    return EXACT <= rank <= ELSEWHERE and 0 <= seen <= _LATEST and 0 <= record <= db.LARGEST_ID


def base(field: str) -> str:
    """What a field is declared as: ``field`` of ``field-12``."""
    return field.partition("-")[0]


def _met_before(column: str, spot: tuple[int, int] | None) -> Sql:
    """Of those that were met at all, who stands below a spot."""
    text = f"r.{column} is not null"
    if spot is None:
        return Sql(text)
    seen, record = spot if spot[0] > _LONG_AGO else ((spot[0] + 1) * _MINUTE, 0)
    moment = EPOCH + timedelta(microseconds=seen)
    return Sql(f"{text} and (r.{column}, r.id) < (%(below)s, %(below_id)s)", {"below": moment, "below_id": record})


def _below(column: str, spot: tuple[int, int] | None) -> Sql:
    """Of those that were never met, who stands below a spot."""
    text = f"r.{column} is null" if column else "true"
    return Sql(f"{text} and r.id < %(below_id)s", {"below_id": spot[1]}) if spot else Sql(text)


def rectangle(sets: Sequence[Sequence[int]]) -> list[list[int]]:
    """Sets as rows of one length, each filled up with its own last number."""
    width = max((len(one) for one in sets), default=0)
    return [[*one, *[one[-1]] * (width - len(one))] for one in sets]
