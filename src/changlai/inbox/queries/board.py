"""The board's figures: sums of day sheets, and the conversations behind each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from changlai.accounts.models import Member
from changlai.inbox.enums import Outcome, Split
from changlai.inbox.models import Conversation
from changlai.inbox.queries.conversations import PAGE, visible_to
from changlai.kernel import db, tenancy

LONGEST = 400  # days of one period
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
MEDIAN, NINETIETH = 0.5, 0.9
# Two numbers a bucket leave the database instead of a document a day.
_SUMS = """
    select split, key, sum(opened)::int, sum(answered)::int, sum(closed)::int, sum(rated)::int, sum(score_sum)::int
    from inbox_daysheet where organisation_id = %(org)s and day >= %(first)s and day <= %(last)s group by 1, 2"""
_TIMES = """
    select d.split, d.key, b.key::int, sum(b.value::int)::int
    from inbox_daysheet d, lateral jsonb_each_text(case when %(which)s = 'first' then d.first else d.solved end) b
    where d.organisation_id = %(org)s and d.day >= %(first)s and d.day <= %(last)s group by 1, 2, 3"""
_DAYS = """
    select day, opened from inbox_daysheet
    where organisation_id = %(org)s and day >= %(first)s and day <= %(last)s and split = 'all' order by day"""


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the organisation's calendar, both included."""

    first: date
    last: date

    @classmethod
    def of(cls, first: date, last: date) -> "Period":
        """The days from ``first`` to ``last``, at most LONGEST of them, within the calendar we count in."""
        last = min(max(first, last, EARLIEST), LATEST)
        return cls(max(first, last - timedelta(days=LONGEST - 1), EARLIEST), last)

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """As many days before it: what it is compared with."""
        return Period(self.first - timedelta(days=self.length), self.first - timedelta(days=1))


@dataclass(slots=True)
class Tally:
    """What became of conversations opened in a period. Times are business seconds; None without any."""

    opened: int = 0
    answered: int = 0
    closed: int = 0
    rated: int = 0
    score_sum: int = 0
    first: dict[int, int] = field(default_factory=dict)
    solved: dict[int, int] = field(default_factory=dict)

    @property
    def first_median(self) -> int | None:
        return rank(self.first, MEDIAN)

    @property
    def first_ninetieth(self) -> int | None:
        return rank(self.first, NINETIETH)

    @property
    def solved_median(self) -> int | None:
        return rank(self.solved, MEDIAN)

    @property
    def solved_ninetieth(self) -> int | None:
        return rank(self.solved, NINETIETH)

    @property
    def score(self) -> float | None:
        return self.score_sum / self.rated if self.rated else None


Tallies = Mapping[tuple[Split, int], Tally]


def tallies(period: Period) -> Tallies:
    """Every figure of a period, by split and key; three statements, whatever its length."""
    known = {"org": tenancy.organisation_id(), "first": period.first, "last": period.last}
    found: dict[tuple[Split, int], Tally] = {}
    for split, key, *sums in db.rows(_SUMS, known):
        found[Split(split), key] = Tally(*sums)
    for which in ("first", "solved"):
        for split, key, seconds, count in db.rows(_TIMES, known | {"which": which}):
            getattr(found[Split(split), key], which)[seconds] = count
    return found


def by_day(period: Period) -> list[tuple[date, int]]:
    """How many conversations were opened on each day, days without any included."""
    known = {"org": tenancy.organisation_id(), "first": period.first, "last": period.last}
    counts: dict[date, int] = dict(db.rows(_DAYS, known))
    days = [period.first + timedelta(days=n) for n in range(period.length)]
    return [(day, counts.get(day, 0)) for day in days]


def rank(counts: Mapping[int, int], share: float) -> int | None:
    """The value that so large a share of all lie at or below (nearest rank); None of nothing."""
    total = sum(counts.values())
    wanted, passed = share * total, 0
    for value in sorted(counts):
        passed += counts[value]
        if passed >= wanted:
            return value
    return None


@dataclass(frozen=True, slots=True)
class Behind:
    """Which conversations stand behind a figure; None: of anybody, of any account, of any hour. Member 0: nobody."""

    period: Period
    outcome: Outcome = Outcome.OPENED
    member_id: int | None = None
    account_id: int | None = None
    hour: int | None = None


def behind(member: Member, wanted: Behind) -> QuerySet[Conversation]:
    """The conversations behind a figure that the member may see."""
    start = timezone.make_aware(datetime.combine(wanted.period.first, time()))
    end = timezone.make_aware(datetime.combine(wanted.period.last + timedelta(days=1), time()))
    rows = visible_to(member).filter(opened_at__gte=start, opened_at__lt=end)
    match wanted.outcome:
        case Outcome.ANSWERED:
            rows = rows.filter(first_answer_at__isnull=False)
        case Outcome.CLOSED:
            rows = rows.filter(closed_at__isnull=False)
        case Outcome.RATED:
            rows = rows.filter(score__isnull=False)
        case Outcome.OPENED:
            pass
    if wanted.member_id is not None:
        rows = rows.filter(assignee_id=wanted.member_id or None) if wanted.member_id else rows.filter(assignee=None)
    if wanted.account_id is not None:
        rows = rows.filter(account_id=wanted.account_id)
    return rows if wanted.hour is None else rows.filter(opened_at__hour=wanted.hour)


def behind_page(
    member: Member, wanted: Behind, *, after: tuple[datetime, int] | None = None, limit: int = PAGE
) -> tuple[Sequence[Conversation], tuple[datetime, int] | None]:
    """A keyset page of them, the latest first."""
    rows = behind(member, wanted).select_related("customer", "account", "assignee")
    if after is not None:
        rows = rows.filter(Q(opened_at__lt=after[0]) | Q(opened_at=after[0], id__lt=after[1]))
    found = list(rows.order_by("-opened_at", "-id")[: limit + 1])
    if len(found) <= limit:
        return found, None
    return found[:limit], (found[limit - 1].opened_at, found[limit - 1].pk)
