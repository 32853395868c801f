"""Much talk behind the board: a million mentions filled in, and every part of the board opened through the web.

Mentions, topics, aspects and authors are written past the product, by the superuser and in one piece; the sums are
counted from them by the product itself, as after a restore.
"""

import json
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import psycopg

from bench.support.browsing import OK, Browser
from bench.support.company import Company
from bench.support.figures import moment, percentile
from bench.support.house import House, say

DAYS, AUTHORS = 180, 20_000
PERIODS = (7, 30, 90)
WARM = 3  # asked before the clock counts
PARTS = ("volume", "share", "words", "aspects", "posts", "authors", "platforms", "cases")
_AUTHORS = """
    insert into listening_author (organisation_id, platform, key, kind, scope, name, url, avatar_url, place, followers,
      is_verified, mention_count, negative_count, first_at, last_at)
    select %(org)s, 'weibo', 'u' || n, '', '', '作者' || n, '', '', '', n * 37 %% 100000, false, 0, 0, now(),
      now()
    from generate_series(1, %(authors)s) n"""
# Platforms, sentiments and moments by steps that have no common measure: spread evenly, the same every time.
_MENTIONS = """
    insert into listening_mention (organisation_id, source_id, platform, key, kind, author_id, text, about, words, url,
      parent, place, said_at, heard_at, expires_at, reach, likes, comments, reposts, pictures, to_us, address, fold_id,
      copies, sentiment, chance, is_uncertain, intent, urgency, provider, is_handled)
    select %(org)s, %(source)s, (array['weibo', 'xiaohongshu', 'douyin', 'zhihu'])[1 + n %% 4], 'k' || n, 'post',
      a.first_id + n::bigint * 7 %% %(authors)s, q.text, '', string_to_array(q.words, ' '), '', '', '',
      now() - make_interval(secs => (n::bigint * 7919 %% (%(days)s * 86400))::int), now(),
      now() + interval '1 year', n::bigint * 104729 %% 1000000, 0, 0, 0, 0, false, '{}', null, 0,
      (array['negative', 'neutral', 'positive'])[1 + n %% 3], 0.9, false, 'other', 'none', 'embedded', false
    from generate_series(1, %(mentions)s) n
    join unnest(%(texts)s::text[], %(words)s::text[]) with ordinality q(text, words, place)
      on q.place = 1 + n::bigint * 31 %% cardinality(%(texts)s::text[])
    cross join (select min(id) as first_id from listening_author where organisation_id = %(org)s) a"""
# Every topic but the last has a part of the talk, the first half of it; the last is in none.
_TOPICS = """
    insert into listening_mentiontopic (organisation_id, mention_id, topic_id, platform, reach, said_at)
    select %(org)s, m.id, t.id, m.platform, m.reach, m.said_at from listening_mention m
    join (select id, row_number() over (order by id) as place from listening_topic where organisation_id = %(org)s) t
      on m.id %% (1 << t.place::int) = 0 and t.place < 10
    where m.organisation_id = %(org)s"""
_ASPECTS = """
    insert into listening_mentionaspect (organisation_id, mention_id, aspect, sentiment, said_at)
    select %(org)s, m.id, (array['service', 'quality', 'price', 'logistics', 'appearance'])[1 + m.id %% 5],
      m.sentiment, m.said_at
    from listening_mention m where m.organisation_id = %(org)s and m.id %% 2 = 0"""


def fill(house: House, company: Company, source_id: int, mentions: int) -> dict[str, Any]:
    """Write them, and let the product count; seconds of both."""
    began = time.monotonic()
    cut = json.loads(house.ask("bench.support.public_desk", json.dumps({"ask": "words", "slug": company.slug})))
    known: dict[str, Any] = {"org": company.id, "source": source_id, "mentions": mentions}
    known |= {"authors": AUTHORS, "days": DAYS, "texts": cut["texts"]}
    known["words"] = [" ".join(one) for one in cut["words"]]
    with psycopg.connect(house.cluster.admin_url("changlai"), autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("set synchronous_commit = off")
        for statement in (_AUTHORS, _MENTIONS, _TOPICS, _ASPECTS):
            connection.execute(statement.encode(), known)
        connection.execute("vacuum analyze")
    filled = time.monotonic()
    say(f"{mentions:,} mentions in {filled - began:.0f} s")
    asked = json.dumps({"ask": "recount", "slug": company.slug})
    told = json.loads(house.ask("bench.support.public_desk", asked))
    house.rows("vacuum analyze")
    say(f"counted in {told['seconds']:.0f} s")
    return {"filled_in_s": round(filled - began, 1), "counted_in_s": told["seconds"], "sums": told["wrong"]}


def charts(house: House, company: Company, browser: Browser, often: int) -> dict[str, dict[str, float]]:
    """Each part of the board over 7, 30 and 90 days, of everything, of topics and of a platform; milliseconds."""
    topics = [row[0] for row in house.rows("select id from listening_topic order by id")]
    found = {}
    for name, path in _paths(f"/o/{company.slug}/listening/board/", topics).items():
        taken = []
        for number in range(-WARM, often):
            started = time.perf_counter()
            status, text = browser.get(path(number), fragment=name != "board")
            spent = (time.perf_counter() - started) * 1000
            if status != OK:
                raise RuntimeError(f"{path(number)} answers {status}: {text[:300]}")
            if number >= 0:
                taken.append(spent)
        found[name] = {"p50": round(percentile(taken, 0.5), 1), "p95": round(percentile(taken, 0.95), 1)}
        say(f"{name}: p95 {found[name]['p95']:.0f} ms")
    return found


def _paths(base: str, topics: list[int]) -> Mapping[str, Callable[[int], str]]:
    today = moment().date()

    def asked(number: int) -> str:
        first = today - timedelta(days=PERIODS[number % 3] - 1)
        topic = topics[number // 3 % 3] if number // 3 % 4 else ""
        platform = "zhihu" if number % 5 == 4 else ""  # noqa: PLR2004 - one in five
        return f"?from={first}&to={today}&topic={topic}&platform={platform}"

    def of(slug: str) -> Callable[[int], str]:
        return lambda number: f"{base}{slug}/{asked(number)}"

    return {"board": lambda number: f"{base}{asked(number)}"} | {slug: of(slug) for slug in PARTS}
