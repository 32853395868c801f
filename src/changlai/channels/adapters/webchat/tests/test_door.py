"""Who comes in, as whom, and what the page may do."""

import json
from datetime import timedelta

import pytest

from changlai.channels.adapters.webchat import sites, tokens
from changlai.channels.adapters.webchat.door import VisitorDoor, assets
from changlai.channels.adapters.webchat.tests.support import DEVICE, NOW, SETTINGS, SITE, arrival, identity
from changlai.channels.adapters.webchat.tokens import Session
from changlai.channels.contracts import HookRequest, Opening
from changlai.channels.errors import BadPayload, BadSignature

DOOR = VisitorDoor()
LATER = NOW + timedelta(hours=3)
CLOSED = Opening(is_open=False, opens_at=LATER)


def enter(now=NOW, settings=SETTINGS, **fields):
    return DOOR.enter(arrival(now, **fields), settings, Opening())


def test_new_browser_becomes_a_visitor_and_comes_back_as_the_same():
    first = enter()
    again = enter(**{"pass": first.told["pass"]})

    assert first.guest == again.guest
    assert first.guest.threads == (f"v:{first.guest.device}",)
    assert enter().guest != first.guest
    assert first.deliveries == []


def test_user_is_told_once_and_writes_in_a_talk_that_every_browser_of_theirs_reads():
    one, other = enter(identity=identity(name="林晓棠")), enter(identity=identity(name="林晓棠"))
    later = enter(NOW + timedelta(minutes=5), identity=identity(name="林晓棠"), **{"pass": one.told["pass"]})
    renamed = enter(identity=identity(name="林晓"), **{"pass": one.told["pass"]})

    assert one.guest.threads[-1] == other.guest.threads[-1] != one.guest.threads[0]
    assert [later.deliveries[0].key, renamed.deliveries[0].key == one.deliveries[0].key] == [
        one.deliveries[0].key,
        False,
    ]
    assert json.loads(one.deliveries[0].payload)["user"] == "user-42"


def test_pass_of_a_user_is_worth_nothing_in_another_hand():
    user = enter(identity=identity())

    assert enter(**{"pass": user.told["pass"]}).guest.device != user.guest.device
    assert enter(identity=identity(sub="user-43"), **{"pass": user.told["pass"]}).guest.device != user.guest.device
    assert enter(identity=identity(), **{"pass": user.told["pass"]}).guest.device == user.guest.device


def test_open_page_goes_on_for_days_and_not_for_weeks():
    user = enter(identity=identity())
    renewed = enter(NOW + timedelta(days=6), session=user.told["session"])

    assert renewed.guest == user.guest
    with pytest.raises(BadSignature, match="old_timestamp"):
        enter(NOW + timedelta(days=8), session=user.told["session"])


@pytest.mark.parametrize("token", ["", "made.up", tokens.pass_token(Session(9, DEVICE)), "é"])
def test_session_is_ours_or_none(token):
    request = HookRequest("GET", {}, {"authorization": f"Bearer {token}"}, b"", NOW)

    with pytest.raises(BadSignature):
        DOOR.guest(request, SETTINGS)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"site": 1}', b'{"site": "' + b"x" * 20_000 + b'"}'])
def test_arrival_that_is_none_is_refused(body):
    with pytest.raises(BadPayload):
        DOOR.enter(HookRequest("POST", {}, {}, body, NOW), SETTINGS, Opening())


def test_hours_of_the_firm_are_told_where_the_account_keeps_them():
    own = DOOR.enter(arrival(), SETTINGS, CLOSED).told
    firm = DOOR.enter(arrival(), SETTINGS | {"hours": "firm"}, CLOSED).told

    assert (own["is_open"], own["opens_at"]) == (True, None)
    assert (firm["is_open"], firm["opens_at"]) == (False, LATER.timestamp() * 1000)


@pytest.mark.parametrize(
    ("rule", "origin", "is_allowed"),
    [
        (SITE, SITE, True),
        (SITE, "http://shop.example.com", False),
        (SITE, f"{SITE}.evil.example", False),
        ("https://*.example.com", "https://m.shop.example.com", True),
        ("https://*.example.com", "https://example.com", False),
        ("https://*.example.com", "https://evilexample.com", False),
        ("https://*.example.com", "https://a/.example.com", False),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", True),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8001", False),
        (SITE, "null", False),
    ],
)
def test_sites(rule, origin, is_allowed):
    assert sites.is_allowed({"sites": rule}, origin) is is_allowed


def test_sites_are_read_as_people_paste_them():
    assert sites.read("https://WWW.Example.com/shop?a=1\nshop.example.com, https://*.example.cn") == [
        "https://www.example.com",
        "https://shop.example.com",
        "https://*.example.cn",
    ]
    for wrong in ("ftp://a.example", "https://", "https://a b.example; script-src *", "https://a.example;x"):
        with pytest.raises(ValueError, match=r"."):
            sites.read(wrong)


def test_page_cannot_be_broken_by_its_settings():
    words = {"greeting": '</body><script>alert("1")</script>', "title": "{version}"}
    page = DOOR.page(SETTINGS | words, key="k" * 40, origin="https://crm.example.com")

    assert b"<script>alert" not in page.body
    assert "frame-ancestors https://crm.example.com https://shop.example.com" in page.policy
    assert SETTINGS["secret"].encode() not in page.body


def test_whole_widget_weighs_less_than_thirty_kilobytes():
    page = DOOR.page(SETTINGS, key="k" * 40, origin="https://crm.example.com")

    assert sum(len(asset.packed) for asset in assets().values()) + len(page.body) < 30 * 1024
