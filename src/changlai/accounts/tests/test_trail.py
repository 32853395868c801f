"""The audit log, as a person reads it."""

import re
from pathlib import Path

import pytest
from django.utils import timezone, translation

from changlai.accounts import actions, queries
from changlai.accounts.models import Role
from changlai.accounts.queries.trail import PAGE, fields, words
from changlai.accounts.tests.factories import make_member, make_organisation, signed_in
from changlai.kernel import audit
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).resolve().parents[2]
CHANGES = re.compile(r"changes=\{([^}]*)\}")
RECORDED = re.compile(r"audit\.record\(\s*\"([a-z_.]+)\"(?: if [^,]+ else \"([a-z_.]+)\")?")


def test_every_deed_that_is_written_down_has_words():
    files = [file for file in SOURCE.rglob("*.py") if "tests" not in file.parts and file.name != "audit.py"]
    written = {slug for file in files for found in RECORDED.findall(file.read_text()) for slug in found if slug}

    assert len(written) > 10
    assert written - words().keys() == set()


def test_every_field_that_is_written_down_has_words():
    files = [file for file in SOURCE.rglob("*.py") if "tests" not in file.parts and file.name != "audit.py"]
    literals = [found for file in files for found in CHANGES.findall(file.read_text())]
    written = {name for literal in literals for name in re.findall(r"\"(\w+)\":", literal)}

    assert {"role", "owner", "assignee", "events"} <= written
    assert written - fields().keys() == set()


def test_a_change_reads_in_words():
    house = make_organisation()
    admin, agent = make_member(house, name="Meng Jia"), make_member(house, "agent", name="Li Mu")
    with scope(house.pk), translation.override("en"):
        actions.change_role(member=agent, role=Role.objects.get(slug="sales"), by=admin)

        line = queries.trail().lines[0]

    assert (line.who, line.deed, line.label) == ("Meng Jia", "changed a role", "Li Mu")
    assert line.changes == [("Role", "Service agent → Salesperson")]


def test_trail_comes_in_pages_and_stays_in_its_organisation():
    house, other = make_organisation("hemu"), make_organisation("muhe")
    member = make_member(house)
    make_member(other, name="Somebody Else")
    with scope(house.pk):
        for number in range(PAGE + 5):
            audit.record("x.y", actor=member, changes={"number": number})
    client = signed_in(member)

    first = client.get("/o/hemu/settings/audit/").content.decode()
    with scope(house.pk):
        below = queries.trail().next
    second = client.get(f"/o/hemu/settings/audit/?below={below}").content.decode()

    assert first.count("<tr>") == PAGE + 1  # with the head
    assert second.count("<tr>") == 5 + 1 + 1  # and how the member joined
    assert "Somebody Else" not in first + second


@pytest.mark.parametrize("below", ["x", "-1", "٣", "9" * 30, "\x00", ""])
def test_trail_bears_any_place_to_go_on(below):
    client = signed_in(make_member(make_organisation("hemu")))

    assert client.get("/o/hemu/settings/audit/", {"below": below}).status_code == 200


def logged(house, member):
    with scope(house.pk):
        audit.record("accounts.role.made", actor=member, changes={"name": "=1+1"})
        audit.record("accounts.member.joined", actor=member, obj=member, changes={"role": "agent"})


def shown(client, **query):
    page = client.get("/o/hemu/settings/audit/", query).content.decode()
    return [deed for deed in ("<td>made a role</td>", "<td>added a colleague</td>") if deed in page]


def test_trail_is_filtered_by_who_what_when_and_to_what():
    house = make_organisation("hemu")
    member, other = make_member(house, name="Meng"), make_member(house, name="Li")
    logged(house, member)
    client = signed_in(member)
    today = timezone.localdate().isoformat()

    assert shown(client, action="accounts.role.made") == ["<td>made a role</td>"]
    assert shown(client, member=member.pk) == ["<td>made a role</td>", "<td>added a colleague</td>"]
    assert shown(client, member=other.pk) == []
    assert shown(client, text="men", member=member.pk) == ["<td>added a colleague</td>"]
    assert shown(client, since="2020-01-01", until="2020-01-02") == []
    assert shown(client, since="nonsense", until=today, action="accounts.role.made") == ["<td>made a role</td>"]


def test_export_says_who_took_it_and_calculates_nothing():
    house, other = make_organisation("hemu", name="Hemu"), make_organisation("muhe")
    member = make_member(house, name="Meng")
    make_member(other, name="Somebody Else")
    logged(house, member)

    response = signed_in(member).post("/o/hemu/settings/audit/export/", {"member": member.pk})
    text = b"".join(response).decode("utf-8-sig")
    lines = text.splitlines()

    assert response["Content-Disposition"].startswith('attachment; filename="audit-hemu-')
    assert "by Meng (member" in lines[0]
    assert lines[0] == lines[-1]
    assert "Called: =1+1" in text  # not at the beginning of its cell
    assert len(lines) == 2 + 3 + 1  # with the export itself
    assert "Somebody Else" not in text
    with scope(house.pk):
        assert AuditEntry.objects.get(action="accounts.trail.exported").actor_id == member.pk
