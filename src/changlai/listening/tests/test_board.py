"""The listening board: every figure is the number of mentions behind it, whoever asks and however."""

import csv
import json
import re
from datetime import timedelta
from html import unescape
from io import StringIO
from itertools import product
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.accounts import actions as accounts
from changlai.customers.tests.factories import browser
from changlai.inbox.queries.board import Period
from changlai.kernel.tenancy import scope
from changlai.listening.actions import tallies
from changlai.listening.actions.cases import solve
from changlai.listening.models import Author, Mention, Topic
from changlai.listening.queries import board
from changlai.listening.queries.board import Asked
from changlai.listening.tests.boards import add_topics, keep_mention
from changlai.listening.tests.cases import make_author, open_case, say
from changlai.listening.views.board import PARTS
from changlai.records import queries as records
from changlai.records.filters import Reading, parse
from tests.support.house import NOON, found_firm, hire

pytestmark = pytest.mark.django_db

DAY = NOON.date()
WEEK = Period(DAY - timedelta(days=6), DAY)
ASKED = f"from={WEEK.first}&to={WEEK.last}"
PLACE = "/o/hemu/listening/board/"
LINK = re.compile(r'<a [^>]*href="(/o/hemu/listening/mentions/\?[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
CASES = re.compile(r'<a href="(/o/hemu/listening/cases/\?[^"]*)">(\d+)</a>')
HOSTILE = '<script>alert(1)</script>\u202e=cmd|"/c calc"!A1'


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def told(firm):
    """Two weeks of talk about us and about a competitor, on two platforms."""
    with scope(firm.id):
        (ours,), (theirs,) = add_topics(firm, 1), add_topics(firm, 1, "competitor")
        author = Author.objects.create(
            platform="weibo", key="w1", name=HOSTILE, followers=90_000, first_at=NOON, last_at=NOON
        )
        ids = [_keep(firm, ours, theirs, author, n).pk for n in range(28)]
        tallies.count(tallies.lines_of(ids))
    return ours


def _keep(firm, ours, theirs, author, n):
    return keep_mention(
        firm,
        said_at=NOON - timedelta(hours=12 * n),
        platform=("weibo", "zhihu")[n % 3 == 0],
        sentiment=("negative", "neutral", "positive")[n % 3],
        topics=[ours, theirs] if n % 4 == 0 else [ours] if n % 2 else [theirs],
        aspects={"service": "negative", "price": "positive"} if n % 2 else {"quality": "neutral"},
        words=["客服", "发热"] if n < 8 else ["客服", "物流"],
        author=author if n % 2 and n % 3 else None,
        reach=n * 100,
        text=f"{HOSTILE} {n}",
    )


def behind(firm, address: str, kind: str = "mention") -> int:
    """How many mentions, or other records, the list at an address holds."""
    query = parse_qs(urlsplit(unescape(address)).query)
    with scope(firm.id):
        found = Reading(kind, firm.admin).check(parse(json.loads(query["filter"][0])))
        return len(list(records.ids_after(records.kind_of(kind), firm.admin, found, limit=1000)))


def figure(text: str) -> int | None:
    plain = re.sub(r"<title>.*?</title>|<[^>]*>", " ", text, flags=re.DOTALL) if "<svg" not in text else ""
    number = re.findall(r"\d+", plain)
    return int(number[-1]) if number else None


@pytest.mark.parametrize("which", ["", "&topic={topic}", "&platform=weibo", "&topic={topic}&platform=zhihu"])
def test_every_figure_is_the_number_of_mentions_its_list_holds(firm, told, which):
    client = browser(firm.admin)
    asked = ASKED + which.format(topic=told.pk)
    pages = [client.get(f"{PLACE}?{asked}"), *(client.get(f"{PLACE}{slug}/?{asked}") for slug in PARTS)]
    links = [found for one in pages for found in LINK.findall(one.content.decode())]

    figures = [(figure(text), behind(firm, address)) for address, text in links if figure(text) is not None]

    assert [one.status_code for one in pages] == [200] * len(pages)
    assert len(figures) > 15
    assert [shown for shown, _held in figures] == [held for _shown, held in figures]


def test_cases_are_counted_as_far_as_one_sees_and_lead_to_them(firm):
    for name in ("一", "二"):
        open_case(firm, say(firm, "坏了", by=make_author(firm, key=name)))
    case = open_case(firm, say(firm, "裂了", by=make_author(firm, key="三")))
    with scope(firm.id):
        solve(case=case, cause=None, outcome="换新", by=firm.admin, now=NOON)
    others = hire(firm, "Li", "agent")

    page = browser(firm.admin).get(f"{PLACE}cases/?{ASKED}").content.decode()
    links = CASES.findall(page)
    elsewhere = CASES.findall(browser(others).get(f"{PLACE}cases/?{ASKED}").content.decode())

    assert [int(count) for _address, count in links] == [behind(firm, address, "case") for address, _count in links]
    assert sum(int(count) for _address, count in links) == 3
    assert sum(int(count) for _address, count in elsewhere) == 0


def test_bars_of_the_days_open_their_mentions(firm, told):
    shown = browser(firm.admin).get(f"{PLACE}volume/?{ASKED}").content.decode()
    bars = re.findall(r'<a href="([^"]*)"><title>[\d-]+: (\d+)</title>', shown)

    assert len(bars) == WEEK.length
    assert [int(count) for _, count in bars] == [behind(firm, address) for address, _ in bars]


def test_authors_are_those_most_people_read_on_days_of_the_organisations_own(firm):
    """Posts around the midnights of its zone and of UTC, of twelve authors on two platforms, of one topic or none."""
    with scope(firm.id):
        (ours,) = add_topics(firm, 1)
        authors = [
            Author.objects.create(platform="weibo", key=str(n), followers=1_000 * n, first_at=NOON, last_at=NOON)
            for n in range(12)
        ]
        for n in range(96):
            author = authors[n * 5 % 12]
            keep_mention(
                firm,
                said_at=NOON - timedelta(hours=n, minutes=n % 2),
                platform=("weibo", "zhihu")[n % 3 == 0],
                topics=[ours] if n % 4 else [],
                author=author,
                reach=author.followers,
                sentiment=("negative", "positive")[n % 2],
            )
        tallies.count(tallies.lines_of(list(Mention.objects.values_list("id", flat=True))))

        for days, topic, platform in product((0, 2), (0, ours.pk), ("", "zhihu")):
            asked = Asked(Period(DAY - timedelta(days=days), DAY - timedelta(days=days // 2)), topic, platform)
            found = [(one.key, one.count, one.negative) for one in board.spreaders(asked)]
            assert found == _spoke(asked), asked
            assert found


def _spoke(asked: Asked) -> list[tuple[str, int, int]]:
    """The eight with the most followers, each with their posts, read one by one."""
    known = asked.parameters()
    rows = Mention.objects.filter(said_at__gte=known["start"], said_at__lt=known["end"]).select_related("author")
    if asked.platform:
        rows = rows.filter(platform=asked.platform)
    if asked.topic_id:
        rows = rows.filter(topics__topic=asked.topic_id)
    said: dict[Author, list[str]] = {}
    for one in rows:
        if one.author:
            said.setdefault(one.author, []).append(one.sentiment)
    most = sorted(said, key=lambda author: -author.followers)[:8]
    return [(one.key, len(said[one]), said[one].count("negative")) for one in most]


def test_words_are_hot_rising_and_new(firm, told):
    with scope(firm.id):
        asked = Asked(Period(DAY - timedelta(days=3), DAY))
        found = board.words(asked, board.volume(asked).total, board.volume(asked.before).total)

    assert [(one.word, one.count, one.before) for one in board.hot(found)] == [("发热", 8, 0), ("客服", 8, 8)]
    assert [one.word for one in board.new(found)] == ["发热"]
    assert board.rising(found) == []


def test_words_rise_when_they_stand_more_often_than_the_talk_grew(firm):
    with scope(firm.id):
        for day, word, times in ((1, "物流", 4), (1, "客服", 20), (0, "物流", 16), (0, "客服", 20)):
            ids = [keep_mention(firm, said_at=NOON - timedelta(days=day), words=[word]).pk for _ in range(times)]
            tallies.count(tallies.lines_of(ids))
        asked = Asked(Period(DAY, DAY))

        found = board.words(asked, board.volume(asked).total, board.volume(asked.before).total)

    assert [(one.word, one.before, one.count) for one in board.rising(found)] == [("物流", 4, 16)]


def test_the_topics_own_words_are_not_hot(firm):
    with scope(firm.id):
        (topic,) = add_topics(firm, 1)
        Topic.objects.filter(id=topic.pk).update(expression="禾木 OR 云栖")
        tallies.count(tallies.lines_of([keep_mention(firm, topics=[topic], words=["云栖", "味道"]).pk]))
        asked = Asked(Period(DAY, DAY), topic.pk)

        assert [one.word for one in board.words(asked, 1, 0)] == ["味道"]


def test_files_of_every_part_hold_no_formula(firm, told):
    client = browser(firm.admin)
    for slug in PARTS:
        answer = client.get(f"{PLACE}{slug}/?{ASKED}&csv=1")
        rows = list(csv.reader(StringIO(answer.content.decode().removeprefix("\ufeff"))))

        assert (answer["Content-Type"], len(rows) > 1) == ("text/csv; charset=utf-8", True), slug
        assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@"}], slug


def test_hostile_words_are_shown_as_words(firm, told):
    client = browser(firm.admin)
    shown = "".join(client.get(f"{PLACE}{slug}/?{ASKED}").content.decode() for slug in ("posts", "authors", "aspects"))

    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_an_empty_board_says_what_to_do(firm):
    shown = browser(firm.admin).get(PLACE).content.decode()

    assert "/o/hemu/listening/sources/" in shown
    assert 'hx-get="/o/hemu/listening/board/' not in shown


def test_parts_are_for_who_may_see_them(firm, told):
    viewer = browser(hire(firm, "Li", "viewer"))

    assert [viewer.get(f"{PLACE}{slug}/?{ASKED}").status_code for slug in ("volume", "cases", "nothing")] == [
        200,
        404,
        404,
    ]
    assert viewer.get(f"{PLACE}volume/?{ASKED}&csv=1").status_code == 404
    assert f"{PLACE}cases/" not in viewer.get(f"{PLACE}?{ASKED}").content.decode()


def test_foreign_topics_are_not_there(firm):
    other = found_firm("other", "别家")
    with scope(other.id):
        (topic,) = add_topics(other, 1)
        tallies.count(tallies.lines_of([keep_mention(other, topics=[topic]).pk]))

    client = browser(firm.admin)

    assert client.get(f"{PLACE}volume/?topic={topic.pk}").status_code == 404
    with scope(firm.id):
        assert board.volume(Asked(WEEK)).total == 0


def test_programs_are_told_the_same(firm, told, client):
    with scope(firm.id):
        _token, token = accounts.create_api_token(member=firm.admin, name="board", by=firm.admin)
    bearer = {"Authorization": f"Bearer {token}"}
    given = {"first": WEEK.first, "last": WEEK.last}

    def ask(part, **more):
        found = client.get(f"/api/v1/listening/board/{part}", given | more, headers=bearer)
        assert found.status_code == 200, found.content
        return found.json()

    with scope(firm.id):
        whole, ours = board.volume(Asked(WEEK)), board.volume(Asked(WEEK, told.pk))

    assert ask("volume")["volume"] == {"negative": whole.negative, "neutral": whole.neutral, "positive": whole.positive}
    assert sum(sum(one["volume"].values()) for one in ask("days", topic_id=told.pk)) == ours.total
    assert next(sum(one["volume"].values()) for one in ask("shares")) == ours.total
    assert ask("words")["hot"][0]["word"] == "客服"
    assert {one["aspect"]: len(one["complaints"]) for one in ask("aspects")}["service"] == 2
    assert ask("posts")[0]["reach"] == max(one["reach"] for one in ask("posts"))
    assert ask("authors")[0]["followers"] == 90_000
    assert sum(one["count"] for one in ask("platforms")) == whole.total
    assert ask("cases")["first_answer"] is None


def test_pages_cost_the_same_for_one_topic_and_for_many(firm, told):
    client = browser(firm.admin)

    def cost(slug):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{PLACE}{slug}/?{ASKED}").status_code == 200
        return len(asked)

    cost("volume")
    few = {slug: cost(slug) for slug in PARTS}
    with scope(firm.id):
        more = add_topics(firm, 4)
        tallies.count(tallies.lines_of([keep_mention(firm, topics=more, said_at=NOON).pk for _ in range(9)]))

    assert {slug: cost(slug) for slug in PARTS} == few
