"""What a topic would have caught: looked for in what is stored, within bounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from changlai.accounts.models import Member
from changlai.kernel import db, tenancy
from changlai.listening.matching import Matcher, Post, Wanted, Watched, compiled

DAYS, SAMPLES = 30, 10
MOST_SEEN = 20_000  # stored mentions that are looked at; of more, the latest
_STORED = """
    select m.platform, m.text, m.about, coalesce(a.key, ''), coalesce(a.name, ''), coalesce(a.url, ''), m.id, m.said_at,
      m.sentiment
    from listening_mention m
    left join listening_author a on a.organisation_id = m.organisation_id and a.id = m.author_id
    where m.organisation_id = %(org)s and m.said_at > %(since)s order by m.said_at desc, m.id desc limit %(most)s"""


@dataclass(frozen=True, slots=True)
class Sample:
    """A stored mention a topic would have caught."""

    id: int
    platform: str
    text: str
    author: str
    said_at: datetime
    sentiment: str


@dataclass(frozen=True, slots=True)
class Preview:
    """``count`` of ``seen`` stored mentions of the last 30 days; ``is_bounded``: there are more that were not seen."""

    count: int
    seen: int
    is_bounded: bool
    samples: tuple[Sample, ...]


def preview(
    member: Member,
    expression: str,
    exclusions: str = "",
    platforms: Sequence[str] = (),
    watched: Sequence[tuple[str, str]] = (),
    *,
    now: datetime,
) -> Preview:
    """Nothing for who may not see mentions. Raises BadExpression."""
    if not member.can("listening.view"):
        return Preview(0, 0, is_bounded=False, samples=())
    topic = Wanted(
        0,
        compiled(expression),
        compiled(exclusions),
        frozenset(platforms),
        tuple(Watched(platform, handle) for platform, handle in watched),
    )
    matcher = Matcher([topic])
    asked = {"org": tenancy.organisation_id(), "since": now - timedelta(days=DAYS), "most": MOST_SEEN}
    rows = db.rows(_STORED, asked)
    hits = [row for row in rows if matcher.topics_of(Post(*row[:6]))]
    samples = tuple(Sample(row[6], row[0], row[1], row[4], row[7], row[8]) for row in hits[:SAMPLES])
    return Preview(len(hits), len(rows), len(rows) == MOST_SEEN, samples)
