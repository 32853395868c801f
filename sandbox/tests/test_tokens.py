import pytest

from sandbox.tests.harness import CORPID, SECRET


def gettoken(sandbox, corpid=CORPID, secret=SECRET):
    return sandbox.get("/cgi-bin/gettoken", corpid=corpid, corpsecret=secret)


def test_token_is_the_same_within_its_validity(sandbox, demo):
    first, second = gettoken(sandbox), gettoken(sandbox)

    assert first["access_token"] == second["access_token"]
    assert first["expires_in"] in range(7190, 7201)
    assert first["errcode"] == 0


@pytest.mark.parametrize(
    ("corpid", "secret", "code"), [(CORPID, "wrong", 40001), ("ww-other", SECRET, 40013), (CORPID, "", 41004)]
)
def test_token_is_refused(sandbox, demo, corpid, secret, code):
    assert gettoken(sandbox, corpid, secret)["errcode"] == code


def test_token_expires_after_two_hours(sandbox, demo):
    token = gettoken(sandbox)["access_token"]

    sandbox.order("clock", advance=7201)

    assert sandbox.code("getcallbackip", access_token=token) == 42001
    assert gettoken(sandbox)["access_token"] != token


@pytest.mark.parametrize("code", [42001, 40014])
def test_token_dies_early_and_a_new_one_works(sandbox, demo, code):
    token = sandbox.token()
    sandbox.order("faults", kind="token_dies", code=code)

    assert sandbox.code("getcallbackip", access_token=token) == code
    assert sandbox.code("getcallbackip", access_token=token) == code
    assert sandbox.code("getcallbackip") == 0


def test_third_party_client_survives_a_token_that_dies(sandbox, demo):
    client = sandbox.client()
    client.external_contact.get_follow_user_list()
    sandbox.order("faults", kind="token_dies")

    assert client.external_contact.get_follow_user_list()["errcode"] == 0


@pytest.mark.parametrize(("token", "code"), [("", 41001), ("nonsense", 40014)])
def test_call_without_a_good_token_is_refused(sandbox, demo, token, code):
    assert sandbox.code("user/get", userid="limu", access_token=token) == code


def test_service_secret_opens_only_the_service(sandbox, demo):
    sandbox.order("corps", corpid=CORPID, kf_secret="kf-secret")
    token = sandbox.token("kf-secret")

    assert token != sandbox.token()
    assert sandbox.code("kf/account/list", access_token=token) == 0
    assert sandbox.code("externalcontact/get_follow_user_list", access_token=token) == 48002


def test_changed_secret_ends_the_old_token(sandbox, demo):
    token = sandbox.token()
    sandbox.order("corps", corpid=CORPID, secret="another")

    refused = sandbox.get("/cgi-bin/getcallbackip", access_token=token)

    assert refused["errcode"] == 40014
    assert gettoken(sandbox)["errcode"] == 40001


def test_only_trusted_addresses_may_call(sandbox, demo):
    sandbox.order("corps", corpid=CORPID, trusted_ips=["203.0.113.7"])

    answer = sandbox.api("getcallbackip")

    assert answer["errcode"] == 60020
    assert "from ip: 127.0.0.1" in answer["errmsg"]


def test_refusal_reads_like_the_platform(sandbox, demo):
    answer = sandbox.api("user/get", userid="nobody")

    assert answer.keys() == {"errcode", "errmsg"}
    assert answer["errcode"] == 60111
    assert answer["errmsg"].startswith("userid not found: nobody, hint: [")
    assert answer["errmsg"].endswith("devtool/query?e=60111")


def test_too_many_calls_are_refused_until_the_window_ends(sandbox, demo):
    sandbox.order("limits", per_minute=3)
    try:
        codes = [sandbox.code("user/get", userid="limu") for _ in range(5)]
        sandbox.order("clock", advance=60)

        assert codes[-1] == 45009
        assert sandbox.code("user/get", userid="limu") == 0
    finally:
        sandbox.order("limits", per_minute=10_000)


def test_unknown_path_is_404(sandbox, demo):
    assert sandbox.raw("GET", "/cgi-bin/nothing/here")[0] == 404


def test_log_shows_the_call_without_secrets(sandbox, demo):
    token = sandbox.token()
    sandbox.api("user/get", userid="limu")

    calls = sandbox.get("/_sandbox/log", kind="api")["api"]

    assert [call["api"] for call in calls] == ["gettoken", "gettoken", "user/get"]
    assert token not in str(calls)
    assert SECRET not in str(calls)
