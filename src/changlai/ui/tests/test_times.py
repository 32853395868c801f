from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from changlai.ui import times

NOW = datetime(2025, 11, 17, 10, 30, tzinfo=UTC)  # a Monday


@pytest.fixture(autouse=True)
def _utc():
    with timezone.override("UTC"):
        yield


@pytest.mark.parametrize(
    ("ago", "chinese", "english"),
    [
        (timedelta(seconds=20), "刚刚", "Just now"),
        (timedelta(minutes=1), "1 分钟前", "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 分钟前", "59 minutes ago"),
        (timedelta(hours=3), "3 小时前", "3 hours ago"),
        (timedelta(hours=14, minutes=16), "昨天 20:14", "Yesterday 20:14"),
        (timedelta(days=2), "11 月 15 日", "15 Nov"),
        (timedelta(days=536), "2024-05-30", "2024-05-30"),
        (timedelta(minutes=-42), "42 分钟后", "in 42 minutes"),
        (timedelta(hours=-4), "4 小时后", "in 4 hours"),
        (timedelta(hours=-23, minutes=-30), "明天 10:00", "Tomorrow 10:00"),
        (timedelta(minutes=-(13 * 60 + 45)), "明天 00:15", "Tomorrow 00:15"),
        (timedelta(days=-6), "11 月 23 日", "23 Nov"),
    ],
)
def test_relative_words_speak_both_languages(ago, chinese, english):
    with translation.override("zh-hans"):
        assert times.relative_words(NOW - ago, NOW) == chinese
    with translation.override("en"):
        assert times.relative_words(NOW - ago, NOW) == english


def test_relative_words_counts_minutes_across_midnight():
    midnight = datetime(2025, 11, 17, 0, 5, tzinfo=UTC)

    with translation.override("en"):
        assert times.relative_words(midnight - timedelta(minutes=10), midnight) == "10 minutes ago"


def test_relative_time_tells_the_exact_time_of_the_reader_on_hover():
    with translation.override("zh-hans"), timezone.override("Asia/Shanghai"):
        shown = times.relative_time(NOW - timedelta(minutes=3), NOW)

    assert shown == (
        '<time datetime="2025-11-17T10:27:00+00:00" title="2025-11-17 18:27:00" data-relative>3 分钟前</time>'
    )


@pytest.mark.parametrize(
    ("ago", "shown"),
    [
        (timedelta(0), "10:30"),
        (timedelta(days=1), "昨天"),
        (timedelta(days=8), "11 月 9 日"),
        (timedelta(days=400), "2024-10-13"),
    ],
)
def test_clock_is_as_short_as_the_day_allows(ago, shown):
    with translation.override("zh-hans"):
        assert times.clock(NOW - ago, NOW).striptags() == shown


@pytest.mark.parametrize(
    ("ago", "chinese", "english"),
    [
        (timedelta(0), "今天", "Today"),
        (timedelta(days=1), "昨天", "Yesterday"),
        (timedelta(days=2), "11 月 15 日 周六", "Sat 15 Nov"),
        (timedelta(days=366), "2024-11-16", "2024-11-16"),
        (timedelta(days=-1), "11 月 18 日 周二", "Tue 18 Nov"),
    ],
)
def test_day_heading_names_the_day(ago, chinese, english):
    with translation.override("zh-hans"):
        assert times.day_heading(NOW - ago, NOW) == chinese
    with translation.override("en"):
        assert times.day_heading(NOW - ago, NOW) == english


def test_a_chosen_moment_is_said_to_the_minute():
    with translation.override("zh-hans"):
        shown = [times.moment_words(NOW + ahead, NOW) for ahead in (timedelta(hours=1), timedelta(days=1))]
        assert shown == ["今天 11:30", "明天 10:30"]
    with translation.override("en"):
        assert times.moment_words(NOW + timedelta(days=9), NOW) == "26 Nov 10:30"


def test_hour_leaves_the_day_to_its_heading():
    assert times.hour(NOW).striptags() == "10:30"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 秒"),
        (-5, "0 秒"),
        (59.9, "59 秒"),
        (252, "4 分 12 秒"),
        (3600, "1 小时"),
        (3605, "1 小时"),
        (3720, "1 小时 2 分"),
        (273_600, "3 天 4 小时"),
    ],
)
def test_duration_names_the_two_largest_units(seconds, shown):
    with translation.override("zh-hans"):
        assert times.duration(seconds) == shown


def test_duration_in_one_unit_and_in_english():
    with translation.override("en"):
        assert [times.duration(3720), times.duration(3720, units=1)] == ["1 h 2 min", "1 h"]
