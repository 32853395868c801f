"""The audit log, as a person reads it."""

import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from changlai.accounts import actions, queries
from changlai.accounts.actions.trail import JOB
from changlai.accounts.errors import ExportUnderWay
from changlai.accounts.models import Role, TrailExport
from changlai.accounts.queries.trail import PAGE, Wanted, fields, kept_as, wanted_of, words
from changlai.accounts.tests.factories import make_member, make_organisation, signed_in
from changlai.kernel import audit, db
from changlai.kernel.jobs.runner import Crew, Runner
from changlai.kernel.models import AuditEntry, StoredFile
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


def test_a_filter_reads_in_words():
    member = make_member(make_organisation())
    with scope(member.organisation_id), translation.override("en"):
        for asked in ({}, {"text": "Li", "before": "today"}):
            audit.record("accounts.trail.exported", actor=member, changes={"filter": asked})
        assert [line.changes[0][1] for line in queries.trail(limit=2).lines] == ["Text Li, Before today", "-"]


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
    page = signed_in(make_member(make_organisation("hemu"))).get("/o/hemu/settings/audit/", {"below": below})
    assert page.status_code == 200


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
    today = timezone.localdate(timezone=ZoneInfo(house.time_zone)).isoformat()

    assert shown(client, action="accounts.role.made") == ["<td>made a role</td>"]
    assert shown(client, member=member.pk) == ["<td>made a role</td>", "<td>added a colleague</td>"]
    assert shown(client, member=other.pk) == []
    assert shown(client, text="men", member=member.pk) == ["<td>added a colleague</td>"]
    assert shown(client, since="2020-01-01", until="2020-01-02") == []
    assert shown(client, since="nonsense", until=today, action="accounts.role.made") == ["<td>made a role</td>"]


EXPORTS = "/o/hemu/settings/audit/exports/"


def latest(house):
    with scope(house.pk):
        return TrailExport.objects.latest("id")


def written(house, export):
    with scope(house.pk):
        actions.go_on_with_export(export_id=export.pk, now=timezone.now())
    return latest(house)


def test_an_export_says_who_took_it_and_calculates_nothing():
    house, other = make_organisation("hemu", name="Hemu"), make_organisation("muhe")
    member = make_member(house, name="Meng")
    make_member(other, name="Somebody Else")
    logged(house, member)
    client = signed_in(member)

    ordered = client.post(EXPORTS, {"member": member.pk})
    waiting = client.get(EXPORTS).content.decode()
    export = written(house, latest(house))
    page = client.get(EXPORTS).content.decode()
    response = client.post(f"{EXPORTS}{export.pk}/file/")

    text = b"".join(response).decode("utf-8-sig")
    lines = text.splitlines()
    assert (ordered.status_code, ordered.headers["Location"]) == (302, EXPORTS)
    assert ("every 1s" in waiting, "every 1s" in page, f"{export.pk}/file/" in page) == (True, False, True)
    assert response["Content-Disposition"].startswith('attachment; filename="audit-hemu-')
    assert "by Meng (member" in lines[0]
    assert lines[0] == lines[-1]
    assert "Called: =1+1" in text  # not at the beginning of its cell
    assert len(lines) == 2 + 3 + 1  # with the export itself
    assert "Somebody Else" not in text
    with scope(house.pk):
        deeds = AuditEntry.objects.filter(action__startswith="accounts.trail.").order_by("id")
        assert list(deeds.values_list("action", "actor_id")) == [
            ("accounts.trail.exported", member.pk),
            ("accounts.trail.fetched", member.pk),
        ]


def test_a_large_export_is_written_in_pieces_and_holds_each_line_once(monkeypatch):
    house = make_organisation("hemu")
    member = make_member(house)
    with scope(house.pk):
        for number in range(7):
            audit.record("x.y", actor=member, changes={"number": f"n{number}"})
    monkeypatch.setattr("changlai.accounts.actions.trail.STEP", 3)
    client = signed_in(member)
    client.post(EXPORTS, {"text": ""})
    first = written(house, latest(house))
    with scope(house.pk):
        audit.record("x.y", actor=member, changes={"number": "too late"})

    while latest(house).is_under_way:
        last = written(house, first)
    again = written(house, last)

    text = b"".join(client.post(f"{EXPORTS}{last.pk}/file/")).decode()
    numbers = re.findall(r": (n[0-9])\b", text)
    assert (first.done_count, first.state, first.total_count) == (3, "running", 9)  # and how the member joined
    assert (last.done_count, last.total_count, len(last.file_ids)) == (9, 9, 3)
    assert (again.file_ids, again.done_count) == (last.file_ids, last.done_count)
    assert numbers == [f"n{number}" for number in reversed(range(7))]
    assert text.count("\ufeff") == 1
    assert "too late" not in text


def test_a_limit_ends_an_export(monkeypatch):
    house = make_organisation("hemu")
    member = make_member(house)
    logged(house, member)
    monkeypatch.setattr("changlai.accounts.actions.trail.ROWS", 2)
    signed_in(member).post(EXPORTS)

    ended = written(house, latest(house))

    assert (ended.state, ended.done_count) == ("done", 2)


def test_an_export_is_stopped_and_only_one_is_under_way_and_it_is_ones_own():
    house = make_organisation("hemu")
    member, other = make_member(house, name="Meng"), make_member(house, name="Li")
    client, stranger = signed_in(member), signed_in(other)

    client.post(EXPORTS)
    export = latest(house)
    second = client.post(EXPORTS)
    theirs = [stranger.post(f"{EXPORTS}{export.pk}/{deed}/").status_code for deed in ("stop", "file")]
    early = client.post(f"{EXPORTS}{export.pk}/file/").status_code
    stopped = client.post(f"{EXPORTS}{export.pk}/stop/").status_code
    twice = client.post(f"{EXPORTS}{export.pk}/stop/").status_code

    assert (second.status_code, theirs, early, stopped, twice) == (409, [404, 404], 410, 302, 409)
    assert written(house, export).state == "stopped"
    assert "Stopped" in client.get(EXPORTS).content.decode()
    assert "No exports yet" in stranger.get(EXPORTS).content.decode()


def broken(house, settings, tmp_path):
    """An export whose next piece cannot be written, with its job at its last try."""
    folder, settings.FILES_DIR = settings.FILES_DIR, tmp_path / "no folder"
    settings.FILES_DIR.touch()
    with scope(house.pk):
        db.run("update lease set attempts = 4, due = clock_timestamp() where kind = %s", (JOB,))
    run_jobs()
    settings.FILES_DIR = folder
    return latest(house)


def run_jobs():
    one = Runner("jobs", holder="w", crew=Crew(1))
    one.run_once()
    one.close()


def test_an_export_whose_job_is_given_up_has_failed_and_goes_on_when_it_is_tried_again(settings, tmp_path):
    house = make_organisation("hemu")
    member = make_member(house)
    logged(house, member)
    client = signed_in(member)
    client.post(EXPORTS)

    failed = broken(house, settings, tmp_path)
    page = client.get(EXPORTS).content.decode()
    file = client.post(f"{EXPORTS}{failed.pk}/file/").status_code
    again = client.post(f"{EXPORTS}{failed.pk}/retry/").status_code
    waiting = latest(house).state
    run_jobs()

    assert (failed.state, failed.error) == ("failed", "NotADirectoryError")
    assert ("could not read or write its files" in page, "every 1s" in page, "/retry/" in page) == (
        True,
        False,
        True,
    )
    assert (file, again, waiting, latest(house).state) == (410, 302, "running", "done")
    assert client.post(f"{EXPORTS}{failed.pk}/retry/").status_code == 409


def test_a_failed_export_keeps_no_other_from_being_made_and_waits_for_it(settings, tmp_path):
    house = make_organisation("hemu")
    member = make_member(house)
    client = signed_in(member)
    client.post(EXPORTS)
    failed = broken(house, settings, tmp_path)

    second = client.post(EXPORTS).status_code
    refused = client.post(f"{EXPORTS}{failed.pk}/retry/").status_code
    with scope(house.pk), pytest.raises(ExportUnderWay):
        actions.go_on_with_export(export_id=failed.pk, now=timezone.now())

    assert (second, refused) == (302, 409)
    with scope(house.pk):
        assert list(TrailExport.objects.order_by("id").values_list("state", flat=True)) == ["failed", "running"]


def test_a_file_goes_when_its_time_is_over():
    house = make_organisation("hemu")
    member = make_member(house)
    client = signed_in(member)
    client.post(EXPORTS, {"action": "accounts.member.joined", "since": "2020-01-01", "until": "2030-01-01"})
    export = written(house, latest(house))
    page = client.get(EXPORTS).content.decode()

    with scope(house.pk):
        actions.forget_exports(now=timezone.now() + timedelta(days=6))
        kept = TrailExport.objects.count()
        actions.forget_exports(now=timezone.now() + timedelta(days=8))
        gone = (TrailExport.objects.count(), StoredFile.objects.filter(pk__in=export.file_ids).count())

    assert ("added a colleague" in page, "from 2020-01-01" in page) == (True, True)
    assert (kept, gone) == (1, (0, 0))
    assert client.post(f"{EXPORTS}{export.pk}/file/").status_code == 404


def test_what_was_asked_for_is_kept_as_json_and_read_again():
    now = timezone.now()

    for wanted in (Wanted(), Wanted(7, "a.b", now, now, "x"), Wanted(before=now)):
        assert wanted_of(kept_as(wanted)) == wanted
