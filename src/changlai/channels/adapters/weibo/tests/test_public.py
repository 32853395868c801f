"""What people say in public: ids beyond 2^53, times, addresses, deleted posts, hostile rows."""

import msgspec
import pytest

from changlai.channels.adapters.weibo import public
from changlai.channels.adapters.weibo.client import hourly
from changlai.channels.adapters.weibo.puller import Cursor, watched
from changlai.channels.adapters.weibo.puller import _following as following  # what a page means for the next
from changlai.channels.adapters.weibo.tests.support import (
    CUSTOMER,
    MOMENT,
    NOW,
    SETTINGS,
    UID,
    comment,
    raw,
    status,
    user,
)
from changlai.channels.adapters.weibo.values import short_id
from changlai.channels.contracts import Said, Skipped, halves
from changlai.channels.enums import SaidKind


def said(row, kind=public.STATUS, *, to_us=False) -> Said | str:
    found = public.delivery(kind, raw(row), NOW, to_us=to_us)
    assert found is not None
    answer = public.read(kind, found.payload, found.context, SETTINGS)
    if isinstance(answer, Skipped):
        return answer.reason
    [one] = answer
    return one


def test_post_is_read_whole():
    one = said(status())

    assert isinstance(one, Said)
    assert (one.key, one.said_at, one.kind, one.to_us) == ("10000000000000007", MOMENT, SaidKind.POST, True)
    assert (one.likes, one.comments, one.reposts, one.pictures) == (3, 2, 1, 1)
    assert (one.speaker.name, one.speaker.followers, one.speaker.is_verified) == ("小满", 12_800, True)
    assert one.url == f"https://weibo.com/{CUSTOMER}/{short_id('10000000000000007')}"
    assert one.address == {"id": "10000000000000007"}


def test_comment_names_what_it_answers_and_where_it_is_answered():
    one = said(comment(), public.COMMENT, to_us=True)

    assert isinstance(one, Said)
    assert (one.key, one.parent, one.about) == ("c10000000000000021", "10000000000000007", "新品上市")
    assert one.address == {"id": "10000000000000007", "cid": "10000000000000021"}


def test_post_passed_on_and_long_post():
    one = said(status(retweeted_status=status(id=5, text="原文"), longText={"longTextContent": "全文" * 200}))

    assert isinstance(one, Said)
    assert (one.kind, one.parent, one.about, len(one.text)) == (SaidKind.REPOST, "5", "原文", 400)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (status(deleted="1", user=None), "gone"),
        (status(user=user(UID)), "own_message"),
        (status(created_at=7), "bad_time"),
        (status(created_at="Mon Foo 99 10:00:00 +0800 2026"), "bad_time"),
    ],
)
def test_what_is_no_news_is_skipped(row, reason):
    assert said(row) == reason


def test_hostile_row_harms_nothing():
    evil = "<script>\x00\u202e\ud800" + "长" * 100_000
    one = said(status(text=evil, user=user(screen_name=evil, location=evil, avatar_large="javascript:alert(1)")))

    assert isinstance(one, Said)
    msgspec.json.encode(one)
    assert len(one.text) == 10_000
    assert "\x00" not in one.text
    assert one.speaker.avatar_url == ""
    assert len(one.speaker.name) <= 200


def test_row_without_an_id_is_nothing():
    assert public.delivery(public.STATUS, raw(status(id=0)), NOW, to_us=False) is None


@pytest.mark.parametrize(
    ("mid", "short"),
    [("3501756485200075", "z0JH2lOMb"), ("3501703397689247", "z0Ijpwgk7"), ("3501701648871479", "z0IgABdSn")],
)
def test_address_of_a_post_is_written_with_62_letters(mid, short):
    assert short_id(mid) == short


@pytest.mark.parametrize(
    ("handle", "stream"),
    [
        ("1902538057", "watch:1902538057"),
        (" https://weibo.com/u/1902538057?refer_flag=1 ", "watch:1902538057"),
        ("m.weibo.cn/u/1902538057", "watch:1902538057"),
        ("@禾木家居", "watch:@禾木家居"),
    ],
)
def test_who_is_watched_is_named_in_many_ways(handle, stream):
    assert watched(handle) == stream


@pytest.mark.parametrize("handle", ["", "禾木家居", "https://evil.example/1902538057", "@", "@a b"])
def test_what_names_nobody_is_refused_in_words(handle):
    with pytest.raises(ValueError, match="UID"):
        watched(handle)


def test_walk_goes_back_to_what_was_seen_and_remembers_the_newest():
    first = following(Cursor(), [9, 8], "7", NOW)
    assert (first.since, first.below) == ("9", "")

    under_way = following(Cursor(since="3"), [9, 8], "7", NOW)
    assert (under_way.since, under_way.top, under_way.below) == ("3", "9", "7")

    done = following(under_way, [7, 4], "", NOW)
    assert (done.since, done.below) == ("9", "")


def test_length_and_budget_are_counted_as_weibo_counts():
    assert [halves(words) for words in ("谢谢ok", "👍", "")] == [6, 4, 0]
    assert hourly({"daily_calls": 100}) == 3
