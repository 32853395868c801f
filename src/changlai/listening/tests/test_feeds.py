"""Feeds: asked side by side, read once, and what is wrong with one said in words."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone, translation

from changlai.customers.tests.factories import browser
from changlai.kernel import cron
from changlai.kernel.jobs.runner import Crew, Runner
from changlai.kernel.tenancy import scope
from changlai.listening import feeds as reading
from changlai.listening.actions.looking import QUEUE
from changlai.listening.enums import SourceKind
from changlai.listening.models import MentionSource
from changlai.listening.tests.factories import CONSUMER, add_source, mentions
from changlai.listening.tests.feeds import LOL, atom, rss, serving
from tests.support.house import found_firm, settle, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def feeds(settings):
    settings.OUTBOUND_TIMEOUT = 15
    with serving(settings) as served:
        yield served


def add(firm, feeds, path: str, status: int = 200, body: str = "", **headers: str) -> MentionSource:
    feeds.pages[path] = (status, body, headers)
    return add_source(firm, f"源{path}", SourceKind.FEED, url=feeds.url + path, platform="forum")


def look() -> None:
    """As the clock and a worker do."""
    cron.entries()["listening.feeds"].run()
    work([QUEUE])
    settle([CONSUMER])


def due_again(firm) -> None:
    with scope(firm.id):
        MentionSource.objects.update(looked_at=timezone.now() - timedelta(hours=1))


def trouble_of(firm, source: MentionSource) -> str:
    with scope(firm.id):
        return MentionSource.objects.get(pk=source.pk).error


def test_feed_is_read_once_and_asked_whether_it_changed(firm, feeds):
    source = add(firm, feeds, "/rss", body=rss("床垫塌了", "客服很好"), ETag='"v1"')
    add(firm, feeds, "/atom", body=atom())

    look()
    look()  # not due yet
    first = len(feeds.asked)
    due_again(firm)
    look()  # nothing new
    due_again(firm)
    feeds.pages["/rss"] = (200, rss("床垫塌了", "客服很好", "又一条"), {"ETag": '"v2"'})
    look()

    told = sorted((m.text, m.author.name if m.author else "", m.platform) for m in mentions(firm))
    assert first == 2
    assert [headers.get("if-none-match") for path, headers in feeds.asked if path == "/rss"] == [None, '"v1"', '"v1"']
    assert told == sorted(
        [
            ("云栖床垫味道很冲", "阿强", "forum"),
            ("又一条", "甲", "forum"),
            ("客服很好", "甲", "forum"),
            ("床垫塌了", "甲", "forum"),
        ]
    )
    assert trouble_of(firm, source) == ""


def test_slow_server_holds_up_no_other(firm, feeds):
    others_were_asked, missed = threading.Event(), list[str]()

    def answer_after_the_others() -> None:
        if not others_were_asked.wait(10):
            missed.append("slow")

    feeds.before["/slow"] = answer_after_the_others
    feeds.before["/last"] = others_were_asked.set
    add(firm, feeds, "/slow", body=rss("慢"))
    for path in ("/one", "/two", "/last"):
        add(firm, feeds, path, body=rss(path))

    cron.entries()["listening.feeds"].run()
    runner = Runner(QUEUE, holder="test", crew=Crew(2))
    while runner.run_once() or any(not one.done() for one in runner.running):
        pass  # as a worker: whoever is done makes room for the next
    runner.close()
    settle([CONSUMER])

    assert missed == []
    assert sorted(m.text for m in mentions(firm)) == sorted(["/last", "/one", "/two", "慢"])


@pytest.mark.parametrize(
    ("status", "body", "trouble", "words"),
    [
        (404, "", "status 404", "404"),
        (200, "<html>hello</html>", "no_feed", "RSS"),
        (200, LOL, "entities", "entities"),
        (200, "x" * (reading.MOST_BYTES + 1), "too_large", "5 MB"),
        (302, "", "status 302", "302"),
    ],
)
def test_what_is_wrong_with_a_feed_is_said_in_the_readers_words(firm, feeds, status, body, trouble, words):
    source = add(firm, feeds, "/bad", status, body)

    look()

    shown = browser(firm.admin).get("/o/hemu/listening/sources/").text
    with translation.override("zh-hans"):
        assert any("\u4e00" <= mark <= "\u9fff" for mark in reading.in_words(trouble))
    assert words in shown
    assert trouble_of(firm, source) == trouble
    assert mentions(firm) == []


def test_private_address_is_not_called_and_a_dead_one_is_tried_again(firm, feeds):
    blocked = add_source(firm, "内网", SourceKind.FEED, url="http://10.0.0.1/rss")
    gone = add(firm, feeds, "/x")
    with scope(firm.id):
        MentionSource.objects.filter(pk=gone.pk).update(url="http://127.0.0.1:9/none")

    look()

    assert (trouble_of(firm, blocked), trouble_of(firm, gone)) == ("blocked", "blocked")
    assert reading.in_words("away") != ""


def test_feed_that_was_led_elsewhere_while_it_was_asked_brings_nothing(firm, feeds):
    source = add(firm, feeds, "/old", body=rss("旧"), ETag='"old"')

    def lead_elsewhere() -> None:
        with scope(firm.id):
            MentionSource.objects.filter(pk=source.pk).update(url=feeds.url + "/new")
        connection.close()  # of the server's thread

    feeds.before["/old"] = lead_elsewhere
    look()

    with scope(firm.id):
        now = MentionSource.objects.get(pk=source.pk)
    assert (mentions(firm), now.cursor, now.looked_at) == ([], "", None)


def test_switched_off_feed_is_not_asked(firm, feeds):
    source = add(firm, feeds, "/rss", body=rss("床垫塌了"))
    with scope(firm.id):
        MentionSource.objects.filter(pk=source.pk).update(is_on=False)

    look()

    assert (feeds.asked, mentions(firm)) == ([], [])
