"""What stands around a case: comments below the post, how much its topic is spoken of, who spreads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from changlai.ai.enums import Sentiment
from changlai.kernel import db
from changlai.listening.models import Case, CaseMention, Mention, MentionAspect
from changlai.listening.models.figures import EVERYTHING

DAYS = 14
BELOW = 5
EARLIER = 3
SPREADERS = 5
_DAYS = """
    select (hour at time zone %(zone)s)::date, sum(count), coalesce(sum(count) filter (where sentiment = 'negative'), 0)
    from listening_mentiontally
    where organisation_id = %(org)s and topic_id = %(topic)s and hour >= %(since)s and hour < %(until)s group by 1"""
_SPREADERS = """
    select a.id, a.name, a.followers, sum(m.reposts + m.comments)::bigint, max(m.id) from listening_mention m
    join listening_author a on a.organisation_id = m.organisation_id and a.id = m.author_id
    where m.organisation_id = %(org)s and m.said_at >= %(since)s
      and (m.parent = any(%(keys)b::text[]) and m.platform = %(platform)s or m.fold_id = %(id)s or m.id in (
        select t.mention_id from listening_mentiontopic t
        where t.organisation_id = %(org)s and t.topic_id = %(topic)s and t.said_at >= %(since)s
        order by t.said_at desc limit 2000) and m.sentiment = 'negative')
      and m.author_id is distinct from %(author)s
    group by 1, 2, 3 order by a.followers desc, 4 desc, 1 limit %(limit)s"""


@dataclass(frozen=True, slots=True)
class Below:
    """Comments and reposts of a post that were heard: how many, how many of them negative, and the hottest."""

    count: int
    negative: int
    hottest: Sequence[Mention]

    @property
    def negative_percent(self) -> int:
        return round(100 * self.negative / self.count) if self.count else 0


@dataclass(frozen=True, slots=True)
class Day:
    """Mentions of one day."""

    day: date
    count: int
    negative: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Mentions of a topic day by day, and how many there were in as many days before."""

    days: Sequence[Day]
    before: int

    @property
    def count(self) -> int:
        return sum(one.count for one in self.days)

    @property
    def negative(self) -> int:
        return sum(one.negative for one in self.days)

    @property
    def most(self) -> int:
        return max(1, *(one.count for one in self.days))

    @property
    def change(self) -> int | None:
        """Percent more (or less) than before; None when there was nothing."""
        return round(100 * (self.count - self.before) / self.before) if self.before else None


@dataclass(frozen=True, slots=True)
class Spreader:
    """Somebody through whom many read of it."""

    author_id: int
    name: str
    followers: int
    spread: int  # reposts and comments of what they said
    mention_id: int


def below(mention: Mention) -> Below:
    """What was said below a post, three statements."""
    rows = Mention.objects.filter(platform=mention.platform, parent=mention.key)
    count, negative = rows.count(), rows.filter(sentiment=Sentiment.NEGATIVE).count()
    hottest = rows.select_related("author").order_by("-likes", "-id")[:BELOW] if count else []
    return Below(count, negative, list(hottest))


def trend(case: Case, zone: ZoneInfo, now: datetime) -> Trend:
    """The topic's mentions of the last DAYS days, or of all topics for a case without one."""
    today = now.astimezone(zone).date()
    first = today - timedelta(days=DAYS - 1)
    start = datetime.combine(first - timedelta(days=DAYS), datetime.min.time(), zone)
    known = {"org": case.organisation_id, "topic": case.topic_id or EVERYTHING, "zone": zone.key}
    found = {row[0]: row for row in db.rows(_DAYS, known | {"since": start, "until": now + timedelta(hours=1)})}
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return Trend(
        [Day(day, int(found[day][1]), int(found[day][2])) if day in found else Day(day, 0, 0) for day in days],
        sum(int(row[1]) for day, row in found.items() if day < first),
    )


def spreaders(case: Case, mention: Mention, now: datetime) -> list[Spreader]:
    """Who passes it on, or says the like of the topic, with the most followers; one statement."""
    known = {
        "org": case.organisation_id,
        "topic": case.topic_id or -1,
        "since": now - timedelta(days=DAYS),
        "keys": [mention.key],
        "platform": mention.platform,
        "id": mention.pk,
        "author": mention.author_id,
        "limit": SPREADERS,
    }
    return [Spreader(*row) for row in db.rows(_SPREADERS, known)]


def earlier(case: Case) -> list[Mention]:
    """What the author said besides what belongs to the case, the latest first."""
    ids = CaseMention.objects.filter(case=case).values("mention_id")
    rows = Mention.objects.filter(author=case.author_id).exclude(id__in=ids)
    return list(rows.order_by("-said_at", "-id")[:EARLIER])


def aspects_of(mention: Mention) -> list[MentionAspect]:
    """What it speaks of, in a steady order."""
    return list(MentionAspect.objects.filter(mention=mention).order_by("id"))
