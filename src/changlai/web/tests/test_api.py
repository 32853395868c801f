"""The API's guard and border, at the operations every installation has."""

import contextlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from changlai.accounts import actions
from changlai.accounts.models import ApiReply, ApiToken, Member
from changlai.accounts.operations import cursor_of
from changlai.accounts.tests.factories import make_member, make_organisation
from changlai.kernel.tenancy import scope
from changlai.kernel.throttle import Throttle, TooManyRequests
from changlai.web.api import border

pytestmark = pytest.mark.django_db

PROBLEM = "application/problem+json"


class Caller:
    """A program with a token."""

    def __init__(self, role: str = "admin", slug: str = "") -> None:
        self.house = make_organisation(slug)
        self.member = make_member(self.house, role)
        self.token, self.value = actions.create_api_token(member=self.member, name="shop", by=self.member)
        self.client = Client(headers={"authorization": f"Bearer {self.value}"})

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=headers)


def problem_of(response) -> dict[str, Any]:
    assert response["Content-Type"] == PROBLEM, response.content
    body: dict[str, Any] = response.json()
    assert body["status"] == response.status_code
    assert "Traceback" not in response.content.decode()
    return body


def _said(response) -> dict[str, Any]:
    return {**problem_of(response), "request_id": ""}


def test_me_says_whom_the_token_acts_for():
    caller = Caller("agent", "hemu")

    answer = caller.get("/me").json()

    assert answer["organisation"]["slug"] == "hemu"
    assert answer["member"] == {
        "id": caller.member.pk,
        "name": caller.member.name,
        "title": "",
        "role": "agent",
        "department": None,
        "is_active": True,
    }
    assert answer["permissions"]["inbox.view"] == "team"
    assert answer["permissions"]["members.manage"] == "none"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        "Basic YTpi",
        "Bearer cl_aaaaaaaa_" + "x" * 43,
        "Bearer cl_ａａａａａａａａ_x",
    ],
)
def test_without_a_good_token_nothing_is_said(header):
    response = Client().get(
        "/api/v1/me", headers={"authorization": header.encode().decode("latin-1")} if header else {}
    )

    assert problem_of(response)["rule"] == "api.not_known"
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_session_is_no_credential():
    member = make_member(make_organisation())
    client = Client()
    client.force_login(member.user)

    assert client.get("/api/v1/me").status_code == 401


def test_two_organisations_with_alike_members_never_meet():
    here, there = Caller(), Caller()
    twin = make_member(there.house, "agent", name=here.member.name)

    listed = here.get("/members").json()["items"]

    assert [row["id"] for row in listed] == [here.member.pk]
    assert problem_of(here.get(f"/members/{twin.pk}"))["rule"] == "api.not_found"
    assert _said(here.get(f"/members/{twin.pk}")) == _said(here.get("/members/999999"))


def test_missing_permission_names_it_and_who_can_give_it():
    caller = Caller()
    with scope(caller.house.pk):
        actions_role = caller.member.role.__class__.objects.create(slug="blind", name="Blind")
        other = make_member(caller.house, name="Meng Jia")
        Member.objects.filter(pk=caller.member.pk).update(role=actions_role)

    response = caller.get("/members", accept_language="en")

    body = problem_of(response)
    assert (response.status_code, body["rule"]) == (403, "accounts.missing_permission")
    assert "see colleagues" in body["detail"]
    assert other.name in body["detail"]


def test_members_come_in_pages():
    caller = Caller()
    for _ in range(60):
        make_member(caller.house, "viewer")

    first = caller.get("/members").json()
    second = caller.get(f"/members?cursor={first['next']}").json()

    ids = [row["id"] for row in first["items"] + second["items"]]
    assert (len(first["items"]), len(second["items"]), second["next"]) == (50, 11, None)
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("cursor", ["x", "!!", "bnVsbA", "WyJhIl0", "W10", "%00", "９", cursor_of(2**63)])
def test_made_up_cursor_is_refused(cursor):
    response = Caller().get(f"/members?cursor={cursor}")

    assert response.status_code == 400
    assert problem_of(response)["rule"] in {"api.bad_cursor", "api.bad_json"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nothing", 404),
        ("get", "/api/v1/", 404),
        ("get", "/api/v1/members/٣", 404),
        ("get", "/api/v1/members/３", 404),
        ("get", "/api/v1/members/99999999999999999999999999", 404),
        ("get", "/api/v1/members/-1", 404),
        ("post", "/api/v1/me", 405),
        ("delete", "/api/v1/members", 405),
    ],
)
def test_wrong_doors_answer_problems(method, path, status):
    response = getattr(Caller().client, method)(path)

    assert problem_of(response)["status"] == status


def test_openapi_lists_every_operation_and_the_scheme():
    schema = Client().get("/api/v1/openapi.json").json()

    assert {"/api/v1/me", "/api/v1/members", "/api/v1/members/{member_id}"} <= set(schema["paths"])
    assert schema["components"]["securitySchemes"]["Token"] == {"type": "http", "scheme": "bearer"}


def test_use_of_a_token_is_noted():
    caller = Caller()

    caller.get("/me")

    with scope(caller.house.pk):
        assert ApiToken.objects.get().last_used_at is not None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"NaN",
        b"[Infinity]",
        b"[1e999]",
        b"9" * 5000,
        b"[99999999999999999999]",
        b'{"a": "\\u0000"}',
        b'{"a\\u0000": 1}',
        b'["\\ud800"]',
        b"[" * 34 + b"]" * 34,
        b"[" * 60_000,
        b'{"a":' * 10_000,
    ],
)
def test_border_refuses_what_columns_cannot_hold(body):
    with pytest.raises(border.BadJson) as refusal:
        border.read_json(body)

    assert refusal.value.status == 400


def test_border_refuses_large_bodies():
    with pytest.raises(border.TooLarge) as refusal:
        border.read_json(b'"' + b"x" * border.BODY_LIMIT + b'"')

    assert refusal.value.status == 413


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=3), inner, max_size=3),
    max_leaves=20,
)


@given(JSON)
def test_border_lets_everything_else_through(value):
    assert border.read_json(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_border_never_breaks(body):
    with contextlib.suppress(border.BadJson):
        border.read_json(body)


def test_bucket_lets_a_burst_through_then_a_trickle():
    now = [0.0]
    bucket = Throttle(per_minute=60, burst=3, clock=lambda: now[0])
    for _ in range(3):
        bucket.take("me")

    with pytest.raises(TooManyRequests) as refusal:
        bucket.take("me")
    bucket.take("somebody else")
    now[0] = 1.0
    bucket.take("me")

    assert refusal.value.facts == {"seconds": 2}
    with pytest.raises(TooManyRequests):
        bucket.take("me")


def test_remembered_answers_are_forgotten_after_a_day():
    caller = Caller()
    now = datetime(2026, 11, 22, tzinfo=UTC)
    with scope(caller.house.pk):
        actions.begin_reply(token=caller.token, key="k", request="r")
        ApiReply.objects.update(at=now - timedelta(hours=25))
        actions.forget_expired(now=now)

        assert not ApiReply.objects.exists()
