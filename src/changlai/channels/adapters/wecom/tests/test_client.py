import pytest

from changlai.channels.adapters.wecom import failures
from changlai.channels.adapters.wecom import sentences as say
from changlai.channels.adapters.wecom.client import Client
from changlai.channels.adapters.wecom.permissions import PERMISSIONS
from changlai.channels.adapters.wecom.tests.fake import Call, FakeAnswer, FakeDesk, answer, refusal
from changlai.channels.contracts import Token
from changlai.channels.errors import CallFailed
from changlai.kernel.http import Blocked, Unreachable

LOST = Unreachable("https://wecom.example", "timeout", uncertain=True)
NEVER_LEFT = Unreachable("https://wecom.example", "no_connection", uncertain=False)


def test_a_call_carries_the_token_and_spends_from_its_bucket():
    desk = FakeDesk()
    desk.http.lay(answer(), answer())

    Client(desk).get("externalcontact/get", {"external_userid": "wm1"})
    Client(desk).post("kf/sync_msg", {"cursor": ""})

    assert desk.http.calls == [
        Call("externalcontact/get", {"external_userid": "wm1"}, None, "token-1"),
        Call("kf/sync_msg", {}, {"cursor": ""}, "token-1"),
    ]
    assert desk.spent == [("externalcontact/get", 8000), ("kf/sync_msg", 8000)]


def test_service_desks_use_their_own_secret_where_there_is_one():
    desk = FakeDesk(kf_secret="kf-secret-0123456789abcdef")
    desk.http.lay(answer(), answer())

    Client(desk).get("a")
    Client.of_desks(desk).get("b")

    assert [call.token for call in desk.http.calls] == ["token-1", "token-2"]
    assert set(desk.tokens) == {"app", "kf"}


@pytest.mark.parametrize("code", [40014, 42001, 41001])
def test_a_refused_token_is_replaced_once(code):
    desk = FakeDesk()
    desk.http.lay(refusal(code), answer(userid="x"))

    Client(desk).get("user/get")

    assert [call.token for call in desk.http.calls] == ["token-1", "token-2"]


def test_a_token_refused_twice_is_told():
    desk = FakeDesk()
    desk.http.lay(refusal(42001), refusal(42001))

    with pytest.raises(CallFailed) as caught:
        Client(desk).get("user/get")

    assert (caught.value.code, caught.value.permanent, caught.value.sentence) == ("42001", False, say.TOKEN)
    assert len(desk.http.calls) == 2


@pytest.mark.parametrize(
    ("code", "sentence", "permanent", "wait"),
    [
        (-1, say.BUSY, False, 0.0),
        (45009, say.TOO_OFTEN, False, 60.0),
        (45033, say.TOO_OFTEN, False, 10.0),
        (60020, say.TRUSTED_IP, True, 0.0),
        (48002, say.NOT_ALLOWED, True, 0.0),
        (84061, say.NO_RELATION, True, 0.0),
        (95001, say.FIVE_MESSAGES, True, 0.0),
        (95002, say.WINDOW, True, 0.0),
        (999_999, say.UNKNOWN, True, 0.0),
    ],
)
def test_a_refusal_says_what_why_and_what_to_do(code, sentence, permanent, wait):
    desk = FakeDesk()
    desk.http.lay(refusal(code))

    with pytest.raises(CallFailed) as caught:
        Client(desk).post("kf/send_msg", {}, effect=True)

    error = caught.value
    assert (error.code, error.sentence, error.permanent, error.wait) == (str(code), sentence, permanent, wait)
    assert not error.uncertain


def test_too_often_leaves_the_api_alone():
    desk = FakeDesk()
    desk.http.lay(refusal(45009), refusal(45033))

    for api in ("kf/sync_msg", "user/list"):
        with pytest.raises(CallFailed):
            Client(desk).get(api)

    assert desk.blocked == [("kf/sync_msg", 60.0), ("user/list", 10.0)]


@pytest.mark.parametrize(
    ("error", "effect", "uncertain", "permanent"),
    [
        (LOST, True, True, False),
        (LOST, False, False, False),
        (NEVER_LEFT, True, False, False),
        (Blocked("http://10.0.0.1", "not_public"), True, False, True),
    ],
)
def test_only_an_effect_without_an_answer_is_uncertain(error, effect, uncertain, permanent):
    desk = FakeDesk()
    desk.http.lay(error)

    with pytest.raises(CallFailed) as caught:
        Client(desk).post("kf/send_msg", {}, effect=effect)

    assert (caught.value.uncertain, caught.value.permanent) == (uncertain, permanent)


@pytest.mark.parametrize(
    "odd",
    [
        FakeAnswer(b"", status=502),
        FakeAnswer(b"<html>", headers={"content-type": "text/html"}),
        FakeAnswer(b"[]"),
        FakeAnswer(b'{"errcode":"none"}'),
    ],
)
def test_an_answer_that_is_not_wecoms_may_have_done_it(odd):
    desk = FakeDesk()
    desk.http.lay(odd)

    with pytest.raises(CallFailed) as caught:
        Client(desk).post("kf/send_msg", {}, effect=True)

    assert (caught.value.uncertain, caught.value.permanent) == (True, False)


def test_an_answer_with_characters_that_cannot_be_kept_is_read():
    desk = FakeDesk()
    desk.http.lay(FakeAnswer(b'{"errcode":0,"name":"\\ud800"}'))

    assert Client(desk).get("user/get") == b'{"errcode":0,"name":"\\ud800"}'


@pytest.mark.parametrize(
    ("given", "code", "permanent"),
    [
        (refusal(40001), "40001", True),
        (refusal(40013), "40013", True),
        (answer(), "http_200", False),
        (answer(access_token=7), "http_200", False),
        (LOST, "timeout", False),
    ],
)
def test_no_token_no_call(given, code, permanent):
    desk = FakeDesk()
    desk.http.token_answers.append(given)

    with pytest.raises(CallFailed) as caught:
        Client(desk).post("kf/send_msg", {}, effect=True)

    assert (caught.value.code, caught.value.permanent, caught.value.uncertain) == (code, permanent, False)
    assert desk.http.calls == []


def test_a_token_lives_as_long_as_wecom_says():
    desk = FakeDesk()
    desk.http.token_answers.extend([answer(access_token="a", expires_in=60), answer(access_token="a", expires_in="x")])

    assert Client(desk).fetch_token() == Token("a", 60)
    assert Client(desk).fetch_token() == Token("a", 7200)


def test_errors_hold_neither_token_nor_secret():
    desk = FakeDesk()
    desk.http.lay(refusal(40014), refusal(40014))
    with pytest.raises(CallFailed) as caught:
        Client(desk).get("user/get")
    desk.http.lay(LOST)
    with pytest.raises(CallFailed) as lost:
        Client(desk).get("user/get")

    for error in (caught.value, lost.value):
        assert "token-" not in f"{error!r}{error}"
        assert str(desk.settings["secret"]) not in f"{error!r}{error}"
        assert error.__cause__ is None


@pytest.mark.parametrize(
    ("errmsg", "sentence"),
    [
        ("not allow to access from your ip, hint: [1], from ip: 203.0.113.7, more info at https://x", "203.0.113.7"),
        ("not allow to access from your ip, hint: [1], from ip: 2001:db8::7, more info at https://x", "2001:db8::7"),
        ("not allow to access from your ip, hint: [1], from ip: 999.1.1.1, more info at https://x", ""),
        ("not allow to access from your ip, from ip: <b>", ""),
        ("", ""),
    ],
)
def test_an_untrusted_address_is_told_to_whoever_must_enter_it(errmsg, sentence):
    desk = FakeDesk()
    desk.http.lay(answer(errcode=60020, errmsg=errmsg))

    with pytest.raises(CallFailed) as caught:
        Client(desk).get("user/get")

    assert caught.value.sentence == (f"{say.TRUSTED_IP_TOLD} {sentence}" if sentence else say.TRUSTED_IP)


def test_every_class_of_refusal_has_words():
    published = {
        -1, 45009, 45033, 41063, 40014, 42001, 41001, 40001, 40013, 48002, 48004, 48005, 48006, 48007, 50001, 50003,
        60011, 60020, 301002, 84074, 95011, 95012, 95017, 40003, 60111, 40058, 40063, 40096, 45002, 81013, 92002,
        84061, 84084, 41054, 40098, 41050, 41051, 41053, 41096, 95000, 95001, 95002, 95004, 95007, 95013, 95016,
        95018, 95031,
    }  # fmt: skip

    assert {code for code in published if failures.WecomRefused(code).sentence == say.UNKNOWN} == set()


def test_permissions_are_tested_by_asking():
    desk = FakeDesk()
    desk.http.lay(answer(agentid=1000002), answer(follow_user=[]), answer(account_list=[]))

    for permission in PERMISSIONS:
        permission.test(desk)

    assert [call.api for call in desk.http.calls] == [
        "agent/get",
        "externalcontact/get_follow_user_list",
        "kf/account/list",
    ]


@pytest.mark.parametrize(("slug", "code"), [("trusted_ip", 60020), ("contacts", 84074), ("desks", 48002)])
def test_a_missing_permission_is_told(slug, code):
    desk = FakeDesk()
    desk.http.lay(refusal(code))
    (permission,) = [one for one in PERMISSIONS if one.slug == slug]

    with pytest.raises(CallFailed) as caught:
        permission.test(desk)

    assert caught.value.code == str(code)
