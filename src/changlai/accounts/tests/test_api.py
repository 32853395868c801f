"""Managing colleagues, roles, departments, invitations and keys, for programs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from changlai.accounts import actions
from changlai.accounts.models import Role
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm, hire
from tests.support.programs import program

pytestmark = pytest.mark.django_db

JSON = "application/json"
V1 = "/api/v1"


@pytest.fixture
def firm():
    return found_firm()


def send(client, method: str, path: str, body: dict | None = None):
    return getattr(client, method)(f"{V1}{path}", body or {}, content_type=JSON)


def role_id(firm, slug: str) -> int:
    with scope(firm.id):
        return Role.objects.get(slug=slug).pk


def test_colleague_gets_a_role_a_place_and_is_switched_off(firm):
    ours, chen = program(firm.admin, "en"), hire(firm, "Chen", "agent")
    here = f"/members/{chen.pk}"
    department = send(ours, "post", "/departments", {"name": "Store"}).json()

    role = send(ours, "put", f"{here}/role", {"role_id": role_id(firm, "sales")}).json()
    place = send(ours, "put", f"{here}/place", {"department_id": department["id"], "title": "Buyer"}).json()
    off = send(ours, "put", f"{here}/switch", {"is_active": False}).json()
    on = send(ours, "put", f"{here}/switch", {"is_active": True}).json()
    out = send(ours, "delete", f"{here}/sessions")
    factor = send(ours, "delete", f"{here}/second-factor")
    self_off = send(ours, "put", f"/members/{firm.admin.pk}/switch", {"is_active": False})

    assert (role["role"], place["department"], place["title"]) == ("sales", "Store", "Buyer")
    assert (off["is_active"], on["is_active"], out.status_code, factor.status_code) == (False, True, 204, 204)
    assert self_off.status_code == 422


def test_role_is_copied_changed_and_removed(firm):
    ours = program(firm.admin, "en")

    made = send(ours, "post", "/roles", {"name": "Night shift", "of": role_id(firm, "agent")})
    here = f"/roles/{made.json()['id']}"
    changed = send(ours, "put", here, {"name": "Late shift", "permissions": {"inbox.view": "all"}})
    wrong = send(ours, "put", here, {"name": "x", "permissions": {"inbox.explode": "all"}})
    system = send(ours, "delete", f"/roles/{role_id(firm, 'agent')}")
    needed = send(ours, "put", f"{here}/second-factor", {"is_needed": True})
    names = [one["name"] for one in ours.get(f"{V1}/roles").json()["items"]]
    removed = send(ours, "delete", here)

    assert (made.status_code, changed.json()["permissions"]["inbox.view"]) == (201, "all")
    assert changed.json()["permissions"]["inbox.reply"] == "none"
    assert (wrong.status_code, system.status_code, needed.status_code, removed.status_code) == (422, 422, 204, 204)
    assert "Late shift" in names


def test_department_moves_but_not_below_itself(firm):
    ours = program(firm.admin, "en")
    top = send(ours, "post", "/departments", {"name": "Top"}).json()["id"]
    below = send(ours, "post", "/departments", {"name": "Below", "parent_id": top}).json()["id"]

    ring = send(ours, "put", f"/departments/{top}", {"name": "Top", "parent_id": below})
    full = send(ours, "delete", f"/departments/{top}")
    moved = send(ours, "put", f"/departments/{below}", {"name": "Beside", "parent_id": None})
    listed = ours.get(f"{V1}/departments").json()["items"]

    assert (ring.status_code, full.status_code, moved.json()["parent_id"]) == (422, 422, None)
    assert [one["name"] for one in listed] == ["Beside", "Top"]


def test_invitations_name_what_became_of_each_address(firm):
    ours = program(firm.admin, "en")
    emails = ["a@x.example", "nonsense", "mengjia@hemu.example"]

    told = send(ours, "post", "/invitations", {"emails": emails, "role_id": role_id(firm, "agent")}).json()
    listed = ours.get(f"{V1}/invitations").json()
    here = f"/invitations/{listed['items'][0]['id']}"
    again = send(ours, "post", f"{here}/sending")
    revoked = send(ours, "delete", here)
    gone = send(ours, "post", f"{here}/sending")

    assert {one["email"]: bool(one["refusal"]) for one in told} == {
        "a@x.example": False,
        "nonsense": True,
        "mengjia@hemu.example": True,
    }
    assert "http" not in str(listed), "links go out by mail only"
    assert (again.status_code, revoked.status_code, gone.status_code) == (200, 204, 404)


def test_keys_are_made_listed_and_revoked(firm):
    ours = program(firm.admin, "en")

    made = send(ours, "post", "/tokens", {"name": "shop", "areas": ["inbox"], "is_read_only": True})
    listed = ours.get(f"{V1}/tokens")
    revoked = send(ours, "delete", f"/tokens/{made.json()['id']}").json()

    assert (made.status_code, made.json()["value"][:3]) == (201, "cl_")
    assert made.json()["value"] not in listed.content.decode()
    assert revoked["revoked_at"] is not None


def test_narrow_key_makes_no_wider_one(firm):
    narrow = [
        program(firm.admin, "en", areas=["settings"]),
        program(firm.admin, "en", expires_at=timezone.now() + timedelta(days=1)),
    ]

    answers = [send(one, "post", "/tokens", {"name": "wider"}) for one in narrow]

    assert [(answer.status_code, answer.json()["rule"]) for answer in answers] == [(403, "narrow_token")] * 2


def test_organisation_is_changed(firm):
    ours = program(firm.admin, "en")
    given = {"name": "禾木", "language": "en", "time_zone": "Asia/Tokyo"}

    changed = send(ours, "put", "/organisation", given).json()
    wrong = send(ours, "put", "/organisation", {**given, "time_zone": "Mars/Olympus"})

    assert {name: changed[name] for name in given} == given
    assert (wrong.status_code, wrong.json()["rule"]) == (422, "unknown_time_zone")


@pytest.mark.parametrize("path", ["/tokens", "/invitations"])
def test_agents_may_not(firm, path):
    assert program(hire(firm, "Chen", "agent"), "en").get(f"{V1}{path}").status_code == 403


def test_the_audit_log_is_exported_watched_fetched_and_stopped(firm):
    client = program(firm.admin, "en")

    made = send(client, "post", "/audit/exports", {"action": "accounts.", "since": "2020-01-01T00:00:00"})
    busy = send(client, "post", "/audit/exports").status_code
    early = send(client, "get", f"/audit/exports/{made.json()['id']}/file").status_code
    with scope(firm.id):
        actions.go_on_with_export(export_id=made.json()["id"], now=timezone.now())
    seen = send(client, "get", f"/audit/exports/{made.json()['id']}").json()
    file = b"".join(send(client, "get", f"/audit/exports/{seen['id']}/file")).decode()
    other = send(client, "post", "/audit/exports").json()
    stopped = send(client, "delete", f"/audit/exports/{other['id']}").status_code
    listed = send(client, "get", "/audit/exports").json()["items"]

    assert (made.status_code, made.json()["state"], busy, early) == (201, "running", 409, 410)
    assert (seen["state"], seen["done_count"]) == ("done", seen["total_count"])
    assert "made an API token" in file
    assert (stopped, [one["state"] for one in listed]) == (204, ["stopped", "done"])
    assert send(program(hire(firm, "Li", "agent"), "en"), "get", "/audit/exports").status_code == 403
